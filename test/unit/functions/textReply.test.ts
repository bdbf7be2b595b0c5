// A text on its way to the platform: encoded once, into memory that holds nothing else.
import { expect, it } from 'vitest';
import { BytesResponse } from '../../../functions/host/bytesResponse.ts';
import { responseTo } from '../../../functions/host/adapter.ts';

const text = 'naïve 😀 \ud800';
const reply = { status: 200, headers: { ETag: '"1"' }, body: text };

it('a reply of text is encoded once, into memory that is handed on as it is', async () => {
  const { status, headers = {}, body } = responseTo('GET', reply);
  if (!(body instanceof Uint8Array)) throw new TypeError('The body is no bytes.');
  expect(Buffer.from(body).toString()).toBe('naïve 😀 \ufffd');
  expect(headers).toEqual({ ETag: '"1"', 'Content-Length': String(body.byteLength) });
  expect(await new BytesResponse({ status, headers }, body).arrayBuffer()).toBe(body.buffer);
});

it('a reply without a body has none, whatever its status or the method forbids', () => {
  expect(responseTo('HEAD', reply)).toEqual({ status: 200, headers: { ETag: '"1"', 'Content-Length': '15' } });
  expect(responseTo('GET', { ...reply, status: 304 })).toEqual({ status: 304, headers: { ETag: '"1"' } });
});
