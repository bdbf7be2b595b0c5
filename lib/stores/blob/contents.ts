// The content store over a Blob Storage container: translates between the contract and the REST API.
import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import type { Clock } from '../../runtime/clock.ts';
import { Fault } from '../../runtime/errors.ts';
import type { ByteRange, ContentOwner, Contents } from '../contents.ts';
import { defaultRetryPolicy, withRetries, type RetryPolicy } from '../retry.ts';
import type { BlobAccount } from './account.ts';
import { classify, existsAlready, statusOf } from './failures.ts';
import type { RareContents } from './rareContents.ts';
import type { BlobRequest } from './requests.ts';

/** Milliseconds that a call with many bytes may take: 16 MiB from a laptop that uses a real account, 150 MiB within a data centre. */
const transferMs = 60_000;

/** A read of more bytes than this may take `transferMs`. */
const manyBytes = 4 * 1024 * 1024;

/** The content store in one container of an account. */
export function blobContents(
  { send, sdk }: BlobAccount,
  container: string,
  clock: Clock,
  policy: RetryPolicy = defaultRetryPolicy,
): Contents {
  const pathOf = (name: string): string => `${container}/${name}`;
  const transfer = { ...policy, attemptMs: transferMs };

  let opened: Promise<RareContents> | undefined;
  const rare = (): Promise<RareContents> =>
    (opened ??= Promise.all([import('./rareContents.ts'), sdk()]).then(([{ rareContents }, service]) =>
      rareContents(service, container, clock, policy),
    ));

  const etagAt = async (name: string, signal: AbortSignal): Promise<string> =>
    etagOf(await send({ kind: 'blobGet', method: 'HEAD', path: pathOf(name), signal }));

  /** Makes a blob under a name that has none; the ETag of the blob that is there where `mayBeThere`. */
  async function made(request: BlobRequest, name: string, mayBeThere: boolean): Promise<string> {
    try {
      return etagOf(await send(request));
    } catch (error) {
      if (!mayBeThere || !existsAlready(error)) throw error;
      return etagAt(name, request.signal);
    }
  }

  return {
    put: (name, bytes, owner) =>
      withRetries(
        ({ repeated, signal }) => {
          const headers = { ...described(owner), 'x-ms-blob-type': 'BlockBlob', 'Content-Type': octets };
          return made({ kind: 'blobPut', method: 'PUT', path: pathOf(name), headers, body: bytes, signal }, name, repeated);
        },
        classify,
        transfer,
      ),

    putBlock: (name, blockId, body) =>
      withRetries(
        async ({ signal }) => {
          const [query, headers] = [`comp=block&blockid=${encodeURIComponent(blockId)}`, { 'Content-Type': octets }];
          await send({ kind: 'blobPut', method: 'PUT', path: pathOf(name), query, headers, body, signal });
        },
        classify,
        transfer,
      ),

    commitBlocks: (name, blockIds, owner) =>
      withRetries(
        async ({ signal }) => {
          const headers = { ...described(owner), 'Content-Type': 'application/xml; charset=UTF-8' };
          const commit = { kind: 'blobPut', method: 'PUT', path: pathOf(name), query: 'comp=blocklist', headers, signal } as const;
          try {
            return await made({ ...commit, body: blockList(blockIds) }, name, true);
          } catch (error) {
            if (isRestError(error) && error.statusCode === 400 && error.code === 'InvalidBlockList') return undefined;
            throw error;
          }
        },
        classify,
        policy,
      ),

    read: (name, range) =>
      withRetries(
        async ({ signal }) => {
          const headers = range && { 'x-ms-range': `bytes=${range.first}-${range.last}` };
          try {
            return await bytesOf(await send({ kind: 'blobGet', method: 'GET', path: pathOf(name), ...(headers && { headers }), signal }));
          } catch (error) {
            if (statusOf(error) === 404) return undefined;
            throw error;
          }
        },
        classify,
        lengthOf(range) > manyBytes ? transfer : policy,
      ),

    remove: (name) =>
      withRetries(
        async ({ signal }) => {
          try {
            await send({ kind: 'blobDelete', method: 'DELETE', path: pathOf(name), signal });
          } catch (error) {
            if (statusOf(error) !== 404) throw error;
          }
        },
        classify,
        policy,
      ),

    ping: () =>
      withRetries(
        async ({ signal }) => {
          try {
            await send({ method: 'HEAD', path: container, query: 'restype=container', signal });
          } catch (error) {
            throw statusOf(error) === 404 ? new Fault('The container does not exist.', { cause: error }) : error;
          }
        },
        classify,
        policy,
      ),

    signedUrl: async (...given) => (await rare()).signedUrl(...given),
    erase: async (...given) => (await rare()).erase(...given),
    async *list(...given) {
      yield* (await rare()).list(...given);
    },
  };
}

const octets = 'application/octet-stream';

/** The metadata, headers and condition of a new blob: to which document it belongs, that browsers may only download it, that there is none. */
const described = ({ partition, document }: ContentOwner) => ({
  'If-None-Match': '*',
  'x-ms-blob-content-disposition': 'attachment',
  'x-ms-blob-content-type': octets,
  'x-ms-meta-document': encodeURIComponent(document),
  'x-ms-meta-partition': encodeURIComponent(partition),
});

/** The body of "Put Block List". Ids are base64, which XML has no marks in. */
const blockList = (ids: readonly string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?><BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;

const lengthOf = (range: ByteRange | undefined): number => (range === undefined ? 0 : range.last - range.first + 1);

/** Reads the bytes directly into one buffer: to collect the chunks first would hold all bytes twice. */
async function bytesOf({ headers, readableStreamBody }: PipelineResponse): Promise<Uint8Array> {
  const length = Number(headers.get('content-length') ?? NaN);
  if (Number.isNaN(length)) throw new Fault('Blob Storage answered without a length.');
  const bytes = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  for await (const chunk of readableStreamBody ?? []) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('Blob Storage answered with text.');
    filled += chunk.copy(bytes, filled);
  }
  // The rest of the buffer would hold whatever was in that memory before.
  if (filled < length) throw new Fault('Blob Storage answered with fewer bytes than it said.');
  return bytes;
}

function etagOf({ headers }: PipelineResponse): string {
  const etag = headers.get('etag');
  if (etag === undefined) throw new Fault('Blob Storage answered without an ETag.');
  return etag;
}
