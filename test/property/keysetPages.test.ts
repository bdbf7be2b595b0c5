// What is behind a place in an order, for random orders: the condition against a sorted array, with ties and values that are missing.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortKey } from '../../lib/runtime/text/textOrder.ts';
import { holds } from '../../lib/stores/holds.ts';
import { behind, orderBy, type Order } from '../../lib/stores/keyset.ts';

type Value = string | number;
type Entry = Readonly<Record<string, Value>>;

const properties = ['first', 'second', 'third'] as const;

/** Few values, so that many are equal; a property that an entry hasn't got has a key of its own, as lists store it. */
const keys = fc.constantFrom<string | null>(null, '', 'a', 'B', 'ab', 'ä', '\u{1f600}', '\uffff').map(sortKey);
const values = (): fc.Arbitrary<Value> => keys;

const orders = fc
  .record({ count: fc.integer({ min: 0, max: 3 }), within: fc.boolean(), descending: fc.option(fc.boolean(), { nil: undefined }) })
  .map(({ count, within, descending }): Order => {
    const [first, ...rest] = [...properties.slice(0, count), 'id'] as const;
    return { within: within ? ['list'] : [], by: [first, ...rest], ...(descending !== undefined && { descending }) };
  });

const lists = fc
  .array(fc.record({ first: values(), second: fc.integer({ min: -1, max: 1 }), third: values() }), { minLength: 1, maxLength: 12 })
  .map((rows) => rows.map((row, i): Entry => ({ ...row, id: `id-${(i * 7) % 12}`, list: 'one' })));

const compare = (a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

/** The second opinion: the place of each in the sorted array. */
function sorted(entries: readonly Entry[], { by, descending }: Order): readonly Entry[] {
  const direction = descending === true ? -1 : 1;
  return entries.toSorted((a, b) => direction * by.reduce((sum, name) => sum || compare(a[name] ?? '', b[name] ?? ''), 0));
}

const placeIn = (entry: Entry, { by }: Order): Value[] => by.map((name) => entry[name] ?? '');

it('Behind a place are all entries that come later in the order and no others, whatever they are ordered by and however many are equal.', () => {
  fc.assert(
    fc.property(orders, lists, (order, list) => {
      const inOrder = sorted(list, order);
      for (const [i, entry] of inOrder.entries()) {
        const condition = behind(order, placeIn(entry, order));
        expect(inOrder.filter((each) => holds(condition, each))).toEqual(inOrder.slice(i + 1));
      }
    }),
    { numRuns: 300 },
  );
});

it('Pages of any size, each behind the last entry of the one before, give every entry once and in order, whatever comes and goes meanwhile.', () => {
  fc.assert(
    fc.property(orders, lists, fc.integer({ min: 1, max: 4 }), fc.nat(), (order, list, limit, seed) => {
      // One that every page sees come and go.
      const guest: Entry = { first: sortKey('a'), second: seed % 2, third: '', id: `id-${seed % 12}x`, list: 'one' };
      const seen: Entry[] = [];
      for (let last: Entry | undefined, page = 0, isFull = true; isFull; page++) {
        const there = sorted(page % 2 === 0 ? list : [...list, guest], order);
        const rest = last === undefined ? there : there.filter((each) => holds(behind(order, placeIn(last ?? each, order)), each));
        const entries = rest.slice(0, limit);
        seen.push(...entries);
        last = entries.at(-1) ?? last;
        isFull = rest.length > limit;
      }
      expect(seen.filter((each) => each !== guest)).toEqual(sorted(list, order));
    }),
    { numRuns: 300 },
  );
});

it('The query has the properties of the whole list first, and all of them in one direction, so that one index serves it.', () => {
  expect(orderBy({ within: ['listed', 'calendar'], by: ['sortKeys.start', 'id'], descending: true })).toEqual(
    ['listed', 'calendar', 'sortKeys.start', 'id'].map((property) => ({ property, descending: true })),
  );
});

it('A place of another order is a fault of ours rather than a page that begins anywhere.', () => {
  expect(() => behind({ within: [], by: ['received', 'id'] }, ['2026-01-01'])).toThrow('another number of values');
});
