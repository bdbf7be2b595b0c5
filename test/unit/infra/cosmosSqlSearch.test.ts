// SQLite looks up what a query of Cosmos DB's language names: no statement reads a partition from end to end for it.
import { expect, test } from 'vitest';
import { createContainer, createDatabase, readContainer } from '../../../infra/local/cosmos/items/containers.ts';
import { perform } from '../../../infra/local/cosmos/items/items.ts';
import { readPartitionKey } from '../../../infra/local/cosmos/items/partitionKeys.ts';
import { openStore } from '../../../infra/local/cosmos/items/store.ts';
import { runPage } from '../../../infra/local/cosmos/query/queries.ts';

const partition = readPartitionKey('["p"]', 1);

test.each([
  ["c.id IN ('3', '7')", ''],
  ["(c.id = '3' OR c.id = '7')", 'ORDER BY c.a, c.id'],
  ['c.a = 1', 'ORDER BY c.a, c.id'],
  ['c.a = 1 AND c.id > "2"', 'ORDER BY c.a, c.id'],
  ['c.b >= 1 AND c.b < 3', 'ORDER BY c.b'],
])('a query WHERE %s %s searches by more than the partition', (where, order) => {
  const store = openStore(undefined, () => 1000);
  createDatabase(store, { id: 'd' });
  const indexingPolicy = {
    includedPaths: [{ path: '/*' }, { path: '/b/?' }],
    compositeIndexes: [[{ path: '/a' }, { path: '/id' }]],
  };
  createContainer(store, 'd', { id: 'c', partitionKey: { paths: ['/pk'] }, indexingPolicy });
  const container = readContainer(store, 'd', 'c');
  for (let i = 0; i < 9; i++)
    store.transaction(() => perform(store, container, { kind: 'Create', partition: undefined, body: { id: `${i}`, pk: 'p', a: 1, b: i } }));
  const asked: { readonly sql: string; readonly plan: readonly string[] }[] = [];
  const watched: typeof store = {
    ...store,
    rows(sql, ...values) {
      const plan = Array.from(store.rows(`EXPLAIN QUERY PLAN ${sql}`, ...values), ({ detail }) => String(detail));
      asked.push({ sql, plan });
      return store.rows(sql, ...values);
    },
  };
  const spec = { query: `SELECT VALUE c.id FROM c WHERE ${where} ${order}` };
  expect(runPage(watched, container, { spec, partition, pageSize: 1, continuation: undefined }).results).toHaveLength(1);
  expect(asked.length).toBeGreaterThan(0);
  for (const { sql, plan } of asked) {
    expect(
      plan.filter((step) => /SCAN (items|entries|i|e)\b|items_by_partition|items_by_container/.test(step)),
      sql,
    ).toEqual([]);
    expect(plan.filter((step) => /^SEARCH (items|entries|i|e) /.test(step)).length, sql).toBeGreaterThan(0);
  }
  store.close();
});
