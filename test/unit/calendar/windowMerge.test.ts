// Many ascending lists put together: the same as sorting all of them, and no more taken of each than is asked for.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMerge } from '../../../lib/calendar/windows/spans/merge.ts';

const lists = fc.array(
  fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 }).map((list) => list.toSorted((a, b) => a - b)),
  {
    maxLength: 20,
  },
);

it('the merge gives all entries in order', () => {
  fc.assert(
    fc.property(lists, (all) => {
      const merge = createMerge<number>((a, b) => a - b);
      for (const list of all) merge.add(list.values());
      const merged: number[] = [];
      for (let { first } = merge; first !== undefined; { first } = merge) {
        expect(merge.take()).toBe(first);
        merged.push(first);
      }
      expect(merged).toEqual(all.flat().toSorted((a, b) => a - b));
      expect(merge.take()).toBeUndefined();
    }),
  );
});

it('the merge takes the first entry of each list, and one more for each that was taken', () => {
  let found = 0;
  function* endless(from: number): Generator<number> {
    for (let next = from; ; next += 10) {
      found++;
      yield next;
    }
  }
  const merge = createMerge<number>((a, b) => a - b);
  for (let list = 0; list < 1_000; list++) merge.add(endless(list));
  for (let taken = 0; taken < 50; taken++) merge.take();
  expect(found).toBe(1_050);
});
