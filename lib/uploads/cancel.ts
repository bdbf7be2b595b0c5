// Ends an upload without an attachment: its document goes, then the bytes that had arrived.
import { itemNotFound } from '../errors.ts';
import { openUpload } from './open.ts';
import type { UploadDependencies } from './receive.ts';
import { stillOpen, type UploadToken } from './session.ts';
import { becomes } from '../stores/records.ts';

/** Cancels an open session. Throws 404 for one that isn't there, or that has made its attachment already. */
export async function cancelUpload(deps: UploadDependencies, token: UploadToken): Promise<void> {
  const session = await openUpload(deps, token);
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
