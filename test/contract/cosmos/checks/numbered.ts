// The 50 items that the checks of queries read, half of them in each of two partitions.
import { PartitionKeyDefinitionVersion } from '@azure/cosmos';
import type { Container, FeedOptions, JSONValue } from '@azure/cosmos';
import type { Context } from './check.ts';

/** Item n is in partition `even` or `odd`, has the tag b when 3 divides n, and `opt` when 10 does. */
export const numbered = (context: Context): Promise<Container> =>
  context.container(
    {
      id: 'numbered',
      partitionKey: { paths: ['/pk'], version: PartitionKeyDefinitionVersion.V2 },
      indexingPolicy: {
        indexingMode: 'consistent',
        automatic: true,
        includedPaths: [{ path: '/*' }],
        excludedPaths: [{ path: '/unindexed/*' }],
        compositeIndexes: [
          [
            { path: '/pk', order: 'ascending' },
            { path: '/n', order: 'descending' },
          ],
          [
            { path: '/type', order: 'ascending' },
            { path: '/deep', order: 'ascending' },
            { path: '/id', order: 'ascending' },
          ],
        ],
      },
    },
    async (container) => {
      for (let n = 0; n < 50; n++)
        await container.items.create({
          id: `q${String(n).padStart(2, '0')}`,
          pk: n % 2 === 0 ? 'even' : 'odd',
          n,
          name: `name${String(n).padStart(3, '0')}`,
          tags: n % 3 === 0 ? ['a', 'b'] : ['a'],
          type: 'q',
          deep: n % 5,
          nested: { deep: n % 5 },
          ...(n % 10 === 0 ? { opt: 1 } : {}),
        });
    },
  );

export const even: FeedOptions = { partitionKey: 'even' };

/** Parameters by their names without the @. */
type Values = Record<string, JSONValue>;

/** All results of a query over the numbered items. */
export async function ask<T>(context: Context, query: string, options: FeedOptions = {}, values: Values = {}): Promise<T[]> {
  const parameters = Object.entries(values).map(([name, value]) => ({ name: `@${name}`, value }));
  return (await (await numbered(context)).items.query<T>({ query, parameters }, options).fetchAll()).resources;
}

/** The numbers that `SELECT VALUE` a number finds, the least first. */
export async function askNumbers(context: Context, query: string, options: FeedOptions = {}, values: Values = {}): Promise<number[]> {
  return (await ask<number>(context, query, options, values)).toSorted((a, b) => a - b);
}
