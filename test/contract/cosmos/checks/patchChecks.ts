// Partial updates: each operation, conditions, and what no patch may touch.
import assert from 'node:assert/strict';
import { PatchOperationType } from '@azure/cosmos';
import type { PatchOperation } from '@azure/cosmos';
import { ifMatch, items, newId, refusedWith } from './check.ts';
import type { Check, Context, Item } from './check.ts';

interface Patched extends Item {
  readonly o?: unknown;
  readonly list?: unknown;
  readonly moved?: unknown;
  readonly fresh?: unknown;
}

/** A new item to patch. */
async function itemWith(context: Context, body: object) {
  const container = await items(context);
  const id = newId();
  await container.items.create({ ...body, id, pk: 'p' });
  return container.item(id, 'p');
}

const setN: PatchOperation[] = [{ op: PatchOperationType.set, path: '/n', value: 7 }];

export const patchChecks: readonly Check[] = [
  {
    name: 'patch: incr, set, remove, add, replace',
    run: async (context) => {
      const item = await itemWith(context, { n: 1, o: { x: 1, y: 2 }, list: [1, 2], v: 1.5 });
      const { resource } = await item.patch<Patched>([
        { op: PatchOperationType.incr, path: '/n', value: 5 },
        { op: PatchOperationType.set, path: '/o/x', value: 'z' },
        { op: PatchOperationType.remove, path: '/o/y' },
        { op: PatchOperationType.add, path: '/list/-', value: 3 },
        { op: PatchOperationType.add, path: '/list/0', value: 0 },
        { op: PatchOperationType.replace, path: '/v', value: 2 },
        { op: PatchOperationType.add, path: '/fresh', value: true },
      ]);
      assert.deepEqual([resource?.n, resource?.o, resource?.list, resource?.v, resource?.fresh], [6, { x: 'z' }, [0, 1, 2, 3], 2, true]);
    },
  },
  {
    name: 'patch: incr of nothing starts at zero; move',
    run: async (context) => {
      const item = await itemWith(context, { fresh: true });
      const { resource } = await item.patch<Patched>([
        { op: PatchOperationType.incr, path: '/n', value: 2 },
        // @ts-expect-error The SDK's types leave out move, which the service has.
        { op: 'move', from: '/fresh', path: '/moved' },
      ]);
      assert.deepEqual([resource?.n, resource?.moved, resource?.fresh], [2, true, undefined]);
    },
  },
  {
    name: 'patch whose condition holds',
    run: async (context) => {
      const item = await itemWith(context, { n: 6 });
      const { resource } = await item.patch<Patched>({ condition: 'from c where c.n = 6', operations: setN });
      assert.equal(resource?.n, 7);
    },
  },
  {
    name: 'patch whose condition does not hold: 412, and nothing changes',
    run: async (context) => {
      const item = await itemWith(context, { n: 5 });
      await refusedWith(412, item.patch({ condition: 'from c where c.n = 6', operations: setN }));
      assert.equal((await item.read<Item>()).resource?.n, 5);
    },
  },
  {
    name: 'patch with a stale If-Match: 412',
    run: async (context) => refusedWith(412, (await itemWith(context, {})).patch(setN, ifMatch('"stale"'))),
  },
  {
    name: 'patch of what is not there: 404',
    run: async (context) => refusedWith(404, (await items(context)).item(newId(), 'p').patch(setN)),
  },
  {
    name: '100 increments at once all count',
    run: async (context) => {
      const item = await itemWith(context, { n: 0 });
      await Promise.all(Array.from({ length: 100 }, () => item.patch([{ op: PatchOperationType.incr, path: '/n', value: 1 }])));
      assert.equal((await item.read<Item>()).resource?.n, 100);
    },
  },
  {
    name: 'patch of the id or the partition key: 400',
    run: async (context) => {
      const item = await itemWith(context, {});
      await refusedWith(400, item.patch([{ op: PatchOperationType.set, path: '/id', value: 'x' }]));
      await refusedWith(400, item.patch([{ op: PatchOperationType.set, path: '/pk', value: 'x' }]));
    },
  },
  {
    name: 'patch with more than 10 operations: 400',
    run: async (context) => {
      const operations = Array.from({ length: 11 }, (_, n): PatchOperation => ({ op: PatchOperationType.set, path: `/p${n}`, value: n }));
      await refusedWith(400, (await itemWith(context, {})).patch(operations));
    },
  },
];
