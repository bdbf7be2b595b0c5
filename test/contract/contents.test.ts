// The content store's contract over Blob Storage: Azurite.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStores, type TestStores } from '../support/stores.ts';
import { describeContents } from './contentsContract.ts';

let stores: TestStores | undefined;
beforeAll(async () => (stores = await startStores()));
afterAll(() => stores?.close());

describeContents('Azurite', () => stores?.contents ?? expect.fail('no store'));

it('signs by the account key, as a service SAS', async () => {
  const url = await stores?.contents.signedUrl('a', { contentType: 'text/plain', contentDisposition: 'attachment' }, Date.now() + 60_000);
  const { searchParams } = new URL(url ?? '');
  expect(['sr', 'sp', 'ss', 'srt', 'skoid', 'spr'].map((name) => searchParams.get(name))).toEqual([
    'b',
    'r',
    null,
    null,
    null,
    'https,http',
  ]);
});
