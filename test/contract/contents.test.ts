// The content store's contract over Blob Storage: Azurite.
import { afterAll, beforeAll, expect } from 'vitest';
import { startStores, type TestStores } from '../support/stores.ts';
import { describeContents } from './contentsContract.ts';

let stores: TestStores | undefined;
beforeAll(async () => (stores = await startStores()));
afterAll(() => stores?.close());

describeContents('Azurite', () => stores?.contents ?? expect.fail('no store'));
