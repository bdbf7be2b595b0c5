// Pages by keyset over the store itself: along an index, with equal keys, in both directions.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sortKey } from '../../../lib/runtime/text/textOrder.ts';
import type { Documents, Query } from '../../../lib/stores/documents.ts';
import { documentsBehind, firstOf, pagesBehind, placeOf, type Order, type Place } from '../../../lib/stores/keyset.ts';
import { startDocuments, type TestDocuments } from '../../support/stores/documents.ts';

let stores: TestDocuments;
beforeAll(async () => {
  stores = await startDocuments();
});
afterAll(() => stores.close());

const names = ['b', null, 'a', 'a', '\u{1f600}', '\uffff', null, 'b', 'Ä', 'a', ''];
const conditions: Query['where'][] = [{ is: 'eq', property: 'event', value: 'e' }];
const orderOf = (descending: boolean): Order => ({ within: ['event'], by: ['sortKeys.name', 'id'], descending });

/** A partition with an entry for each name; it tells the queries that were asked of it. */
async function list(): Promise<{ documents: Documents; partition: string; queries: Query[]; inOrder: string[] }> {
  const partition = stores.newTenant();
  const entries = names.map((name, i) => ({ id: `id-${(i * 5) % names.length}`, event: 'e', sortKeys: { name: sortKey(name) } }));
  for (const document of entries) await stores.mailboxes.commit(partition, [{ write: 'create', document }]);
  const queries: Query[] = [];
  const documents: Documents = {
    ...stores.mailboxes,
    query: (of, query) => {
      queries.push(query);
      return stores.mailboxes.query(of, query);
    },
  };
  const inOrder = entries.map(({ id, sortKeys }) => ({ id, key: `${sortKeys.name}\0${id}` })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return { documents, partition, queries, inOrder: inOrder.map(({ id }) => id) };
}

it.each([1, 2, 3, 10, 11, 12])(
  'All pages of %i entries at most give each entry once, in both directions, by one query each.',
  async (limit) => {
    const { documents, partition, queries, inOrder } = await list();
    for (const descending of [false, true]) {
      queries.length = 0;
      const seen: string[] = [];
      for await (const page of pagesBehind(documents, partition, orderOf(descending), { conditions, limit }))
        seen.push(...page.map(({ id }) => id));
      expect(seen).toEqual(descending ? inOrder.toReversed() : inOrder);
      expect(queries).toHaveLength(Math.floor(names.length / limit) + 1);
    }
  },
);

it('A page that a caller asks for begins behind the entry that its cursor names, also when that was deleted.', async () => {
  const { documents, partition, inOrder } = await list();
  const order = orderOf(false);
  const ask = async (after: Place | undefined) => {
    const { entries, more } = firstOf(await documentsBehind(documents, partition, order, { conditions, after, limit: 4 + 1 }), 4);
    const last = entries.at(-1);
    return { ids: entries.map(({ id }) => id), more, ...(last && { place: placeOf(order, last) }) };
  };
  const first = await ask(undefined);
  await documents.commit(partition, [{ write: 'remove', id: first.ids[3] ?? '' }]);
  const second = await ask(first.place);
  const third = await ask(second.place);
  expect([first, second, third].map(({ ids }) => ids)).toEqual([inOrder.slice(0, 4), inOrder.slice(4, 8), inOrder.slice(8)]);
  expect([first, second, third].map(({ more }) => more)).toEqual([true, true, false]);
});

it('A document without the value that its list is ordered by is a fault, and no page that repeats itself.', () => {
  const document = { id: 'x', etag: '', body: { event: 'e', sortKeys: { name: null } } };
  expect(() => placeOf(orderOf(false), document)).toThrow("no 'sortKeys.name'");
  expect(() => placeOf({ by: ['received', 'id'] }, document)).toThrow("no 'received'");
});
