// Opens an upload session by the token in its URL: it must not have expired, and its event must be the one it was made for.
import { decodeEvent } from '../calendar/eventRecord.ts';
import type { Clock } from '../clock.ts';
import { itemNotFound } from '../errors.ts';
import type { Documents } from '../stores/documents.ts';
import { decodeSession, opens, sessionDocument, type UploadSession, type UploadToken } from './session.ts';

/**
 * The session, by two point reads: one more for the event, which tells that it was deleted from the first moment. Throws 404 for all
 * that isn't there: unknown, wrong secret, expired, cancelled, event deleted.
 */
export async function openUpload(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  { partition, sessionId, secret }: UploadToken,
): Promise<UploadSession> {
  const session = decodeSession(await documents.read(partition, sessionDocument(sessionId)));
  if (session === undefined || !opens(session, secret) || session.expires <= clock()) throw itemNotFound();
  const event = decodeEvent(await documents.read(partition, session.uploadOf));
  if (event?.incarnation !== session.incarnation) throw itemNotFound();
  return session;
}
