// A page of a list with a default entry, which may not be stored: the first in the order of making, at its own place in every other order.
import type { PropertyPath } from '../../stores/documents.ts';
import { firstOf, type Order, type Place } from '../../stores/keyset.ts';

/** An order by a property, of which each document has a text or a number. */
export interface ListOrder {
  readonly property: PropertyPath;
  readonly descending: boolean;
}

/** An entry's place: its id, and in an order by a property the document's id with the value. */
export interface ListPlace {
  readonly id: string;
  readonly sort?: string | number;
}

export interface ListRequest {
  readonly limit: number;
  /** `ListPage.next` of the page before. */
  readonly after?: ListPlace;
  /** How many entries the first page leaves out. */
  readonly skip?: number;
  /** Without it the oldest come first, behind the default one. */
  readonly orderBy?: ListOrder | undefined;
}

export interface ListPage<T> {
  readonly entries: readonly T[];
  /** Where the next page begins; missing on the last page. */
  readonly next?: ListPlace;
}

/** Entries other than the default one: those behind a place in an order. */
export interface OthersRequest {
  readonly order: Order;
  readonly after: Place | undefined;
  readonly skip: number;
  readonly limit: number;
}

export interface Listing<T> {
  /** The property that holds an entry's id, and the default entry's id. */
  readonly id: PropertyPath;
  readonly defaultId: string;
  /** What the store has of an entry: its property, `id` for the document's id. */
  readonly valueOf: (entry: T, property: PropertyPath) => string | number;
  /** The default entry, if the list has it. */
  readonly first: () => Promise<T | undefined>;
  readonly others: (request: OthersRequest) => Promise<readonly T[]>;
}

/**
 * A page by keyset: it neither skips nor repeats an entry when others are added or deleted meanwhile. One query, and the default entry's read
 * where it may be on the page.
 */
export async function listPage<T>(request: ListRequest, listing: Listing<T>): Promise<ListPage<T>> {
  const { limit, after, skip = 0, orderBy } = request;
  const { id, defaultId, valueOf, first, others } = listing;
  const order: Order =
    orderBy === undefined ? { within: [], by: [id] } : { within: ['kind'], by: [orderBy.property, 'id'], ...descending(orderBy) };
  const storePlace = (entry: T): Place =>
    orderBy === undefined && valueOf(entry, id) === defaultId ? [''] : order.by.map((property) => valueOf(entry, property));
  const isBefore = (a: Place, b: Place): boolean => compare(a, b) * (order.descending === true ? -1 : 1) < 0;
  const withDefault = (opening: T, rest: readonly T[]): readonly T[] => {
    const at = rest.findIndex((entry) => isBefore(storePlace(opening), storePlace(entry)));
    return at === -1 ? [...rest, opening] : [...rest.slice(0, at), opening, ...rest.slice(at)];
  };

  /** Begins one entry earlier, which says whether the default one is among those that are left out. */
  const skipping = async (): Promise<readonly T[]> => {
    const opening = await first();
    if (opening === undefined) return others({ order, after: undefined, skip, limit: limit + 1 });
    const rest = await others({ order, after: undefined, skip: skip - 1, limit: limit + 2 });
    const [before, ...behind] = rest;
    if (before === undefined) return [];
    return isBefore(storePlace(opening), storePlace(before)) ? rest : withDefault(opening, behind);
  };

  const behind = async (place: Place | undefined): Promise<readonly T[]> => {
    const [opening, rest] = await Promise.all([
      place === undefined || orderBy !== undefined ? first() : undefined,
      others({ order, after: place, skip: 0, limit: limit + 1 }),
    ]);
    if (opening === undefined || (place !== undefined && !isBefore(place, storePlace(opening)))) return rest;
    return withDefault(opening, rest);
  };

  const found = after === undefined && skip > 0 ? await skipping() : await behind(after && cursorPlace(after, defaultId));
  const { entries, more } = firstOf(found, limit);
  const last = entries.at(-1);
  return { entries, ...(last !== undefined && more && { next: placeOf(last, orderBy, listing) }) };
}

const descending = (orderBy: ListOrder): Pick<Order, 'descending'> => (orderBy.descending ? { descending: true } : {});

const cursorPlace = ({ id, sort }: ListPlace, defaultId: string): Place => (sort !== undefined ? [sort, id] : [id === defaultId ? '' : id]);

/** Where a page begins that lies behind this entry; `id`: the property by which entries come without an order. */
export const placeOf = <T>(entry: T, orderBy: ListOrder | undefined, { id, valueOf }: Pick<Listing<T>, 'id' | 'valueOf'>): ListPlace =>
  orderBy === undefined ? { id: String(valueOf(entry, id)) } : { id: String(valueOf(entry, 'id')), sort: valueOf(entry, orderBy.property) };

/** Sort keys compare by their code units, as every store compares them (`runtime/text/textOrder`). */
function compare(a: Place, b: Place): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  const [own, other] = [a[at] ?? '', b[at] ?? ''];
  return at === -1 ? 0 : own < other ? -1 : 1;
}

/** A page of entries that are all in memory, in an order by a property and by ids, or by ids alone. */
export function pageInMemory<T>(
  all: readonly T[],
  { limit, after, skip = 0, orderBy }: ListRequest,
  valueOf: (entry: T, property: PropertyPath) => string | number,
): ListPage<T> {
  const storePlace = (entry: T): Place => [orderBy === undefined ? '' : valueOf(entry, orderBy.property), valueOf(entry, 'id')];
  const sign = orderBy?.descending === true ? -1 : 1;
  const sorted = [...all].sort((a, b) => sign * compare(storePlace(a), storePlace(b)));
  const rest =
    after === undefined
      ? sorted.slice(skip)
      : sorted.filter((entry) => sign * compare(storePlace(entry), [after.sort ?? '', after.id]) > 0);
  const { entries, more } = firstOf(rest, limit);
  const last = entries.at(-1);
  if (last === undefined || !more) return { entries };
  return { entries, next: placeOf(last, orderBy, { id: 'id', valueOf }) };
}
