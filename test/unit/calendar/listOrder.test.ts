// Pages of a list with a default entry, which may not be stored, against the whole list cut into pages.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listPage, pageInMemory, type ListPage, type ListRequest, type OthersRequest } from '../../../lib/calendar/calendars/listOrder.ts';

interface Entry {
  readonly id: string;
  readonly entryId: string;
  readonly name: string;
}

const valueOf = (entry: Entry, property: string): string =>
  property === 'name' ? entry.name : property === 'id' ? entry.id : entry.entryId;
const compare = (a: readonly unknown[], b: readonly unknown[]): number => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : String(a[at]) < String(b[at]) ? -1 : 1;
};

/** The other entries as a store gives them. */
const stored =
  (entries: readonly Entry[]) =>
  ({ order, after, skip, limit }: OthersRequest): Promise<readonly Entry[]> => {
    const sign = order.descending === true ? -1 : 1;
    const placeOf = (entry: Entry): string[] => order.by.map((property) => valueOf(entry, property));
    const sorted = [...entries].sort((a, b) => sign * compare(placeOf(a), placeOf(b)));
    return Promise.resolve(
      sorted.filter((entry) => after === undefined || sign * compare(placeOf(entry), after) > 0).slice(skip, skip + limit),
    );
  };

const names = fc.constantFrom('a', 'b', 'c', 'd');
const lists = fc.record({
  others: fc.array(names, { maxLength: 9 }),
  first: fc.option(names),
  limit: fc.integer({ min: 1, max: 4 }),
  skip: fc.integer({ min: 0, max: 6 }),
  orderBy: fc.option(fc.record({ property: fc.constant('name'), descending: fc.boolean() }), { nil: undefined }),
});

async function walk(request: ListRequest, page: (request: ListRequest) => Promise<ListPage<Entry>>): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let next: ListRequest | undefined = request; next !== undefined;) {
    const { entries, next: after }: ListPage<Entry> = await page(next);
    found.push(...entries);
    next = after === undefined ? undefined : { ...next, skip: 0, after };
    if (found.length > 20) expect.fail('the list has no end');
  }
  return found;
}

it('pages show each entry once, the default one at its place, whatever is skipped', async () => {
  await fc.assert(
    fc.asyncProperty(lists, async ({ others, first, limit, skip, orderBy }) => {
      const entries = others.map((name, i): Entry => ({ id: `d${(i * 7) % 10}`, entryId: `e${i}`, name }));
      const defaultOne = first === null ? undefined : { id: 'd5x', entryId: 'default', name: first };
      const whole = [...(defaultOne ? [defaultOne] : []), ...entries];
      const sign = orderBy?.descending === true ? -1 : 1;
      const expected = (orderBy === undefined ? whole : [...whole].sort((a, b) => sign * compare([a.name, a.id], [b.name, b.id]))).slice(
        skip,
      );
      const listing = { id: 'entryId', defaultId: 'default', valueOf, first: () => Promise.resolve(defaultOne), others: stored(entries) };
      const request = { limit, skip, ...(orderBy && { orderBy }) };
      expect(await walk(request, (each) => listPage(each, listing))).toEqual(expected);
      const byId = orderBy === undefined ? [...whole].sort((a, b) => compare([a.id], [b.id])).slice(skip) : expected;
      expect(await walk(request, (each) => Promise.resolve(pageInMemory(whole, each, valueOf)))).toEqual(byId);
    }),
    { numRuns: 500 },
  );
});

it('the default entry is read only where it may be on the page', async () => {
  let reads = 0;
  const first = (): Promise<Entry> => {
    reads++;
    return Promise.resolve({ id: 'd', entryId: 'default', name: 'c' });
  };
  const listing = { id: 'entryId', defaultId: 'default', valueOf, first, others: stored([]) };
  await listPage({ limit: 1 }, listing);
  await listPage({ limit: 1, after: { id: 'e1' } }, listing);
  expect(reads).toBe(1);
});
