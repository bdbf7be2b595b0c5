// Ends an upload without an attachment: its document goes, then the bytes that had arrived.
import { itemNotFound } from '../errors.ts';
import type { UploadDependencies } from './receive.ts';
import { stillOpen, type UploadSession, type UploadToken } from './session.ts';
import { becomes } from '../stores/records.ts';

/** Cancels a session that was opened. Throws 404 for one that isn't there any more, or that has made its attachment already. */
export async function cancelUpload(deps: UploadDependencies, token: UploadToken, session: UploadSession): Promise<void> {
  if (session.state !== 'open') throw itemNotFound();
  const cancelled = await deps.documents.commit(token.partition, [
    {
      write: 'patch',
      id: session.id,
      operations: [becomes('uploadCancelled')],
      when: stillOpen,
    },
  ]);
  if (cancelled.outcome === 'refused' && !cancelled.repeated) throw itemNotFound();
  await deps.contents.remove(session.blob);
}
