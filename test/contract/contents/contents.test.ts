// The content store's contract over Blob Storage: Azurite.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { provision } from '../../../infra/local/provision/provision.ts';
import { openBlob } from '../../../lib/stores/blob/client.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { describeContents } from './contentsContract.ts';

let stores: TestStores | undefined;
beforeAll(async () => (stores = await startStores()));
afterAll(() => stores?.close());

describeContents('Azurite', () => stores?.contents ?? expect.fail('no store'));

it('the store signs by the account key, as a service SAS', async () => {
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

it('provisioning gives browsers a rule, and leaves the rules alone that an account has', async () => {
  const { settings } = stores ?? expect.fail('no store');
  const account = openBlob(settings.BLOB_ENDPOINT, { key: settings.BLOB_KEY ?? '' });
  const origins = async () =>
    (await account.getProperties()).cors?.map(({ allowedOrigins, allowedMethods }) => [allowedOrigins, allowedMethods]);
  expect(await origins()).toEqual([['*', 'GET,HEAD']]);
  const own = { allowedOrigins: 'https://a.example', allowedMethods: 'GET', allowedHeaders: '', exposedHeaders: '', maxAgeInSeconds: 1 };
  await account.setProperties({ cors: [own] });
  await provision(settings);
  expect(await origins()).toEqual([['https://a.example', 'GET']]);
});
