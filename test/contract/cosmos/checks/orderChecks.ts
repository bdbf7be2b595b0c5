// An order over all partitions, while the items that it holds are replaced, removed and put again.
import assert from 'node:assert/strict';
import { PartitionKeyDefinitionVersion } from '@azure/cosmos';
import type { Container } from '@azure/cosmos';
import type { Check, Context } from './check.ts';

/** `due` has an index of its own, as what a timer looks for in every partition. */
const dueItems = (context: Context): Promise<Container> =>
  context.container({
    id: 'due',
    partitionKey: { paths: ['/pk'], version: PartitionKeyDefinitionVersion.V2 },
    indexingPolicy: {
      indexingMode: 'consistent',
      automatic: true,
      includedPaths: [{ path: '/due/?' }, { path: '/round/?' }],
      excludedPaths: [{ path: '/*' }],
    },
  });

async function expectDue(items: Container, due: readonly number[]): Promise<void> {
  const query = 'SELECT VALUE c.due FROM c WHERE c.due > 0 ORDER BY c.due';
  assert.deepEqual((await items.items.query<number>(query).fetchAll()).resources, due);
}

export const orderChecks: readonly Check[] = [
  {
    name: 'query across partitions: ORDER BY follows what is replaced, removed and put again',
    run: async (context) => {
      const items = await dueItems(context);
      const places = ['one', 'two', 'three'].map((pk) => ({ id: 'item', pk }));
      await expectDue(items, []);
      for (let round = 0; round < 6; round++) {
        for (const [i, place] of places.entries()) {
          await items.items.upsert({ ...place, round, due: 10 * round + i + 1 });
          await items.item(place.id, place.pk).replace({ ...place, round, due: null });
          // Both in one transaction; of every second round nothing is due afterwards.
          await items.items.batch(
            [
              { operationType: 'Upsert', resourceBody: { ...place, round: -round, due: null } },
              { operationType: 'Replace', id: place.id, resourceBody: { ...place, round, due: round % 2 === 0 ? null : 100 * round + i } },
            ],
            place.pk,
          );
        }
        await expectDue(items, round % 2 === 0 ? [] : places.map((_, i) => 100 * round + i));
      }
      for (const { id, pk } of places) await items.item(id, pk).delete();
      await expectDue(items, []);
    },
  },
];
