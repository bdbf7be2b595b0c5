// Cancels an upload that was opened by its URL.
import { cancelOpenUpload } from '../attachments/endUpload.ts';
import { itemNotFound } from '../runtime/errors.ts';
import type { UploadDependencies } from './receive.ts';
import type { UploadSession, UploadToken } from './session.ts';

/** Cancels a session that was opened. Throws 404 when the session isn't there any more or its upload has completed. */
export async function cancelUpload(deps: UploadDependencies, token: UploadToken, session: UploadSession): Promise<void> {
  if (session.state !== 'open' || !(await cancelOpenUpload(deps, token.partition, session, session.createdBy))) throw itemNotFound();
}
