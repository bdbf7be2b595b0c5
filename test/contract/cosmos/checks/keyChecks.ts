// Unique keys, nested and hierarchical partition keys, and what no key may be.
import assert from 'node:assert/strict';
import { BulkOperationType, PartitionKeyDefinitionVersion, PartitionKeyKind, PatchOperationType } from '@azure/cosmos';
import { items, newId, present, refusedWith, statusOf } from './check.ts';
import type { Check, Context, Item } from './check.ts';

const hierarchical = (context: Context) =>
  context.container({
    id: 'hierarchical',
    partitionKey: { paths: ['/t', '/o'], kind: PartitionKeyKind.MultiHash, version: PartitionKeyDefinitionVersion.V2 },
  });

const partitioned = { partitionKey: { paths: ['/pk'] } };

export const keyChecks: readonly Check[] = [
  {
    name: 'a unique key is unique in its partition: 409',
    run: async (context) => {
      const container = await context.container({ id: 'unique', ...partitioned, uniqueKeyPolicy: { uniqueKeys: [{ paths: ['/email'] }] } });
      const pk = newId();
      await container.items.create({ id: '1', pk, email: 'a' });
      await refusedWith(409, container.items.create({ id: '2', pk, email: 'a' }));
      await refusedWith(201, container.items.create({ id: '3', pk: `${pk}-other`, email: 'a' }));
    },
  },
  {
    name: 'a unique key of two paths',
    run: async (context) => {
      const uniqueKeyPolicy = { uniqueKeys: [{ paths: ['/a', '/b'] }] };
      const container = await context.container({ id: 'uniquePair', ...partitioned, uniqueKeyPolicy });
      const pk = newId();
      await container.items.create({ id: '1', pk, a: 1, b: 1 });
      await refusedWith(201, container.items.create({ id: '2', pk, a: 1, b: 2 }));
      await refusedWith(409, container.items.create({ id: '3', pk, a: 1, b: 2 }));
    },
  },
  {
    name: 'a partition key inside an object',
    run: async (context) => {
      const container = await context.container({ id: 'nestedKey', partitionKey: { paths: ['/a/b'] } });
      const id = newId();
      await container.items.create({ id, a: { b: 'z' } });
      assert.equal((await container.item(id, 'z').read<Item>()).resource?.id, id);
    },
  },
  {
    name: 'hierarchical key: the container says so',
    run: async (context) => assert.equal((await (await hierarchical(context)).read()).resource?.partitionKey?.kind, 'MultiHash'),
  },
  {
    name: 'hierarchical key: the same id under two keys',
    run: async (context) => {
      const container = await hierarchical(context);
      const t = newId();
      for (const o of ['A', 'B']) await container.items.create({ id: '1', t, o, v: o });
      for (const o of ['A', 'B']) assert.equal((await container.item('1', [t, o]).read<Item>()).resource?.v, o);
    },
  },
  {
    name: 'hierarchical key: query under the whole key',
    run: async (context) => {
      const container = await hierarchical(context);
      const t = newId();
      for (const o of ['A', 'B']) await container.items.create({ id: '1', t, o, v: o });
      assert.deepEqual((await container.items.query('SELECT VALUE c.v FROM c', { partitionKey: [t, 'B'] }).fetchAll()).resources, ['B']);
    },
  },
  {
    name: 'hierarchical key: query under its first level',
    run: async (context) => {
      const container = await hierarchical(context);
      const t = newId();
      for (const o of ['A', 'B']) await container.items.create({ id: '1', t, o, v: o });
      await container.items.create({ id: '1', t: `${t}x`, o: 'A', v: 'other' });
      const { resources } = await container.items.query<string>('SELECT VALUE c.v FROM c', { partitionKey: [t] }).fetchAll();
      assert.deepEqual(resources.toSorted(), ['A', 'B']);
    },
  },
  {
    name: 'hierarchical key: patch and batch',
    run: async (context) => {
      const container = await hierarchical(context);
      const t = newId();
      await container.items.create({ id: '1', t, o: 'B', v: 2 });
      const { resource } = await container.item('1', [t, 'B']).patch<Item>([{ op: PatchOperationType.incr, path: '/v', value: 1 }]);
      assert.equal(resource?.v, 3);
      const create = { operationType: BulkOperationType.Create, resourceBody: { id: '2', t, o: 'B' } };
      assert.equal(present((await container.items.batch([create], [t, 'B'])).result)[0]?.statusCode, 201);
    },
  },
  {
    name: 'ids with / \\ # ? or over 1023 bytes: 400',
    run: async (context) => {
      const container = await items(context);
      for (const id of ['a/b', 'a\\b', 'a#b', 'a?b', 'x'.repeat(1024)]) {
        // The SDK refuses some of them by itself, without a status.
        const status = await statusOf(container.items.upsert({ id, pk: 'p' })).catch(() => 400);
        assert.equal(status, 400, id.slice(0, 10));
      }
    },
  },
  {
    name: 'a partition key over 2 KB: 400',
    run: async (context) => refusedWith(400, (await items(context)).items.create({ id: newId(), pk: 'x'.repeat(2049) })),
  },
  {
    name: 'a replace that would change the partition key: 400',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p' });
      await refusedWith(400, container.item(id, 'p').replace({ id, pk: 'other' }));
    },
  },
];
