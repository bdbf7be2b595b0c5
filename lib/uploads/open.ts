// Opens an upload session by the token in its URL: it must not have expired, and its event must be the one it was made for.
import type { Calendars } from '../calendar/calendars/calendars.ts';
import { openCalendar } from '../calendar/events/locate.ts';
import { readEvent } from '../calendar/events/readEvent.ts';
import type { Clock } from '../runtime/clock.ts';
import { itemNotFound } from '../runtime/errors.ts';
import type { Documents } from '../stores/documents.ts';
import { decodeSession, isSecretOf, sessionDocument, type UploadSession, type UploadToken } from './session.ts';

/**
 * The session that the token opens. Costs two point reads, one after the other: the session's, and the event's, so that a session of a
 * deleted event is refused from the first moment. An occurrence costs one read more, and so does an event in a calendar that may have been
 * deleted. Throws 404 for an unknown session, a wrong secret, an expired or cancelled session, and a deleted event or calendar.
 */
export async function openUpload(
  { documents, calendars, clock }: { readonly documents: Documents; readonly calendars: Calendars; readonly clock: Clock },
  { partition, sessionId, secret }: UploadToken,
): Promise<UploadSession> {
  const session = decodeSession(await documents.read(partition, sessionDocument(sessionId)));
  if (session === undefined || !isSecretOf(session, secret) || session.expires <= clock()) throw itemNotFound();
  const event = await readEvent(documents, session.eventKey);
  if (event?.incarnation !== session.incarnation) throw itemNotFound();
  await openCalendar(calendars, session.eventKey.mailbox, { kind: 'calendar', id: event.calendar });
  return session;
}
