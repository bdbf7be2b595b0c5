// A condition that few items meet is looked up in its own index, wherever the walk along the order would be long; it finds the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../infra/local/cosmos/http/json.ts';
import type { Json, JsonObject } from '../../../infra/local/cosmos/http/json.ts';
import { createContainer, createDatabase, readContainer } from '../../../infra/local/cosmos/items/containers.ts';
import type { Container } from '../../../infra/local/cosmos/items/containers.ts';
import { perform } from '../../../infra/local/cosmos/items/items.ts';
import { readPartitionKey } from '../../../infra/local/cosmos/items/partitionKeys.ts';
import { openStore } from '../../../infra/local/cosmos/items/store.ts';
import type { Store } from '../../../infra/local/cosmos/items/store.ts';
import { runPage, selectFrom } from '../../../infra/local/cosmos/query/queries.ts';

const composites = [
  ['a', 'id'],
  ['a', 'b', 'id'],
];
const included = ['/*', '/b/?', '/rare/?', '/deep/*', '/list/[]/?', '/many/[]/key/?', '/many/[]/value/?'];

function emptyContainer(store: Store): Container {
  createDatabase(store, { id: 'd' });
  const compositeIndexes = composites.map((paths) => paths.map((name) => ({ path: `/${name}` })));
  const indexingPolicy = { includedPaths: included.map((path) => ({ path })), compositeIndexes };
  createContainer(store, 'd', { id: 'c', partitionKey: { paths: ['/pk'] }, indexingPolicy });
  return readContainer(store, 'd', 'c');
}

const partition = readPartitionKey('["p"]', 1);

/** All results, read in pages. */
function inPages(store: Store, container: Container, spec: Json, pageSize: number): Json[] {
  const results: Json[] = [];
  let continuation: string | undefined;
  do {
    const page = runPage(store, container, { spec, partition, pageSize, continuation });
    results.push(...page.results.map(parseJson));
    ({ continuation } = page);
  } while (continuation !== undefined);
  return results;
}

const value = fc.constantFrom<Json>(null, false, true, -1, 0, 1, 2, 'a', 'b', 'ab', '', [1], { x: 1 });

const narrow = [
  'c.rare = "r" AND c.a = @x',
  'c.a = @x AND c.rare IN ("r", "s")',
  'c.rare != "often" AND c.a = @x',
  '(c.rare = "r" OR c.deep.text = @y)',
  '((c.a = @x AND c.rare = "r") OR c.b = @y)',
  'ARRAY_CONTAINS(c.list, @y)',
  'EXISTS(SELECT VALUE v FROM v IN c.list WHERE v = @y) AND c.a = @x',
  'EXISTS(SELECT VALUE v FROM v IN c.many WHERE v.key = "k" AND STRINGEQUALS(v["value"], "V", true))',
  'STARTSWITH(c.deep.text, "A", true) AND c.a = @x',
  'CONTAINS(c.deep.text, "b")',
  'STRINGEQUALS(c.rare, "R", true) AND c.a = @x',
  'NOT (c.rare = "often")',
  'c.deep.text > "a" AND c.a = @x',
];
const sometimes = fc.array(value, { maxLength: 2 });
const many = fc
  .array(
    fc.record(
      {
        a: fc.constantFrom<Json>(0, 1),
        b: value,
        rare: fc.constantFrom<Json>('often', 'often', 'often', 'often', 'often', 'often', 'often', 'often', 'r', 's', 'R', 7),
        deep: fc.record({ text: fc.constantFrom<Json>('Ab', 'ab', 'z', '\u0000b', 3, null) }),
        list: sometimes,
        many: fc.array(fc.record({ key: fc.constantFrom('k', 'l'), value: fc.constantFrom<Json>('v', 'w', 1) }), { maxLength: 2 }),
      },
      { requiredKeys: ['a', 'rare'] },
    ),
    { minLength: 100, maxLength: 140 },
  )
  .map((list) => list.map((body, index): JsonObject => ({ ...body, id: `i${String((index * 7) % 251).padStart(3, '0')}`, pk: 'p' })));

