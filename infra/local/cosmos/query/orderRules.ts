// Cosmos DB's rules for ORDER BY: one indexed path, or several with exactly their composite index.
import { orderPaths } from './conditions.ts';
import { badRequest } from '../http/errors.ts';
import { pathName } from './indexing.ts';
import type { Index, Indexing } from './indexing.ts';
import type { Direction } from './ordering.ts';
import type { Query } from '../sql/syntax.ts';

/** Throws 400 for an order that the container's indexing policy can't serve. */
export function checkOrder(query: Query, indexing: Indexing): void {
  const paths = orderPaths(query);
  const [first] = paths;
  if (!first) return;
  if (paths.length === 1) {
    if (!indexing.includes(first)) throw badRequest('The index path corresponding to the specified order-by item is excluded.');
    return;
  }
  const order = query.orderBy.map(({ direction }, index) => ({ path: pathName(paths[index] ?? []), direction }));
  if (!indexing.indexes.some((index) => serves(index, order)))
    throw badRequest('The order by query does not have a corresponding composite index that it can be served from.');
}

/** Whether an index has the same paths in the same sequence, with all directions equal or all of them reversed. */
function serves({ composite, paths }: Index, order: readonly { readonly path: string; readonly direction: Direction }[]): boolean {
  if (!composite || paths.length !== order.length) return false;
  const alike = paths.map(({ name, direction }, index) => (name === order[index]?.path ? direction === order[index].direction : undefined));
  return alike.every((same) => same === true) || alike.every((same) => same === false);
}
