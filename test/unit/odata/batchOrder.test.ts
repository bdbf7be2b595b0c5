// The order of a batch: each request after those that it depends on, independent ones side by side, and no circles.
import fc from 'fast-check';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../lib/api/batch/inOrder.ts';
import { orderOf, type Ordered } from '../../../lib/odata/batch/batchOrder.ts';
import { errorOf } from '../../support/errors.ts';

const requests = (...depending: readonly (readonly [id: string, ...dependsOn: string[]])[]): Ordered[] =>
  depending.map(([id, ...dependsOn]) => ({ id, dependsOn }));

const badRequest = (message: string) => ({ status: 400, code: 'BadRequest', message });

describe('ids are resolved to positions', () => {
  it('ids are resolved to positions in any case of letters, forwards and backwards, each once', () => {
    expect(orderOf(requests(['a', 'C', 'b', 'B'], ['B'], ['c']))).toEqual([[2, 1], [], []]);
  });

  it.each([
    ['there twice', requests(['a'], ['A']), "The id 'A' is there more than once in the batch; each request needs its own."],
    ['not there', requests(['a', 'x']), "The request 'a' depends on 'x', which is no request of the batch."],
    ['its own', requests(['a', 'a']), "The requests of the batch wait for one another: 'a' depends on 'a'."],
    [
      'in a circle',
      requests(['0', 'a'], ['a', 'b'], ['b', 'c'], ['c', 'a'], ['d']),
      "The requests of the batch wait for one another: 'a' depends on 'b' depends on 'c' depends on 'a'.",
    ],
    [
      'a name of the prototype',
      requests(['__proto__', 'constructor']),
      "The request '__proto__' depends on 'constructor', which is no request of the batch.",
    ],
  ])('an id that is %s is not resolved', (_, given, message) => {
    expect(errorOf(() => orderOf(given))).toMatchObject(badRequest(message));
  });
});

/** Up to 20 requests, each depending on some of those before it in a shuffled order: never a circle. */
const acyclic: fc.Arbitrary<readonly Ordered[]> = fc.integer({ min: 1, max: 20 }).chain((count) =>
  fc
    .tuple(
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
      fc.array(fc.array(fc.nat(19), { maxLength: 5 }), { minLength: count, maxLength: count }),
    )
    .map(([shuffled, chosen]) => {
      const rank = new Map(shuffled.map((position, at) => [position, at]));
      return chosen.map((others, position) => ({
        id: String(position),
        dependsOn: others.filter((other) => (rank.get(other) ?? count) < (rank.get(position) ?? 0)).map(String),
      }));
    }),
);

describe('any requests without a circle', () => {
  it('any requests without a circle run once each, after those that they depend on have ended, at most so many at once, and none waits without need', async () => {
    await fc.assert(
      fc.asyncProperty(
        acyclic,
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(3), { minLength: 20, maxLength: 20 }),
        async (given, atOnce, delays) => {
          const order = orderOf(given);
          const ended = new Set<number>();
          const running = new Set<number>();
          const started: number[] = [];
          const results = await inOrder<number>(order, atOnce, async (position, before) => {
            started.push(position);
            running.add(position);
            expect(running.size).toBeLessThanOrEqual(atOnce);
            expect(before).toEqual(order[position]);
            for (const awaited of order[position] ?? []) expect(ended.has(awaited)).toBe(true);
            for (let turn = delays[position] ?? 0; turn >= 0; turn--) await setImmediate();
            // Whoever could run by now does, as far as there are places.
            const able = order.filter((awaited, each) => !ended.has(each) && awaited.every((other) => ended.has(other))).length;
            expect(running.size).toBe(Math.min(able, atOnce));
            running.delete(position);
            ended.add(position);
            return position;
          });
          expect(results).toEqual([...given.keys()]);
          expect(started.toSorted((a, b) => a - b)).toEqual([...given.keys()]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('any requests without a circle are refused as soon as one more dependency closes a circle', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(19), (given, at) => {
        const position = at % given.length;
        const behind = reachable(given, position);
        const closing = given.map((each, i) => (behind.has(i) ? { ...each, dependsOn: [...each.dependsOn, String(position)] } : each));
        const { message } = errorOf(() => orderOf(closing));
        const way = /^The requests of the batch wait for one another: (.*)\.$/.exec(message)?.[1]?.split(' depends on ') ?? [];
        expect(way.length).toBeGreaterThan(1);
        expect(way[0]).toBe(way.at(-1));
        const names = way.map((name) => Number(name.slice(1, -1)));
        for (const [i, name] of names.slice(0, -1).entries()) expect(closing[name]?.dependsOn).toContain(String(names[i + 1]));
      }),
    );
  });
});

/** The request itself and all that it depends on, by any way. */
function reachable(given: readonly Ordered[], from: number): ReadonlySet<number> {
  const found = new Set([from]);
  for (const each of found) for (const other of given[each]?.dependsOn ?? []) found.add(Number(other));
  return found;
}