test('an index of what is rare is read in the place of a long walk, and finds the same in the same order', () => {
  fc.assert(
    fc.property(
      many,
      fc.record({
        where: fc.constantFrom(...narrow),
        order: fc.constantFrom('', 'ORDER BY c.a, c.id', 'ORDER BY c.a DESC, c.id DESC', 'ORDER BY c.a, c.b, c.id'),
        x: fc.constantFrom<Json>(0, 1),
        y: value,
        pageSize: fc.integer({ min: 1, max: 9 }),
      }),
      (list, { where, order, x, y, pageSize }) => {
        const store = openStore(undefined, () => 1000);
        const container = emptyContainer(store);
        store.transaction(() => {
          for (const body of list)
            perform(store, container, { kind: 'Upsert', partition: undefined, body: { ...body, rare: 'before', list: [] } });
          for (const body of list) perform(store, container, { kind: 'Upsert', partition: undefined, body });
          perform(store, container, { kind: 'Upsert', partition: undefined, body: { ...list[0], id: 'elsewhere', pk: 'q' } });
        });
        const parameters = Object.entries({ '@x': x, '@y': y }).map(([name, given]) => ({ name, value: given }));
        const ask = (select: string, by: string) => ({ query: `SELECT VALUE ${select} FROM c WHERE ${where} ${by}`, parameters });
        const found = inPages(store, container, ask('c.id', order), pageSize);
        const wanted = selectFrom(ask('c.id', order), list);
        expect(order === '' ? found.toSorted() : found).toEqual(order === '' ? wanted.toSorted() : wanted);
        expect(inPages(store, container, ask('COUNT(1)', ''), pageSize)).toEqual([wanted.length]);
        store.close();
      },
    ),
    { numRuns: 25 },
  );
});

describe('what a query reads', () => {
  const store = openStore(undefined, () => 1000);
  const container = emptyContainer(store);
  store.transaction(() => {
    for (let i = 0; i < 2_000; i++)
      perform(store, container, {
        kind: 'Create',
        partition: undefined,
        body: { id: `i${i}`, pk: 'p', a: 1, b: i, rare: i % 500 === 499 ? 'Rare' : `often${i % 3}`, list: i === 7 ? ['x'] : ['y'] },
      });
  });
  test.each([
    ['c.rare = "Rare"', 'ORDER BY c.a, c.id', 4],
    ['STRINGEQUALS(c.rare, "rare", true)', 'ORDER BY c.a, c.id', 4],
    ['CONTAINS(c.rare, "nothing")', 'ORDER BY c.a, c.id', 0],
    ['ARRAY_CONTAINS(c.list, "x")', 'ORDER BY c.a, c.id', 1],
    ['EXISTS(SELECT VALUE v FROM v IN c.list WHERE v = "x")', 'ORDER BY c.a, c.id', 1],
    ['(c.rare = "Rare" OR c.b = 3)', '', 5],
    ['c.b >= 10 AND c.b < 13', 'ORDER BY c.a, c.id', 3],
  ])('a query WHERE c.a = 1 AND %s %s reads the few items that meet it beside the beginning of its walk', (where, order, few) => {
    const spec = { query: `SELECT VALUE c.id FROM c WHERE c.a = 1 AND ${where} ${order} OFFSET 0 LIMIT 6` };
    const { results, retrieved } = runPage(store, container, { spec, partition, pageSize: 6, continuation: undefined });
    expect(results).toHaveLength(few);
    expect(retrieved).toBeLessThanOrEqual(few + 90);
  });
  test.each([
    ['c.a = 1', 2_000, 0],
    ['c.a = 1 AND c.b >= 10 AND c.b < 20', 10, 0],
    ['c.b BETWEEN 10 AND 19', 10, 0],
    ['c.a = 1 AND c.rare = "Rare"', 4, 4],
    ['c.a = 1 AND (c.b < 3 OR c.b > 1998)', 4, 4],
  ])('a number of items WHERE %s is counted without reading those that don’t meet it', (where, count, read) => {
    const spec = { query: `SELECT VALUE COUNT(1) FROM c WHERE ${where}` };
    const { results, retrieved } = runPage(store, container, { spec, partition, pageSize: 100, continuation: undefined });
    expect({ results, retrieved }).toEqual({ results: [String(count)], retrieved: read });
  });
});
