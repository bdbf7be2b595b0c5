// The content store over a Blob Storage container: translates between the contract and the SDK.
import { buffer } from 'node:stream/consumers';
import { RestError, type ContainerClient } from '@azure/storage-blob';
import type { ContentOwner, Contents } from '../contents.ts';
import { defaultRetryPolicy, isConnectionFailure, withRetries, type Failure, type RetryPolicy } from '../retry.ts';

/** Bytes in one container; its client must not retry on its own. */
export function blobContents(container: ContainerClient, policy: RetryPolicy = defaultRetryPolicy): Contents {
  return {
    put: (name, bytes, owner) =>
      withRetries(
        async ({ repeated, signal }) => {
          const blob = container.getBlockBlobClient(name);
          try {
            const { etag } = await blob.upload(bytes, bytes.byteLength, {
              abortSignal: signal,
              conditions: { ifNoneMatch: '*' },
              metadata: { partition: encodeURIComponent(owner.partition), document: encodeURIComponent(owner.document) },
              blobHTTPHeaders: { blobContentType: 'application/octet-stream', blobContentDisposition: 'attachment' },
            });
            return required(etag);
          } catch (error) {
            if (!repeated || !(isStatus(error, 409) || isStatus(error, 412))) throw error;
            return required((await blob.getProperties({ abortSignal: signal })).etag);
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
            // One request; the SDK's own downloadToBuffer asks for the size first.
            const { readableStreamBody } = await container.getBlobClient(name).download(offset, count, { abortSignal: signal });
            return readableStreamBody === undefined ? new Uint8Array() : await buffer(readableStreamBody);
          } catch (error) {
            if (isStatus(error, 404)) return undefined;
            throw error;
          }
        },
        classify,
        policy,
      ),

    remove: (name) =>
      withRetries(
        async ({ signal }) => {
          try {
            await container.getBlobClient(name).delete({ abortSignal: signal });
          } catch (error) {
            if (!isStatus(error, 404)) throw error;
          }
        },
        classify,
        policy,
      ),

    async *list(prefix) {
      for await (const { name, metadata } of container.listBlobsFlat({ prefix, includeMetadata: true, includeUncommitedBlobs: true })) {
        const owner = ownerOf(metadata);
        yield owner === undefined ? { name } : { name, owner };
      }
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

function ownerOf(metadata: Record<string, string> | undefined): ContentOwner | undefined {
  const { partition, document } = metadata ?? {};
  return partition === undefined || document === undefined
    ? undefined
    : { partition: decodeURIComponent(partition), document: decodeURIComponent(document) };
}

function required(etag: string | undefined): string {
  if (etag === undefined) throw new Error('Blob Storage answered without an ETag.');
  return etag;
}

const isStatus = (error: unknown, status: number): boolean => error instanceof RestError && error.statusCode === status;

function classify(error: unknown): Failure {
  if (error instanceof RestError) {
    const { statusCode } = error;
    if (statusCode === 429) return { kind: 'busy', status: 429 };
    if (statusCode === 503) return { kind: 'busy', status: 503 };
    if (statusCode === undefined || statusCode === 408 || statusCode >= 500) return { kind: 'unclear' };
  }
  if (isConnectionFailure(error)) return { kind: 'unclear' };
  return { kind: 'final', error };
}
