// The strongest status at each of many places in a row, where each item covers some places that lie side by side.
import { strengthOf, type Status } from './busyItem.ts';

/** The first and the last place that an item covers; none where the last comes before the first. */
export type Places = readonly [first: number, last: number];

/**
 * The strongest status of what covers each place, `free` where nothing does. Takes time in proportion to places and items together: the
 * strongest items come first, and the others pass over the places that have a status.
 */
export function strongestOf<T extends { readonly status: Status }>(items: readonly T[], places: number, of: (item: T) => Places): Status[] {
  const strongest = new Array<Status>(places).fill('free');
  // Leads from a place to one that may have no status yet.
  const next = Array.from({ length: places + 1 }, (_, place) => place);
  for (const item of items.toSorted((a, b) => strengthOf(b.status) - strengthOf(a.status))) {
    const [first, last] = of(item);
    const end = Math.min(last, places - 1);
    for (let place = openFrom(next, Math.max(0, first)); place <= end; place = openFrom(next, place)) {
      strongest[place] = item.status;
      next[place] = place + 1;
    }
  }
  return strongest;
}

/** The first place from this one on without a status; shortens the way there for whoever asks again. */
function openFrom(next: number[], from: number): number {
  let open = from;
  while (next[open] !== undefined && next[open] !== open) open = next[open] ?? open;
  for (let place = from; place !== open;) {
    const to = next[place] ?? open;
    next[place] = open;
    place = to;
  }
  return open;
}
