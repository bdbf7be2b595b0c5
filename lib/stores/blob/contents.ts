// The content store over a Blob Storage container: translates between the contract and the SDK.
import { Fault } from '../../runtime/errors.ts';
import {
  BlobClient,
  RestError,
  type BlobDownloadResponseParsed,
  type BlobServiceClient,
  type ContainerClient,
  type ContainerListBlobFlatSegmentResponse,
} from '@azure/storage-blob';
import type { Clock } from '../../runtime/clock.ts';
import type { ByteRange, ContentOwner, Contents } from '../contents.ts';
import { defaultRetryPolicy, isConnectionFailure, withRetries, type Failure, type RetryPolicy } from '../retry.ts';
import { counted } from './counted.ts';
import { signedUrls } from './signedUrls.ts';

/** Milliseconds that a call with many bytes may take: 16 MiB from a laptop that uses a real account, 150 MiB within a data centre. */
const transferMs = 60_000;

/** A read of more bytes than this may take `transferMs`. */
const manyBytes = 4 * 1024 * 1024;

/** The content store in one container of an account. The client must not retry on its own. */
export function blobContents(
  service: BlobServiceClient,
  containerName: string,
  clock: Clock,
  policy: RetryPolicy = defaultRetryPolicy,
): Contents {
  const container = service.getContainerClient(containerName);
  const sign = signedUrls(service, clock, policy.deadlineMs);
  const transfer = { ...policy, attemptMs: transferMs };
  return {
    put: (name, bytes, owner) =>
      withRetries(
        async ({ repeated, signal }) => {
          const blob = container.getBlockBlobClient(name);
          try {
            const upload = { abortSignal: signal, conditions: { ifNoneMatch: '*' }, ...described(owner) };
            const { etag } = await counted('blobPut', () => blob.upload(bytes, bytes.byteLength, upload));
            return required(etag);
          } catch (error) {
            if (!repeated || !existsAlready(error)) throw error;
            return required((await counted('blobGet', () => blob.getProperties({ abortSignal: signal }))).etag);
          }
        },
        classify,
        transfer,
      ),

    putBlock: (name, blockId, bytes) =>
      withRetries(
        async ({ signal }) => {
          const blob = container.getBlockBlobClient(name);
          await counted('blobPut', () => blob.stageBlock(blockId, bytes, bytes.byteLength, { abortSignal: signal }));
        },
        classify,
        transfer,
      ),

    commitBlocks: (name, blockIds, owner) =>
      withRetries(
        async ({ signal }) => {
          const blob = container.getBlockBlobClient(name);
          try {
            const commit = { abortSignal: signal, conditions: { ifNoneMatch: '*' }, ...described(owner) };
            const { etag } = await counted('blobPut', () => blob.commitBlockList([...blockIds], commit));
            return required(etag);
          } catch (error) {
            if (isStatus(error, 400) && error instanceof RestError && error.code === 'InvalidBlockList') return undefined;
            if (!existsAlready(error)) throw error;
            return required((await counted('blobGet', () => blob.getProperties({ abortSignal: signal }))).etag);
          }
        },
        classify,
        policy,
      ),

    read: (name, range) =>
      withRetries(
        async ({ signal }) => {
          try {
            const [offset, count] = range === undefined ? [0, undefined] : [range.first, range.last - range.first + 1];
            // This makes one request; the SDK's own downloadToBuffer would ask for the size first.
            const { bytes } = await counted('blobGet', async () => {
              const answer = await container.getBlobClient(name).download(offset, count, { abortSignal: signal });
              return { _response: answer._response, bytes: await bytesOf(answer) };
            });
            return bytes;
          } catch (error) {
            if (isStatus(error, 404)) return undefined;
            throw error;
          }
        },
        classify,
        lengthOf(range) > manyBytes ? transfer : policy,
      ),

    signedUrl: (name, servedAs, expires) => withRetries(() => sign(containerName, name, servedAs, expires), classify, policy),

    remove: (name) =>
      withRetries(
        async ({ signal }) => {
          try {
            await counted('blobDelete', () => container.getBlobClient(name).delete({ abortSignal: signal }));
          } catch (error) {
            if (!isStatus(error, 404)) throw error;
          }
        },
        classify,
        policy,
      ),

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

    ping: () =>
      withRetries(
        async ({ signal }) => {
          await container.getProperties({ abortSignal: signal });
        },
        classify,
        policy,
      ),
  };
}

/** Does something to a blob, where it is there. */
async function unlessAbsent(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isStatus(error, 404) && !isStatus(error, 412)) throw error;
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

const lengthOf = (range: ByteRange | undefined): number => (range === undefined ? 0 : range.last - range.first + 1);

/** Reads the bytes directly into one buffer: to collect the chunks first would hold all bytes twice. */
async function bytesOf({ readableStreamBody, contentLength = 0 }: BlobDownloadResponseParsed): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(contentLength);
  let filled = 0;
  for await (const chunk of readableStreamBody ?? []) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('Blob Storage answered with text.');
    filled += chunk.copy(bytes, filled);
  }
  // The rest of the buffer would hold whatever was in that memory before.
  if (filled < contentLength) throw new Fault('Blob Storage answered with fewer bytes than it said.');
  return bytes;
}

/** The metadata and headers of a blob: to which document it belongs, and that browsers may only download it. */
const described = ({ partition, document }: ContentOwner) => ({
  metadata: { partition: encodeURIComponent(partition), document: encodeURIComponent(document) },
  blobHTTPHeaders: { blobContentType: 'application/octet-stream', blobContentDisposition: 'attachment' },
});

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

function required(etag: string | undefined): string {
  if (etag === undefined) throw new Fault('Blob Storage answered without an ETag.');
  return etag;
}

/** Whether `If-None-Match: *` failed: Blob Storage answers 409, or 412 where it checks the condition before the blob. */
const existsAlready = (error: unknown): boolean => isStatus(error, 409) || isStatus(error, 412);

/** The pause that the store asks for in seconds (RFC 9110, section 10.2.3); none when it names no pause or a date. */
function retryAfter(error: unknown): { readonly retryAfterMs?: number } {
  const seconds = error instanceof RestError ? error.response?.headers.get('retry-after') : undefined;
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? { retryAfterMs: Number(seconds) * 1000 } : {};
}

const isStatus = (error: unknown, status: number): boolean => error instanceof RestError && error.statusCode === status;

function classify(error: unknown): Failure {
  const status = error instanceof RestError ? error.statusCode : undefined;
  if (status === undefined) return isConnectionFailure(error) ? { kind: 'unclear' } : { kind: 'final', error };
  if (status === 429 || status === 503) return { kind: 'busy', status, ...retryAfter(error) };
  return status === 408 || status >= 500 ? { kind: 'unclear' } : { kind: 'final', error };
}
