// The document store's contract over Cosmos DB: the local emulator, and the account that TEST_COSMOS_ENDPOINT (and _KEY) names.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openStores } from '../../../functions/compose/app.ts';
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
    let mailboxes: Documents | undefined;
    beforeAll(async () => {
      stores = await startStores(elsewhere);
      ({ mailboxes } = await openStores(stores.settings));
    });
    afterAll(() => stores?.close());
    const open = (): Documents => mailboxes ?? expect.fail('no store');
    describeDocuments(name, open);
    describeLargePatches(open);
    describeProjection(open);
  });
