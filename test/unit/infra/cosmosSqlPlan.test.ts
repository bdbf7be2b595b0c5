// Queries along an index give what the same queries give without one, page by page, and the index keeps up with the items.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createContainer, createDatabase, readContainer, replaceContainer } from '../../../infra/local/cosmos/items/containers.ts';
import type { Container } from '../../../infra/local/cosmos/items/containers.ts';
import { isObject } from '../../../infra/local/cosmos/http/json.ts';
import type { Json, JsonObject } from '../../../infra/local/cosmos/http/json.ts';
import { perform } from '../../../infra/local/cosmos/items/items.ts';
import { parseJson } from '../../../infra/local/cosmos/http/json.ts';
import { readPartitionKey } from '../../../infra/local/cosmos/items/partitionKeys.ts';
import { planAccess } from '../../../infra/local/cosmos/query/plan.ts';
import { runPage, selectFrom } from '../../../infra/local/cosmos/query/queries.ts';
import { parseSql } from '../../../infra/local/cosmos/sql/parse.ts';
import { openStore } from '../../../infra/local/cosmos/items/store.ts';
import type { Store } from '../../../infra/local/cosmos/items/store.ts';
import { startExpiry } from '../../../infra/local/cosmos/items/expiry.ts';

const composites = [
  [
    ['a', 'ascending'],
    ['id', 'ascending'],
  ],
  [
    ['a', 'ascending'],
    ['b', 'ascending'],
    ['id', 'ascending'],
  ],
  [
    ['a', 'ascending'],
    ['b', 'descending'],
    ['id', 'ascending'],
  ],
] as const;

function emptyContainer(store: Store, more: JsonObject = {}): Container {
  createDatabase(store, { id: 'd' });
  const compositeIndexes = composites.map((paths) => paths.map(([name, order]) => ({ path: `/${name}`, order })));
  const indexingPolicy = { includedPaths: [{ path: '/*' }, { path: '/b/?' }], compositeIndexes };
  createContainer(store, 'd', { id: 'c', partitionKey: { paths: ['/pk'] }, indexingPolicy, ...more });
  return readContainer(store, 'd', 'c');
}

const put = (store: Store, container: Container, body: JsonObject): void =>
  void store.transaction(() => perform(store, container, { kind: 'Upsert', partition: undefined, body }));

const partition = readPartitionKey('["p"]', 1);

/** All results, read in pages. */
function inPages(store: Store, container: Container, spec: Json, pageSize: number): Json[] {
  const results: Json[] = [];
  let continuation: string | undefined;
  do {
    const page = runPage(store, container, { spec, partition, pageSize, continuation });
    expect(page.results.length).toBeLessThanOrEqual(pageSize);
    results.push(...page.results.map(parseJson));
    ({ continuation } = page);
  } while (continuation !== undefined);
  return results;
}

const value = fc.constantFrom<Json>(null, false, true, -1, 0, 1, 2, 'a', 'b', 'ab', '', [1], { x: 1 });
const documents = fc
  .array(fc.record({ a: value, b: value }, { requiredKeys: [] }), { maxLength: 40 })
  .map((list) => list.map((body, index): JsonObject => ({ ...body, id: `i${String((index * 7) % 41).padStart(2, '0')}`, pk: 'p' })));

const conditions = [
  'true',
  'c.a = @x',
  'c.a = @x AND c.b > @y',
  'c.a = @x AND c.b <= @y',
  '@y >= c.b AND @x = c.a',
  'c.a = @x AND c.b BETWEEN 0 AND 1',
  'c.b = @y',
  'c.a > @x',
  'c.a = @x AND c.id > "i10"',
  'c.a = @x AND (c.b > @y OR (c.b = @y AND c.id > "i10"))',
  'c.a = @x AND (c.b < @y OR (c.b = @y AND c.id > "i10"))',
  '(c.a > @x OR (c.a = @x AND (c.b > @y OR (c.b = @y AND c.id > "i10"))))',
  '(c.a > @x OR (c.a = @x AND c.b > @y) OR (c.a = @x AND c.b = @y AND c.id > "i10"))',
  '(c.a < @x OR (c.a = @x AND c.b > @y))',
  'c.a = @x OR c.b = @y',
  'NOT (c.a = @x)',
];

const orders = [
  '',
  'ORDER BY c.a, c.id',
  'ORDER BY c.a, c.b, c.id',
  'ORDER BY c.a ASC, c.b DESC, c.id ASC',
  'ORDER BY c.a DESC, c.b DESC, c.id DESC',
  'ORDER BY c.b',
  'ORDER BY c.b DESC',
];

const question = fc.record({
  where: fc.constantFrom(...conditions),
  order: fc.constantFrom(...orders),
  x: value,
  y: value,
  pageSize: fc.integer({ min: 1, max: 9 }),
});

test('an index changes what is read, never what is found', () => {
  fc.assert(
    fc.property(documents, question, (list, { where, order, x, y, pageSize }) => {
      const store = openStore(undefined, () => 1000);
      const container = emptyContainer(store);
      for (const body of list) put(store, container, body);
      put(store, container, { id: 'elsewhere', pk: 'q', a: x, b: y });
      const parameters = Object.entries({ '@x': x, '@y': y }).map(([name, given]) => ({ name, value: given }));
      const spec = { query: `SELECT VALUE c.id FROM c WHERE ${where} ${order}`, parameters };
      const found = inPages(store, container, spec, pageSize);
      const wanted = selectFrom(spec, [...new Map(list.map((body) => [body['id'], body])).values()]);
      // An order by everything up to the id leaves no choice; else only what is found counts.
      if (order.includes('c.id')) expect(found).toEqual(wanted);
      else expect(found.toSorted()).toEqual(wanted.toSorted());
      store.close();
    }),
    { numRuns: 400 },
  );
});

