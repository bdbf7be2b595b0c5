// Pages: continuation tokens of Cosmos DB, and the keyset that the service pages by.
import assert from 'node:assert/strict';
import type { Container, FeedOptions } from '@azure/cosmos';
import { newId, present, refusedWith } from './check.ts';
import type { Check, Context, Item } from './check.ts';
import { ask, even, numbered } from './numbered.ts';

/** Follows continuation tokens to the end. A page may be short or empty, never missing. */
async function readPages(container: Container, query: string, options: FeedOptions): Promise<Item[]> {
  const found: Item[] = [];
  let continuationToken: string | undefined;
  for (let page = 0; page < 100; page++) {
    const next = continuationToken === undefined ? options : { ...options, continuationToken };
    const answer = await container.items.query<Item>(query, next).fetchNext();
    found.push(...answer.resources);
    continuationToken = answer.continuationToken;
    if (!continuationToken) return found;
  }
  return assert.fail('the pages have no end');
}

const inSevens: FeedOptions = { ...even, maxItemCount: 7 };
const evensDown = Array.from({ length: 25 }, (_, index) => 48 - 2 * index);

/** Pages of four by `(deep, id)`, each beginning behind the last item of the one before. */
async function keysetPages(context: Context, condition: string): Promise<string[]> {
  const ids: string[] = [];
  let last = { deep: -1, id: '' };
  for (;;) {
    const query = `SELECT c.id, c.deep FROM c WHERE c.type = 'q' AND ${condition}
                   ORDER BY c.type ASC, c.deep ASC, c.id ASC OFFSET 0 LIMIT 4`;
    const page = await ask<typeof last>(context, query, even, last);
    ids.push(...page.map(({ id }) => id));
    if (page.length < 4) return ids;
    last = present(page.at(-1));
  }
}

export const pagingChecks: readonly Check[] = [
  {
    name: 'continuation: no order',
    run: async (context) => {
      const found = await readPages(await numbered(context), 'SELECT * FROM c', inSevens);
      assert.deepEqual([found.length, new Set(found.map(({ id }) => id)).size], [25, 25]);
    },
  },
  {
    name: 'continuation: ORDER BY',
    run: async (context) => {
      const found = await readPages(await numbered(context), 'SELECT * FROM c ORDER BY c.n DESC', inSevens);
      assert.deepEqual(
        found.map(({ n }) => n),
        evensDown,
      );
    },
  },
  {
    name: 'continuation: an item that comes in between moves nothing',
    run: async (context) => {
      const pk = newId();
      const container = await numbered(context);
      for (let n = 0; n < 10; n++) await container.items.create({ id: `${pk}-${n}`, pk, n });
      const options: FeedOptions = { partitionKey: pk, maxItemCount: 4 };
      const query = 'SELECT * FROM c ORDER BY c.n DESC';
      const { continuationToken } = await container.items.query(query, options).fetchNext();
      await container.items.create({ id: `${pk}-new`, pk, n: 1000 });
      const next = await container.items.query<Item>(query, { ...options, continuationToken: present(continuationToken) }).fetchNext();
      for (const id of ['new', ...Array(10).keys()]) await container.item(`${pk}-${id}`, pk).delete();
      assert.equal(next.resources[0]?.n, 5);
    },
  },
  {
    name: 'continuation: across partitions',
    run: async (context) => {
      const found = await readPages(await numbered(context), "SELECT * FROM c WHERE c.type = 'q'", { maxItemCount: 7 });
      assert.deepEqual([found.length, new Set(found.map(({ id }) => id)).size], [50, 50]);
    },
  },
  {
    name: 'continuation: an iterator goes through all pages',
    run: async (context) => {
      let count = 0;
      const found = (await numbered(context)).items.query('SELECT * FROM c ORDER BY c.n', { ...even, maxItemCount: 4 });
      for await (const { resources } of found.getAsyncIterator()) count += resources.length;
      assert.equal(count, 25);
    },
  },
  {
    name: 'keyset pages by a composite order give every item once',
    run: async (context) => {
      const all = await ask<Item>(context, "SELECT c.id FROM c WHERE c.type = 'q' ORDER BY c.type ASC, c.deep ASC, c.id ASC", even);
      assert.equal(all.length, 25);
      const paged = await keysetPages(context, '(c.deep > @deep OR (c.deep = @deep AND c.id > @id))');
      assert.deepEqual(
        paged,
        all.map(({ id }) => id),
      );
    },
  },
  {
    name: 'ORDER BY several properties without their composite index: 400',
    run: async (context) => {
      const { items } = await numbered(context);
      await refusedWith(400, items.query('SELECT * FROM c ORDER BY c.n ASC, c.name ASC', even).fetchAll());
      await refusedWith(400, items.query('SELECT * FROM c ORDER BY c.pk ASC, c.n ASC', even).fetchAll());
      await refusedWith(400, items.query('SELECT * FROM c ORDER BY c.deep ASC, c.id ASC', even).fetchAll());
    },
  },
  {
    name: 'ORDER BY a property that is not indexed: 400',
    run: async (context) =>
      refusedWith(400, (await numbered(context)).items.query('SELECT * FROM c ORDER BY c.unindexed.x', even).fetchAll()),
  },
];
