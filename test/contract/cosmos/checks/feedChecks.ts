// The change feed in its latest-version mode, as the SDK's pull model reads it: by partition key and by range.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { BulkOperationType, ChangeFeedStartFrom } from '@azure/cosmos';
import type { Container } from '@azure/cosmos';
import { newId, present } from './check.ts';
import type { Check, Context, Item } from './check.ts';

/** Read by nobody else: a check that reads the whole feed shares it with those that write beside it. */
const feedContainer = (context: Context) => context.container({ id: 'changes', partitionKey: { paths: ['/pk'] } });

type From = typeof ChangeFeedStartFrom;
type Start = ReturnType<From['Beginning'] | From['Continuation'] | From['Now'] | From['Time']>;

/** An item as the feed gives it. */
interface Changed extends Item {
  readonly _lsn: number;
  readonly _ts: number;
}

interface Feed {
  readonly pages: readonly (readonly Changed[])[];
  readonly items: readonly Changed[];
  readonly ids: readonly string[];
  readonly continuation: string;
}

/** What the feed gives until it has nothing more, and where it goes on. */
async function readFeed(container: Container, start: Start, maxItemCount = 10): Promise<Feed> {
  const options = { changeFeedStartFrom: start, maxItemCount };
  const iterator = container.items.getChangeFeedIterator<Changed>(options);
  const pages: Changed[][] = [];
  for (let page = 0; page < 200; page++) {
    const { result, statusCode, continuationToken } = await iterator.readNext();
    if (statusCode === 304) {
      const items = pages.flat();
      return { pages, items, ids: items.map(({ id }) => id), continuation: continuationToken };
    }
    pages.push([...result]);
  }
  return assert.fail('the feed has no end');
}

/** Where the feed goes on from now. */
async function now(container: Container, pk?: string): Promise<Start> {
  const start = pk === undefined ? ChangeFeedStartFrom.Now() : ChangeFeedStartFrom.Now(pk);
  const { items, continuation } = await readFeed(container, start);
  assert.deepEqual(items, []);
  return ChangeFeedStartFrom.Continuation(continuation);
}

async function create(container: Container, pk: string, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) await container.items.create({ id, pk });
}

/** Creates items in one batch. */
async function createTogether(container: Container, pk: string, ids: readonly string[]): Promise<void> {
  const operations = ids.map((id) => ({ operationType: BulkOperationType.Create, resourceBody: { id, pk } }));
  const { code } = await container.items.batch(operations, pk);
  assert.equal(code, 200);
}

const beginning = (pk: string): Start => ChangeFeedStartFrom.Beginning(pk);

/** Pages of items that batches of the first, the second … length have written, read one item at a time. */
async function pagesOfBatches(context: Context, lengths: readonly number[]): Promise<Feed> {
  const container = await feedContainer(context);
  const pk = newId();
  for (const [batch, length] of lengths.entries())
    await createTogether(
      container,
      pk,
      Array.from({ length }, (_, n) => `${batch}-${n}`),
    );
  return readFeed(container, beginning(pk), 1);
}

