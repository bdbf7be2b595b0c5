// Bytes on their way to the platform: the same ones, and nothing of the memory around them.
import { expect, it } from 'vitest';
import { BytesResponse } from '../../../functions/host/bytesResponse.ts';

const sent = async (bytes: Uint8Array): Promise<ArrayBuffer> =>
  new BytesResponse({ status: 206, headers: { ETag: '"1"' } }, bytes).arrayBuffer();

it('a reply of bytes hands on the memory itself where there is nothing else in it', async () => {
  const bytes = Buffer.allocUnsafeSlow(1000).fill(7);
  expect(await sent(bytes)).toBe(bytes.buffer);
});

it('a reply of bytes hands on no more than the bytes where they are part of more', async () => {
  const around = new Uint8Array([1, 2, 3, 4, 5]);
  expect([...new Uint8Array(await sent(around.subarray(1, 3)))]).toEqual([2, 3]);
  expect(Buffer.from(await sent(Buffer.from('from a pool'))).toString()).toBe('from a pool');
  expect((await sent(new Uint8Array())).byteLength).toBe(0);
});

it('a reply of bytes has the status and the headers that it was given', () => {
  const response = new BytesResponse({ status: 206, headers: { ETag: '"1"' } }, new Uint8Array());
  expect([response.status, response.headers.get('etag'), [...response.headers].length]).toEqual([206, '"1"', 1]);
});
