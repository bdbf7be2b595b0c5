// Opens an upload session by the token in its URL: it must not have expired, and its event must be the one it was made for.
import type { Calendars } from '../calendar/calendars/calendars.ts';
import { openCalendar } from '../calendar/events/locate.ts';
import { readEvent } from '../calendar/events/readEvent.ts';
import type { Clock } from '../runtime/clock.ts';
import { itemNotFound } from '../runtime/errors.ts';
import type { Documents } from '../stores/documents.ts';
import { decodeSession, opens, sessionDocument, type UploadSession, type UploadToken } from './session.ts';

/**
 * The session, by two point reads, one after the other: its own and the event's, which tells that it was deleted from the first moment.
 * One more for an occurrence, and one more where the event lies in a calendar that may have been deleted. Throws 404 for all that isn't
 * there: unknown, wrong secret, expired, cancelled, event or calendar deleted.
 */
export async function openUpload(
  { documents, calendars, clock }: { readonly documents: Documents; readonly calendars: Calendars; readonly clock: Clock },
  { partition, sessionId, secret }: UploadToken,
): Promise<UploadSession> {
  const session = decodeSession(await documents.read(partition, sessionDocument(sessionId)));
  if (session === undefined || !opens(session, secret) || session.expires <= clock()) throw itemNotFound();
  const event = await readEvent(documents, session.eventKey);
  if (event?.incarnation !== session.incarnation) throw itemNotFound();
  await openCalendar(calendars, session.eventKey.mailbox, { kind: 'calendar', id: event.calendar });
  return session;
}
