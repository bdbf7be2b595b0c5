// What time does: items expire.
import assert from 'node:assert/strict';
import { eventually, newId, refusedWith } from './check.ts';
import type { Check } from './check.ts';

const partitioned = { partitionKey: { paths: ['/pk'] } };
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
];
