// What time does: items expire, and the change feed tells what has changed since.
import assert from 'node:assert/strict';
import { ChangeFeedStartFrom } from '@azure/cosmos';
import type { Container } from '@azure/cosmos';
import { eventually, newId, present, refusedWith } from './check.ts';
import type { Check, Context, Item } from './check.ts';

const partitioned = { partitionKey: { paths: ['/pk'] } };
const feedContainer = (context: Context) => context.container({ id: 'changes', ...partitioned });

type Start = ReturnType<typeof ChangeFeedStartFrom.Beginning> | ReturnType<typeof ChangeFeedStartFrom.Continuation>;

/** What the feed gives until it has nothing more, and where it goes on. */
async function readFeed(container: Container, start: Start): Promise<{ ids: string[]; continuation: string }> {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the SDK's type names the factory
  const iterator = container.items.getChangeFeedIterator<Item>({ changeFeedStartFrom: start, maxItemCount: 10 });
  const ids: string[] = [];
  for (let page = 0; page < 50; page++) {
    const { result, statusCode, continuationToken } = await iterator.readNext();
    if (statusCode === 304) return { ids, continuation: continuationToken };
    ids.push(...result.map(({ id }) => id));
  }
  return assert.fail('the feed has no end');
}

export const timeChecks: readonly Check[] = [
  {
    name: 'TTL: an item of a container with defaultTtl -1 goes after its own time',
    run: async (context) => {
      const container = await context.container({ id: 'ttlByItem', ...partitioned, defaultTtl: -1 });
      assert.equal((await container.read()).resource?.defaultTtl, -1);
      const pk = newId();
      await container.items.create({ id: 'brief', pk, ttl: 1 });
      await container.items.create({ id: 'lasting', pk });
      await eventually(async () => (await container.item('brief', pk).read()).statusCode === 404);
      assert.equal((await container.item('lasting', pk).read()).statusCode, 200);
    },
  },
  {
    name: 'TTL: an item goes after its container’s time unless it says -1, and its id is free again',
    run: async (context) => {
      const container = await context.container({ id: 'ttlByContainer', ...partitioned, defaultTtl: 1 });
      const pk = newId();
      await container.items.create({ id: 'brief', pk });
      await container.items.create({ id: 'lasting', pk, ttl: -1 });
      const ids = async () => (await container.items.query<string>('SELECT VALUE c.id FROM c', { partitionKey: pk }).fetchAll()).resources;
      await eventually(async () => (await ids()).length < 2);
      assert.deepEqual(await ids(), ['lasting']);
      await refusedWith(201, container.items.create({ id: 'brief', pk }));
    },
  },
  {
    name: 'change feed from the beginning, and on from its continuation',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      const made = Array.from({ length: 25 }, (_, n) => `${pk}-${n}`);
      for (const id of made) await container.items.create({ id, pk });
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
    name: 'change feed of one partition key',
    run: async (context) => {
      const container = await feedContainer(context);
      const pk = newId();
      for (const id of ['a', 'b']) await container.items.create({ id, pk });
      await container.items.create({ id: 'c', pk: `${pk}-other` });
      assert.deepEqual((await readFeed(container, ChangeFeedStartFrom.Beginning(pk))).ids, ['a', 'b']);
    },
  },
];