export const feedChecks: readonly Check[] = [
  {
    name: 'the feed goes from the beginning, and on from its continuation',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      const made = Array.from({ length: 25 }, (_, n) => `${pk}-${n}`);
      await create(container, pk, ...made);
      const first = await readFeed(container, ChangeFeedStartFrom.Beginning());
      assert.deepEqual(
        made.filter((id) => !first.ids.includes(id)),
        [],
      );
      await container.items.upsert({ id: present(made[3]), pk, n: 1 });
      const next = await readFeed(container, ChangeFeedStartFrom.Continuation(first.continuation));
      assert.deepEqual(
        next.ids.filter((id) => id.startsWith(pk)),
        [made[3]],
      );
    },
  },
  {
    name: 'the feed of one partition key has no item of another',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'a', 'b');
      await create(container, `${pk}-other`, 'c');
      assert.deepEqual((await readFeed(container, beginning(pk))).ids, ['a', 'b']);
    },
  },
  {
    name: 'the feed of one partition key goes on from its continuation',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'a', 'b');
      const { continuation } = await readFeed(container, beginning(pk));
      await create(container, pk, 'c');
      const next = await readFeed(container, ChangeFeedStartFrom.Continuation(continuation));
      assert.deepEqual(next.ids, ['c']);
      // Nothing more is no end: the continuation of an empty page goes on where this one does.
      const again = await readFeed(container, ChangeFeedStartFrom.Continuation(next.continuation));
      assert.deepEqual(again.ids, []);
      await create(container, pk, 'd');
      assert.deepEqual((await readFeed(container, ChangeFeedStartFrom.Continuation(again.continuation))).ids, ['d']);
    },
  },
  {
    name: 'the feed gives each item once, as it is now, in the order of the last changes; what is deleted is not in it',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'a', 'b', 'c', 'd');
      await container.items.upsert({ id: 'a', pk, n: 1 });
      await container.item('c', pk).patch([{ op: 'add', path: '/n', value: 2 }]);
      await container.item('b', pk).delete();
      await container.items.upsert({ id: 'a', pk, n: 3 });
      const { items } = await readFeed(container, beginning(pk));
      assert.deepEqual(
        items.map(({ id, n }) => [id, n]),
        [
          ['d', undefined],
          ['c', 2],
          ['a', 3],
        ],
      );
    },
  },
  {
    name: 'pages of single changes are no longer than asked, and nothing is lost between them',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'a', 'b', 'c', 'd', 'e');
      const { pages, ids } = await readFeed(container, beginning(pk), 2);
      assert.deepEqual(ids, ['a', 'b', 'c', 'd', 'e']);
      assert.ok(pages.every(({ length }) => length <= 2));
    },
  },
  {
    name: 'a page does not part what one batch has written',
    run: async (context) => {
      const { pages } = await pagesOfBatches(context, [5, 1, 3]);
      assert.deepEqual(
        pages.map((page) => page.map(({ id }) => id)),
        [['0-0', '0-1', '0-2', '0-3', '0-4'], ['1-0'], ['2-0', '2-1', '2-2']],
      );
    },
  },
  {
    name: 'an item of the feed has the number of its change: one for a batch, growing from change to change',
    run: async (context) => {
      const { pages } = await pagesOfBatches(context, [3, 1, 2]);
      const numbers = pages.map((page) => [...new Set(page.map(({ _lsn }) => _lsn))]);
      assert.deepEqual(
        numbers.map(({ length }) => length),
        [1, 1, 1],
      );
      const [first, second, third] = numbers.flat();
      assert.ok(present(first) < present(second) && present(second) < present(third));
    },
  },
  {
    name: 'a batch that is refused is not in the feed',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'a');
      const operations = ['b', 'a'].map((id) => ({ operationType: BulkOperationType.Create, resourceBody: { id, pk } }));
      assert.equal((await container.items.batch(operations, pk)).code, 207);
      assert.deepEqual((await readFeed(container, beginning(pk))).ids, ['a']);
    },
  },
  {
    name: 'the feed from now on has nothing of before, by partition key and by range',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'before');
      const [ofKey, ofAll] = [await now(container, pk), await now(container)];
      await create(container, pk, 'after');
      assert.deepEqual((await readFeed(container, ofKey)).ids, ['after']);
      const { items } = await readFeed(container, ofAll);
      assert.deepEqual(
        items.filter((item) => item.pk === pk).map(({ id }) => id),
        ['after'],
      );
    },
  },
  {
    name: 'the feed from a time on has what was changed since',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      await create(container, pk, 'before', 'changed');
      const { items } = await readFeed(container, beginning(pk));
      const time = (present(items.at(-1))._ts + 1) * 1000;
      // `_ts` has whole seconds.
      while (Date.now() < time + 100) await pause(50);
      await container.items.upsert({ id: 'changed', pk, n: 1 });
      await create(container, pk, 'after');
      assert.deepEqual((await readFeed(container, ChangeFeedStartFrom.Time(new Date(time), pk))).ids, ['changed', 'after']);
    },
  },
  {
    name: 'the ranges of a container have together every item once',
    run: async (context) => {
      const container = await context.container({ id: 'ranges', partitionKey: { paths: ['/pk'] } });
      const made = Array.from({ length: 12 }, () => newId());
      for (const pk of made) await create(container, pk, pk);
      const found: string[] = [];
      for (const range of await container.getFeedRanges())
        found.push(...(await readFeed(container, ChangeFeedStartFrom.Beginning(range), 5)).ids);
      assert.deepEqual(found.toSorted(), made.toSorted());
    },
  },
  {
    name: 'the feed gives the last version of an item that one batch has written twice',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      const operations = [
        { operationType: BulkOperationType.Create, resourceBody: { id: 'a', pk } },
        { operationType: BulkOperationType.Patch, id: 'a', resourceBody: { operations: [{ op: 'set' as const, path: '/n', value: 1 }] } },
        { operationType: BulkOperationType.Create, resourceBody: { id: 'b', pk } },
      ];
      assert.equal((await container.items.batch(operations, pk)).code, 200);
      const { items } = await readFeed(container, beginning(pk), 1);
      assert.deepEqual(items.map(({ id, n }) => [id, n]).toSorted(), [
        ['a', 1],
        ['b', undefined],
      ]);
    },
  },
];
