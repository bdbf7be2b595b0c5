// Copies a blob piece by piece, so that a large one takes no more memory than a small one.
import { crc32 } from 'node:zlib';
import { maxCopyPieceBytes } from '../runtime/limits.ts';
import type { ContentOwner } from '../stores/contents.ts';
import { newContentName } from './content.ts';
import type { AddDependencies } from './draft.ts';

/** Copies a blob; resolves to the new blob and its ETag, or to undefined if the source is gone. One read and one write for each 4 MiB. */
export async function copyContent(
  { contents, clock, randomness }: Pick<AddDependencies, 'contents' | 'clock' | 'randomness'>,
  from: string,
  size: number,
  owner: ContentOwner,
): Promise<{ readonly blob: string; readonly etag: string } | undefined> {
  const blob = newContentName(clock, randomness);
  if (size <= maxCopyPieceBytes) {
    const bytes = await contents.read(from);
    return bytes && { blob, etag: await contents.put(blob, bytes, owner) };
  }
  const ids: string[] = [];
  for (let first = 0; first < size; first += maxCopyPieceBytes) {
    const bytes = await contents.read(from, { first, last: Math.min(first + maxCopyPieceBytes, size) - 1 });
    if (bytes === undefined) {
      await contents.remove(blob);
      return undefined;
    }
    const id = Buffer.from(`${String(first).padStart(10, '0')}-${String(crc32(bytes)).padStart(10, '0')}`).toString('base64');
    await contents.putBlock(blob, id, bytes);
    ids.push(id);
  }
  const etag = await contents.commitBlocks(blob, ids, owner);
  return etag === undefined ? undefined : { blob, etag };
}
