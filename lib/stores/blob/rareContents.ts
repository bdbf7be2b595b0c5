// What is asked of the blobs seldom, by the SDK: lists, erasure, URLs of large files.
import { BlobClient, type BlobServiceClient, type ContainerClient, type ContainerListBlobFlatSegmentResponse } from '@azure/storage-blob';
import type { Clock } from '../../runtime/clock.ts';
import { Fault } from '../../runtime/errors.ts';
import type { ContentOwner, Contents } from '../contents.ts';
import { withRetries, type RetryPolicy } from '../retry.ts';
import { counted } from './counted.ts';
import { classify, statusOf } from './failures.ts';
import { signedUrls } from './signedUrls.ts';

export type RareContents = Pick<Contents, 'signedUrl' | 'erase' | 'list'>;

/** The client must not retry on its own. */
export function rareContents(service: BlobServiceClient, containerName: string, clock: Clock, policy: RetryPolicy): RareContents {
  const container = service.getContainerClient(containerName);
  const sign = signedUrls(service, clock, policy.deadlineMs);
  return {
    signedUrl: (name, servedAs, expires) => withRetries(() => sign(containerName, name, servedAs, expires), classify, policy),

    erase: (name) =>
      withRetries(
        async ({ signal }) => {
          const blob = container.getBlockBlobClient(name);
          // A soft delete keeps what is overwritten as a snapshot, and a snapshot can be erased; what is deleted as it is can't.
          await unlessAbsent(() => counted('blobPut', () => blob.upload('', 0, { abortSignal: signal, conditions: { ifMatch: '*' } })));
          await unlessAbsent(() => counted('blobDelete', () => blob.delete({ abortSignal: signal, deleteSnapshots: 'include' })));
          for (const snapshot of await keptSnapshots(container, name, signal))
            await unlessAbsent(() => counted('blobDelete', () => erasable(container, name, snapshot).delete({ abortSignal: signal })));
        },
        classify,
        policy,
      ),

    async *list(prefix) {
      let continuationToken: string | undefined;
      do {
        const page = await withRetries(({ signal }) => pageOf(container, prefix, continuationToken, signal), classify, policy);
        for (const { name, metadata } of page.segment.blobItems) {
          const owner = ownerOf(metadata);
          yield owner === undefined ? { name } : { name, owner };
        }
        continuationToken = page.continuationToken;
      } while (continuationToken !== undefined && continuationToken !== '');
    },
  };
}

/** Does something to a blob, where it is there. */
async function unlessAbsent(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 412) throw error;
  }
}

/** The snapshots that the account's soft delete keeps of a blob; none where it has no soft delete. */
async function keptSnapshots(container: ContainerClient, name: string, abortSignal: AbortSignal): Promise<readonly string[]> {
  const listed = container.listBlobsFlat({ prefix: name, includeDeleted: true, includeSnapshots: true, abortSignal });
  const kept: string[] = [];
  for await (const each of listed) if (each.name === name && each.deleted && each.snapshot) kept.push(each.snapshot);
  return kept;
}

/** A snapshot whose deletion is for good ("Delete Blob", deletetype), which the SDK has no option for. */
const erasable = (container: ContainerClient, name: string, snapshot: string): BlobClient => {
  const url = new URL(container.getBlobClient(name).withSnapshot(snapshot).url);
  url.searchParams.set('deletetype', 'permanent');
  return new BlobClient(url.href, container.credential, { retryOptions: { maxTries: 1 } });
};

async function pageOf(
  container: ContainerClient,
  prefix: string,
  continuationToken: string | undefined,
  abortSignal: AbortSignal,
): Promise<ContainerListBlobFlatSegmentResponse> {
  const blobs = container.listBlobsFlat({ prefix, includeMetadata: true, includeUncommitedBlobs: true, abortSignal });
  const pages = blobs.byPage(continuationToken === undefined ? {} : { continuationToken });
  return counted('blobList', async () => {
    const page = await pages.next();
    if (page.done === true) throw new Fault('Blob Storage answered without a page.');
    return page.value;
  });
}

function ownerOf(metadata: Record<string, string> | undefined): ContentOwner | undefined {
  const { partition, document } = metadata ?? {};
  return partition === undefined || document === undefined
    ? undefined
    : { partition: decodeURIComponent(partition), document: decodeURIComponent(document) };
}
