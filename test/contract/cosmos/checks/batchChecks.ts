// Transactional batches, which are all or nothing, and bulk requests, whose operations stand alone.
import assert from 'node:assert/strict';
import { BulkOperationType, PatchOperationType } from '@azure/cosmos';
import type { Container, OperationInput } from '@azure/cosmos';
import { items, newId, refusedWith } from './check.ts';
import type { Check, Item } from './check.ts';

const create = (id: string, pk: string, more: Record<string, string | number> = {}): OperationInput => ({
  operationType: BulkOperationType.Create,
  resourceBody: { ...more, id, pk },
});

/** The statuses of a batch's operations. */
async function batchStatuses(container: Container, operations: OperationInput[], pk: string): Promise<number[]> {
  const { result } = await container.items.batch(operations, pk);
  return (result ?? []).map(({ statusCode }) => statusCode);
}

const isThere = async (container: Container, id: string, pk: string): Promise<boolean> =>
  (await container.item(id, pk).read()).statusCode === 200;

export const batchChecks: readonly Check[] = [
  {
    name: 'batch of create, upsert, read, replace, delete',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      for (const id of ['old', 'gone']) await container.items.create({ id, pk, n: 0 });
      const operations: OperationInput[] = [
        create('new', pk),
        { operationType: BulkOperationType.Upsert, resourceBody: { id: 'upserted', pk } },
        { operationType: BulkOperationType.Read, id: 'old' },
        { operationType: BulkOperationType.Replace, id: 'old', resourceBody: { id: 'old', pk, n: 9 } },
        { operationType: BulkOperationType.Delete, id: 'gone' },
      ];
      assert.deepEqual(await batchStatuses(container, operations, pk), [201, 201, 200, 200, 204]);
      assert.equal((await container.item('old', pk).read<Item>()).resource?.n, 9);
    },
  },
  {
    name: 'batch with a patch',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'a', pk, n: 9 });
      const patch: OperationInput = {
        operationType: BulkOperationType.Patch,
        id: 'a',
        resourceBody: { operations: [{ op: PatchOperationType.incr, path: '/n', value: 1 }] },
      };
      assert.deepEqual(await batchStatuses(container, [patch], pk), [200]);
      assert.equal((await container.item('a', pk).read<Item>()).resource?.n, 10);
    },
  },
  {
    name: 'batch with a conflict: 424 for the others, and nothing is written',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'taken', pk });
      const operations = [create('first', pk), create('taken', pk), create('last', pk)];
      assert.deepEqual(await batchStatuses(container, operations, pk), [424, 409, 424]);
      assert.equal(await isThere(container, 'first', pk), false);
    },
  },
  {
    name: 'batch with a stale If-Match on one operation: 412, and nothing is written',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'a', pk });
      const resourceBody = { id: 'a', pk };
      const stale: OperationInput = { operationType: BulkOperationType.Replace, id: 'a', ifMatch: '"stale"', resourceBody };
      assert.deepEqual(await batchStatuses(container, [create('first', pk), stale], pk), [424, 412]);
      assert.equal(await isThere(container, 'first', pk), false);
    },
  },
  {
    name: 'batch led by a patch whose condition does not hold: 412, 424, and nothing is written',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'event', pk, s: 'first', n: 0 });
      const guard: OperationInput = {
        operationType: BulkOperationType.Patch,
        id: 'event',
        resourceBody: { condition: "FROM c WHERE c.s = 'second'", operations: [{ op: PatchOperationType.incr, path: '/n', value: 1 }] },
      };
      assert.deepEqual(await batchStatuses(container, [guard, create('child', pk)], pk), [412, 424]);
      assert.equal(await isThere(container, 'child', pk), false);
      assert.equal((await container.item('event', pk).read<Item>()).resource?.n, 0);
    },
  },
  {
    name: 'batch led by a patch whose condition holds is written whole',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'event', pk, s: 'first', n: 0 });
      const guard: OperationInput = {
        operationType: BulkOperationType.Patch,
        id: 'event',
        resourceBody: { condition: "FROM c WHERE c.s = 'first'", operations: [{ op: PatchOperationType.incr, path: '/n', value: 1 }] },
      };
      assert.deepEqual(await batchStatuses(container, [guard, create('child', pk)], pk), [200, 201]);
      assert.equal(await isThere(container, 'child', pk), true);
    },
  },
  {
    name: 'batch over 2 MB in all: 413, and nothing is written',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      const operations = ['a', 'b', 'c'].map((id) => create(id, pk, { s: 'x'.repeat(800_000) }));
      await refusedWith(413, container.items.batch(operations, pk));
      assert.equal(await isThere(container, 'a', pk), false);
    },
  },
  {
    name: 'batch of 100 operations is taken',
    run: async (context) => {
      const pk = newId();
      const operations = Array.from({ length: 100 }, (_, n) => create(String(n), pk));
      const statuses = await batchStatuses(await items(context), operations, pk);
      assert.deepEqual(new Set(statuses), new Set([201]));
    },
  },
  {
    name: 'bulk over several partitions',
    run: async (context) => {
      const container = await items(context);
      const run = newId();
      const operations = Array.from({ length: 60 }, (_, n) => {
        const partitionKey = `${run}-${n % 7}`;
        return { ...create(`bulk${n}`, partitionKey, { n }), partitionKey };
      });
      const answers = await container.items.executeBulkOperations(operations);
      assert.deepEqual(new Set(answers.map(({ response, error }) => response?.statusCode ?? error?.code)), new Set([201]));
      assert.equal((await container.item('bulk8', `${run}-1`).read<Item>()).resource?.n, 8);
    },
  },
  {
    name: 'bulk tells what was refused and does the rest',
    run: async (context) => {
      const container = await items(context);
      const pk = newId();
      await container.items.create({ id: 'taken', pk });
      const operations = ['taken', 'free'].map((id) => ({ ...create(id, pk), partitionKey: pk }));
      const answers = await container.items.executeBulkOperations(operations);
      assert.deepEqual(
        answers.map(({ response, error }) => response?.statusCode ?? error?.code),
        [409, 201],
      );
    },
  },
];
