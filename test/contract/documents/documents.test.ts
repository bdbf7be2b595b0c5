// The document store's contract over Cosmos DB: the local emulator, and the account that TEST_COSMOS_ENDPOINT (and _KEY) names.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';
import { describeDocuments } from './documentsContract.ts';
import { describeLargePatches } from './documentsLargePatches.ts';
import { describeProjection } from './documentsProjection.ts';

const { TEST_COSMOS_ENDPOINT: endpoint, TEST_COSMOS_KEY: key = emulatorKey } = process.env;

for (const [name, elsewhere] of [['the local emulator', undefined] as const, ...(endpoint ? [[endpoint, { endpoint, key }] as const] : [])])
  describe(name, () => {
    let stores: TestStores | undefined;
    beforeAll(async () => (stores = await startStores(elsewhere)));
    afterAll(() => stores?.close());
    const open = (): Documents => stores?.mailboxes ?? expect.fail('no store');
    describeDocuments(name, open);
    describeLargePatches(open);
    describeProjection(open);
  });
