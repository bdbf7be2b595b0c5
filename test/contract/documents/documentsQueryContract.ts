// The contract of the document store's queries, a part of the suite over any implementation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Document, Documents, Query, Scalar } from '../../../lib/stores/documents.ts';
import { hostileValues, partition, putInto } from './contractDocuments.ts';

const bySize: Query['orderBy'] = [{ property: 'event' }, { property: 'sortKeys.size' }, { property: 'id' }];

/** `open` is asked in each test. */
export function describeQueries(open: () => Documents): void {
  const put = (mailbox: string, ...documents: readonly [Document, ...Document[]]): Promise<void> => putInto(open(), mailbox, ...documents);

  describe('query', () => {
    const entry = (i: number, size: number): Document => ({
      id: `n${String(i).padStart(3, '0')}`,
      event: 'e',
      sortKeys: { size, name: `N${i}` },
    });
    const ids = async (mailbox: string, query: Partial<Query> = {}): Promise<string[]> =>
      (await open().query(mailbox, { where: { is: 'eq', property: 'event', value: 'e' }, orderBy: bySize, limit: 1000, ...query })).map(
        ({ id }) => id,
      );

    it('query finds what meets the condition in its own partition, in order, with ETags', async () => {
      const mailbox = partition();
      await put(mailbox, entry(1, 3), entry(2, 1), entry(3, 2), { ...entry(4, 0), event: 'other' });
      await put(partition(), entry(5, 0));
      expect(await ids(mailbox)).toEqual(['n002', 'n003', 'n001']);
      expect(await ids(mailbox, { orderBy: bySize.map((each) => ({ ...each, descending: true })) })).toEqual(['n001', 'n003', 'n002']);
      const [found] = await open().query(mailbox, { where: { is: 'eq', property: 'id', value: 'n001' }, orderBy: [], limit: 1 });
      expect(found).toEqual(await open().read(mailbox, 'n001'));
    });

    it('query skips, limits and counts; a limit is reached whenever there is enough', async () => {
      const mailbox = partition();
      for (const start of [0, 100, 200]) {
        const [first, ...rest] = Array.from({ length: 90 }, (_, i) => ({ ...entry(start + i, i), padding: 'x'.repeat(10_000) }));
        if (first !== undefined) await put(mailbox, first, ...rest);
      }
      const all = await ids(mailbox);
      expect(all).toHaveLength(270);
      expect(await ids(mailbox, { limit: 250 })).toEqual(all.slice(0, 250));
      expect(await ids(mailbox, { skip: 7, limit: 5 })).toEqual(all.slice(7, 12));
      expect(await ids(mailbox, { skip: 268, limit: 5 })).toEqual(all.slice(268));
      expect(await ids(mailbox, { skip: 999 })).toEqual([]);
      const counts = ['e', 'another'].map((value) => open().count(mailbox, { is: 'eq', property: 'event', value }));
      expect(await Promise.all(counts)).toEqual([270, 0]);
    });

    it('query ends its reading by bytes, with one answer of the store more at most, and says so', async () => {
      const mailbox = partition();
      const large = 1_000_000;
      for (let i = 0; i < 12; i++) await put(mailbox, { ...entry(i, i), padding: 'x'.repeat(large) });
      const read = (query: Partial<Query>) =>
        open().query(mailbox, { where: { is: 'eq', property: 'event', value: 'e' }, orderBy: bySize, limit: 12, ...query });
      const all = await read({});
      expect(all).toHaveLength(12);
      expect(all.isCut ?? false).toBe(false);
      const some = await read({ bytes: 2 * large });
      expect(some.isCut).toBe(true);
      expect(some.length).toBeGreaterThanOrEqual(2);
      expect(some.length).toBeLessThanOrEqual(2 + 5);
      expect([...some]).toEqual(all.slice(0, some.length));
      for (const whole of [await read({ bytes: 100 * large }), await read({ bytes: 1, limit: 1 })])
        expect(whole.isCut ?? false).toBe(false);
    });

    it('query walks by keyset over everything once, whatever the sort values and the direction', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
          fc.boolean(),
          fc.integer({ min: 1, max: 5 }),
          async (sizes, descending, limit) => {
            const mailbox = partition();
            const [first, ...rest] = sizes.map((size, i) => entry(i, size));
            if (first !== undefined) await put(mailbox, first, ...rest);
            const orderBy = bySize.map((each) => ({ ...each, descending }));
            const walked: string[] = [];
            for (let after: Condition[] = []; ;) {
              const page = await open().query(mailbox, {
                where: { is: 'and', conditions: [{ is: 'eq', property: 'event', value: 'e' }, ...after] },
                orderBy,
                limit,
              });
              walked.push(...page.map(({ id }) => id));
              const last = page.at(-1);
              if (last === undefined || page.length < limit) break;
              after = [behind(sizes[Number(last.id.slice(1))] ?? 0, last.id, descending)];
            }
            expect(walked).toEqual(await ids(mailbox, { orderBy }));
            expect(walked).toHaveLength(sizes.length);
          },
        ),
        { numRuns: 15 },
      );
    });

    it('query takes every value for what it is', async () => {
      const mailbox = partition();
      const [first, ...rest] = hostileValues.map((value, i) => ({ id: `v${i}`, event: 'e', sortKeys: { name: value } }));
      if (first !== undefined) await put(mailbox, first, ...rest);
      const named = (value: Scalar, is: 'eq' | 'ne' = 'eq') =>
        ids(mailbox, { where: { is, property: 'sortKeys.name', value }, orderBy: [] });
      for (const [i, value] of hostileValues.entries()) {
        expect(await named(value)).toEqual([`v${i}`]);
        expect(await named(value, 'ne')).toHaveLength(hostileValues.length - 1);
      }
      const starting = await ids(mailbox, { where: { is: 'startsWith', property: 'sortKeys.name', value: '" OR' }, orderBy: [] });
      expect(starting).toEqual([`v${hostileValues.indexOf('" OR true OR "')}`]);
    });
  });
}

function behind(size: number, id: string, descending: boolean): Condition {
  const is = descending ? 'lt' : 'gt';
  return {
    is: 'or',
    conditions: [
      { is, property: 'sortKeys.size', value: size },
      {
        is: 'and',
        conditions: [
          { is: 'eq', property: 'sortKeys.size', value: size },
          { is, property: 'id', value: id },
        ],
      },
    ],
  };
}
