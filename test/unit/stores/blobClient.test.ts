// How Blob Storage's client sends: by the client that it is given, signed as the account asks for it.
import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { expect, it } from 'vitest';
import { openBlob } from '../../../lib/stores/blob/client.ts';

it('requests to Blob Storage go by the client that is given', async () => {
  const sent: PipelineRequest[] = [];
  const http: HttpClient = {
    sendRequest(request) {
      sent.push(request);
      return Promise.resolve({ request, status: 201, headers: createHttpHeaders({ etag: '"1"' }) });
    },
  };
  const account = openBlob('http://127.0.0.1:9/account', { key: Buffer.from('secret').toString('base64') }, http);
  const blob = account.getContainerClient('contents').getBlockBlobClient('a');
  for (let i = 0; i < 3; i++) await blob.upload('abc', 3);
  expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual(
    Array.from({ length: 3 }, () => ['PUT', 'http://127.0.0.1:9/account/contents/a', 'abc']),
  );
  expect(sent[0]?.headers.get('authorization')).toMatch(/^SharedKey account:[\w+/]+=$/);
});
