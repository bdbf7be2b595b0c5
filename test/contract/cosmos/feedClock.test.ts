// Where the clock goes wrong, or items are put back as they were; and what the emulator leaves out of the change feed.
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
    defaultTtl: -1,
    indexingPolicy: { includedPaths: [{ path: '/due/?' }], excludedPaths: [{ path: '/*' }] },
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

test('what is put back is found in orders over all partitions, and what is written then expires by the clock', async () => {
  const due = async (): Promise<string[]> => {
    const query = 'SELECT c.id, c.due FROM c WHERE c.due <= 9 ORDER BY c.due ASC OFFSET 0 LIMIT 100';
    return (await container.items.query<{ id: string }>(query).fetchNext()).resources.map(({ id }) => id);
  };
  const put = (id: string, more: object) => container.items.upsert({ id, tenant: 't', pk: 'p', ...more });
  await put('kept', { due: 1 });
  await put('changed', { due: 2 });
  expect(await due()).toEqual(['kept', 'changed']);
  emulator.baseline.keep();
  time += 86_400_000;
  await put('changed', { due: 0 });
  await container.item('kept', ['t', 'p']).delete();
  await put('new', { due: 3 });
  expect(await due()).toEqual(['changed', 'new']);
  time -= 86_400_000;
  emulator.baseline.putBack();
  expect(await due()).toEqual(['kept', 'changed']);
  const { resource } = await put('short', { ttl: 60 });
  expect(Number(resource?._ts)).toBeLessThanOrEqual(Math.floor(time / 1000));
  // Without a reset `_ts` stays ahead, and the time to live is the clock's nevertheless.
  time -= 86_400_000;
  await put('shorter', { ttl: 60, due: 4 });
  expect(await due()).toEqual(['kept', 'changed', 'shorter']);
  time += 60_000;
  expect(await due()).toEqual(['kept', 'changed']);
  time += 86_400_000;
});

test('a part of the range is refused rather than read as the whole', async () => {
  const options = { changeFeedStartFrom: ChangeFeedStartFrom.Beginning(['t']) };
  const iterator = container.items.getChangeFeedIterator(options);
  await expect(iterator.readNext()).rejects.toThrow(/Parts of the range of partition keys aren't supported/);
});
