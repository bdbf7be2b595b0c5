// The change feed where the clock goes wrong, and what the emulator leaves out of it.
import { ChangeFeedStartFrom, CosmosClient, PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos';
import type { Container } from '@azure/cosmos';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emulatorKey, startCosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import type { CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';

let emulator: CosmosEmulator;
let client: CosmosClient;
let container: Container;
let time = Date.parse('2026-11-26T12:00:00Z');

beforeAll(async () => {
  emulator = await startCosmosEmulator({ port: 0, clock: () => time });
  client = new CosmosClient({ endpoint: emulator.url, key: emulatorKey });
  const { database } = await client.databases.create({ id: 'clock' });
  ({ container } = await database.containers.create({
    id: 'changes',
    partitionKey: { paths: ['/tenant', '/pk'], kind: PartitionKeyKind.MultiHash, version: PartitionKeyDefinitionVersion.V2 },
  }));
});
afterAll(async () => {
  client.dispose();
  await emulator.close();
});

test('`_ts` never goes back, even when the clock is moved', async () => {
  const tsOf = async (id: string): Promise<number> => Number((await container.items.create({ id, tenant: 't', pk: 'p' })).resource?._ts);
  const first = await tsOf('a');
  time -= 3_600_000;
  expect(await tsOf('b')).toBe(first);
  const { result = [] } = await container.items.batch(
    [{ operationType: 'Create', resourceBody: { id: 'c', tenant: 't', pk: 'p' } }],
    ['t', 'p'],
  );
  expect(result[0]?.resourceBody).toMatchObject({ _ts: first });
  time += 7_200_000;
  expect(await tsOf('d')).toBe(first + 3600);
});

test('a part of the range is refused rather than read as the whole', async () => {
  const options = { changeFeedStartFrom: ChangeFeedStartFrom.Beginning(['t']) };
  const iterator = container.items.getChangeFeedIterator(options);
  await expect(iterator.readNext()).rejects.toThrow(/Parts of the range of partition keys aren't supported/);
});
