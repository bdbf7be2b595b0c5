// Counts the items that meet a query by an index alone, where its entries say all that the query asks.
import type { Query } from '../sql/syntax.ts';
import { removeExpired } from '../items/removal.ts';
import type { Access } from './plan.ts';
import { countIn } from './postings.ts';
import type { Place } from './place.ts';

/** `SELECT VALUE COUNT(1)` of an index's range; undefined for any other query, which has to read the items. */
export function countByIndex(place: Place, query: Query, accesses: readonly Access[]): number | undefined {
  const exact = accesses.find((access) => access.exact);
  if (exact === undefined || !isCount(query)) return undefined;
  // Entries don't say when their items expire.
  removeExpired(place.store);
  return countIn(place, { index: exact.index.number, low: exact.low, high: exact.high }, Infinity);
}

function isCount({ select, sources, distinct, groupBy, orderBy, top, offset, limit }: Query): boolean {
  const counts = select.kind === 'value' && select.value.kind === 'aggregate' && select.value.name === 'COUNT';
  const isPlain = select.kind === 'value' && select.value.kind === 'aggregate' && select.value.argument.kind === 'literal';
  const isCut = distinct || groupBy.length > 0 || orderBy.length > 0 || [top, offset, limit].some((each) => each !== undefined);
  return counts && isPlain && sources.length === 1 && !isCut;
}