describe('the index that serves a query', () => {
  const store = openStore(undefined, () => 1000);
  const { indexing } = emptyContainer(store);
  const chosen = (where: string, order: string) => {
    const query = parseSql(`SELECT * FROM c WHERE ${where} ${order}`);
    const access = planAccess(
      query,
      new Map<string, Json>([
        ['@x', 1],
        ['@y', 2],
      ]),
      indexing.indexes,
    );
    const paths = access?.index.paths.map(({ segments }) => segments.join('/'));
    return access && { paths, ordered: access.ordered, backward: access.backward };
  };
  test.each([
    ['c.a = @x', 'ORDER BY c.a, c.id', { paths: ['a', 'id'], ordered: true, backward: false }],
    ['c.a = @x', 'ORDER BY c.a DESC, c.id DESC', { paths: ['a', 'id'], ordered: true, backward: true }],
    ['c.a = @x AND c.other = 1', 'ORDER BY c.a, c.b, c.id', { paths: ['a', 'b', 'id'], ordered: true, backward: false }],
    ['c.b <= @y', 'ORDER BY c.b', { paths: ['b'], ordered: true, backward: false }],
    ['c.b <= @y', 'ORDER BY c.b DESC', { paths: ['b'], ordered: true, backward: true }],
    ['c.other = 1', '', undefined],
  ])("the index serves WHERE %s %s, or it doesn't", (where, order, wanted) => {
    expect(chosen(where, order)).toEqual(wanted);
  });
});

test('a continuation of another query, or none at all, is refused', () => {
  const store = openStore(undefined, () => 1000);
  const container = emptyContainer(store);
  for (const id of ['1', '2', '3']) put(store, container, { id, pk: 'p' });
  const ask = (query: string, mark?: string) => runPage(store, container, { spec: { query }, partition, pageSize: 1, continuation: mark });
  const { continuation } = ask('SELECT * FROM c');
  expect(continuation).toBeDefined();
  for (const token of [continuation, 'nonsense']) expect(() => ask('SELECT c.id FROM c', token)).toThrow('continuation');
  store.close();
});

test('items that are named by their ids are all that is read, in the order that is asked for', () => {
  const store = openStore(undefined, () => 1);
  const container = emptyContainer(store);
  for (let i = 0; i < 50; i++) put(store, container, { id: String(i), pk: 'p', a: -i });
  const ask = (where: string) =>
    runPage(store, container, {
      spec: { query: `SELECT VALUE c.id FROM c WHERE c.a > -40 AND ${where} ORDER BY c.a ASC` },
      partition,
      pageSize: 10,
      continuation: undefined,
    });
  for (const where of ["(c.id = '3' OR '7' = c.id OR c.id = '49' OR c.id = 'none')", "c.id IN ('3', '7', '49', 'none', '3')"])
    expect(ask(where)).toMatchObject({ results: ['"7"', '"3"'], retrieved: 3 });
  expect(ask("(c.id = '3' OR c.a = -7)").results).toEqual(['"7"', '"3"']);
  store.close();
});

test('the timer removes expired items with their index entries', () => {
  vi.useFakeTimers();
  let now = 1000;
  const store = openStore(undefined, () => now);
  const container = emptyContainer(store, { defaultTtl: 10, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/a'] }] } });
  put(store, container, { id: 'brief', pk: 'p', a: 1 });
  put(store, container, { id: 'lasting', pk: 'p', a: 2, ttl: -1 });
  const rows = (table: string) => store.row(`SELECT count(*) AS n FROM ${table}`)?.['n'];
  const expiry = startExpiry(store);
  vi.advanceTimersByTime(1000);
  expect([rows('items'), rows('entries'), rows('unique_keys')]).toEqual([2, 6, 2]);
  now += 10;
  expect(inPages(store, container, { query: 'SELECT VALUE c.id FROM c' }, 10)).toEqual(['lasting']);
  vi.advanceTimersByTime(1000);
  expect([rows('items'), rows('entries'), rows('unique_keys')]).toEqual([1, 3, 1]);
  expiry.stop();
  store.close();
  vi.useRealTimers();
});

test('a new indexing policy takes in what is already there', () => {
  const store = openStore(undefined, () => 1000);
  createDatabase(store, { id: 'd' });
  const created = createContainer(store, 'd', { id: 'c', partitionKey: { paths: ['/pk'] } });
  for (const id of ['2', '1', '3']) put(store, readContainer(store, 'd', 'c'), { id, pk: 'p', a: 1 });
  const spec = { query: 'SELECT VALUE c.id FROM c WHERE c.a = 1 ORDER BY c.a, c.id' };
  expect(() => inPages(store, readContainer(store, 'd', 'c'), spec, 2)).toThrow('composite index');
  const policy = isObject(created['indexingPolicy']) ? created['indexingPolicy'] : {};
  const indexingPolicy = { ...policy, compositeIndexes: [[{ path: '/a' }, { path: '/id' }]] };
  replaceContainer(store, 'd', 'c', { ...created, indexingPolicy });
  expect(inPages(store, readContainer(store, 'd', 'c'), spec, 2)).toEqual(['1', '2', '3']);
  store.close();
});
