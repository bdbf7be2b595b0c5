// Items one by one: create, read, replace, upsert, delete, with ETags and all kinds of keys.
import assert from 'node:assert/strict';
import { ifMatch, ifNoneMatch, items, newId, present, refusedWith, statusOf } from './check.ts';
import type { Check, Item } from './check.ts';

export const itemChecks: readonly Check[] = [
  {
    name: 'create answers 201 with the system properties and an ETag',
    run: async (context) => {
      const { statusCode, resource, etag } = await (await items(context)).items.create<Item>({ id: newId(), pk: 'p', n: 1, s: 'hello' });
      assert.equal(statusCode, 201);
      const created = present(resource);
      assert.ok(created._etag && created._ts && created._rid && created._self);
      assert.equal(etag, created._etag);
    },
  },
  {
    name: 'create of an id that exists: 409',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p' });
      await refusedWith(409, container.items.create({ id, pk: 'p' }));
    },
  },
  {
    name: 'the same id in two partitions is two items',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      for (const [n, pk] of ['p1', 'p2'].entries()) await container.items.create({ id, pk, n });
      assert.equal((await container.item(id, 'p1').read<Item>()).resource?.n, 0);
      assert.equal((await container.item(id, 'p2').read<Item>()).resource?.n, 1);
    },
  },
  {
    name: 'point read: 200',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p', s: 'hello' });
      const { statusCode, resource } = await container.item(id, 'p').read<Item>();
      assert.deepEqual([statusCode, resource?.s], [200, 'hello']);
    },
  },
  {
    name: 'point read of what is not there: 404 and no resource',
    run: async (context) => {
      const { statusCode, resource } = await (await items(context)).item(newId(), 'p').read<Item>();
      assert.deepEqual([statusCode, resource], [404, undefined]);
    },
  },
  {
    name: 'read with If-None-Match of the current ETag: 304',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      const { etag } = await container.items.create({ id, pk: 'p' });
      await refusedWith(304, container.item(id, 'p').read(ifNoneMatch(etag)));
    },
  },
  {
    name: 'ids and partition keys with spaces, percent signs, quotes, other scripts',
    run: async (context) => {
      const container = await items(context);
      for (const id of ['a b', 'a%b', 'a+b', 'ünï', 'q"q', 'a:b|c', 'a=b&c']) {
        const pk = `special/ü"'${id}`;
        await container.items.create({ id, pk, v: id });
        assert.equal((await container.item(id, pk).read<Item>()).resource?.v, id);
      }
    },
  },
  {
    name: 'partition keys that are numbers, booleans, null or absent',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      for (const pk of [5, true, null, 0, false, '']) {
        await container.items.create({ id, pk, v: String(pk) });
        assert.equal((await container.item(id, pk).read<Item>()).resource?.v, String(pk));
      }
      await container.items.create({ id: newId(), v: 1 });
    },
  },
  {
    name: 'replace with the right If-Match: 200 and another ETag',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      const { etag } = await container.items.create({ id, pk: 'p' });
      const replaced = await container.item(id, 'p').replace<Item>({ id, pk: 'p', n: 10 }, ifMatch(etag));
      assert.deepEqual([replaced.statusCode, replaced.resource?.n], [200, 10]);
      assert.notEqual(replaced.etag, etag);
    },
  },
  {
    name: 'replace with a stale If-Match: 412',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p' });
      await refusedWith(412, container.item(id, 'p').replace({ id, pk: 'p' }, ifMatch('"stale"')));
    },
  },
  {
    name: 'replace of what is not there: 404',
    run: async (context) => {
      const id = newId();
      await refusedWith(404, (await items(context)).item(id, 'p').replace({ id, pk: 'p' }));
    },
  },
  {
    name: 'upsert inserts with 201 and updates with 200',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      assert.equal((await container.items.upsert({ id, pk: 'p', n: 1 })).statusCode, 201);
      assert.equal((await container.items.upsert({ id, pk: 'p', n: 2 })).statusCode, 200);
      assert.equal((await container.item(id, 'p').read<Item>()).resource?.n, 2);
    },
  },
  {
    name: 'upsert with a stale If-Match: 412',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p' });
      await refusedWith(412, container.items.upsert({ id, pk: 'p' }, ifMatch('"stale"')));
    },
  },
  {
    name: 'delete with a stale If-Match: 412',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p' });
      await refusedWith(412, container.item(id, 'p').delete(ifMatch('"stale"')));
    },
  },
  {
    name: 'delete: 204, and 404 the second time',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      await container.items.create({ id, pk: 'p' });
      assert.equal((await container.item(id, 'p').delete()).statusCode, 204);
      await refusedWith(404, container.item(id, 'p').delete());
    },
  },
  {
    name: 'all items of a partition key are deleted at once',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'a', pk });
      assert.equal((await container.deleteAllItemsForPartitionKey(pk)).statusCode, 200);
      await refusedWith(404, container.item('a', pk).read());
    },
  },
  {
    name: 'every answer tells its request charge',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      assert.ok((await container.items.create({ id, pk: 'p' })).requestCharge > 0);
      assert.ok((await container.item(id, 'p').read()).requestCharge > 0);
      assert.ok((await container.items.query('SELECT * FROM c', { partitionKey: 'p' }).fetchAll()).requestCharge > 0);
    },
  },
  {
    name: 'a write gives a session token, and a read takes it',
    run: async (context) => {
      const container = await items(context);
      const id = newId();
      const { headers } = await container.items.create({ id, pk: 'p' });
      const sessionToken: unknown = headers['x-ms-session-token'];
      assert.ok(typeof sessionToken === 'string');
      assert.equal((await container.item(id, 'p').read({ consistencyLevel: 'Session', sessionToken })).statusCode, 200);
    },
  },
  {
    name: 'of 100 replaces with one ETag, one wins',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await Promise.all(Array.from({ length: 100 }, (_, n) => container.items.create({ id: String(n), pk, n })));
      const { etag } = await container.item('0', pk).read();
      const replace = (n: number) => statusOf(container.item('0', pk).replace({ id: '0', pk, n }, ifMatch(etag)));
      const statuses = await Promise.all(Array.from({ length: 100 }, (_, n) => replace(n)));
      assert.deepEqual(statuses.toSorted(), [200, ...Array.from({ length: 99 }, () => 412)]);
    },
  },
  {
    name: 'an item over 2 MB: 413',
    run: async (context) => refusedWith(413, (await items(context)).items.create({ id: newId(), pk: 'p', s: 'x'.repeat(2_200_000) })),
  },
  {
    name: 'an item of 1.5 MB is taken',
    run: async (context) => refusedWith(201, (await items(context)).items.create({ id: newId(), pk: 'p', s: 'x'.repeat(1_500_000) })),
  },
];
