// What the requests to Blob Storage say that the service makes itself, by a key and by an identity, and what their failures tell.
import { createHttpHeaders, type HttpClient, type PipelineRequest, type PipelineResponse, RestError } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { measured } from '../../../lib/runtime/meter.ts';
import type { Access } from '../../../lib/stores/access.ts';
import { blobRequests } from '../../../lib/stores/blob/requests.ts';

const { signal } = new AbortController();
const byKey: Access = { key: Buffer.from('secret').toString('base64') };
const identity: Access = {
  credential: { getToken: () => Promise.resolve({ token: 'of-the-app', expiresOnTimestamp: Date.now() + 3_600_000 }) },
};

/** An account whose answers have this status, and what was sent to it. */
function accountThat(status: number, access: Access, endpoint = 'http://127.0.0.1:9/account', headers: Record<string, string> = {}) {
  const sent: PipelineRequest[] = [];
  const http: HttpClient = {
    sendRequest(request): Promise<PipelineResponse> {
      sent.push(request);
      return Promise.resolve({ request, status, headers: createHttpHeaders(headers), bodyAsText: 'a text of the store’s' });
    },
  };
  return { send: blobRequests(endpoint, access, http), sent };
}

it('requests to Blob Storage go by the client that is given, with the version, the time and a signature by the key', async () => {
  const { send, sent } = accountThat(201, byKey);
  for (const bytes of [Buffer.from('abc'), new Uint8Array(0)]) await send({ method: 'PUT', path: 'contents/a', body: bytes, signal });
  const [full, empty] = sent;
  expect([full?.method, full?.url, full?.body]).toEqual(['PUT', 'http://127.0.0.1:9/account/contents/a', Buffer.from('abc')]);
  expect(full?.headers.get('authorization')).toMatch(/^SharedKey account:[\w+/]{43}=$/);
  expect(full?.headers.get('x-ms-version')).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(Math.abs(Date.parse(full?.headers.get('x-ms-date') ?? '') - Date.now())).toBeLessThan(60_000);
  expect([full?.headers.get('content-length'), empty?.headers.get('content-length')]).toEqual(['3', undefined]);
  expect(full?.abortSignal).toBe(signal);
});

it('a signature is of the method, the path, the query and what is said of the blob', async () => {
  const { send, sent } = accountThat(200, byKey);
  const plain = { method: 'GET', path: 'contents/a', signal } as const;
  const others = [
    { ...plain, method: 'HEAD' },
    { ...plain, path: 'contents/b' },
    { ...plain, query: 'comp=metadata' },
    { ...plain, headers: { 'x-ms-range': 'bytes=0-1' } },
    { ...plain, headers: { 'If-None-Match': '*' } },
    { ...plain, method: 'PUT', body: 'x' },
  ] as const;
  for (const each of [plain, ...others]) await send(each);
  expect(new Set(sent.map(({ headers }) => headers.get('authorization'))).size).toBe(7);
});

it('an identity’s token goes over TLS alone, to the account by its host', async () => {
  const { send, sent } = accountThat(202, identity, 'https://account.blob.core.windows.net/');
  await send({ method: 'DELETE', path: 'contents/a b/ä?', signal });
  expect(sent[0]?.url).toBe('https://account.blob.core.windows.net/contents/a%20b/%C3%A4%3F');
  expect(sent[0]?.headers.get('authorization')).toBe('Bearer of-the-app');
  const open = accountThat(202, identity);
  await expect(open.send({ method: 'DELETE', path: 'contents/a', signal })).rejects.toThrow('non-https');
  expect(open.sent).toEqual([]);
});

it('an answer that is no success is an error with its status, its code and its headers, and is counted as one', async () => {
  const { send } = accountThat(503, byKey, undefined, { 'x-ms-error-code': 'ServerBusy', 'Retry-After': '3' });
  const { value, usage } = await measured(Date.now, () =>
    send({ kind: 'blobGet', method: 'GET', path: 'contents/a', signal }).catch((error: unknown) => error),
  );
  expect(value).toBeInstanceOf(RestError);
  expect(value).toMatchObject({ statusCode: 503, code: 'ServerBusy', message: 'Blob Storage answered 503 ServerBusy.' });
  expect(value instanceof RestError && value.response?.headers.get('retry-after')).toBe('3');
  expect([usage.counts, usage.throttled, usage.calls[0]?.status]).toEqual([{ blobGet: 1 }, 1, 503]);
});
