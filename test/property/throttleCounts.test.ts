// The limits of one caller, whatever comes: no window has more than the limit, and no number of others changes that or takes memory.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCellFinder, createSlidingCounts } from '../../lib/api/throttling/slidingCounts.ts';
import { systemRandomness } from '../../lib/runtime/clock.ts';
import { heldBytes } from '../support/heldMemory.ts';
import { casesOf } from '../support/runs.ts';
import { retryAfterOf, throttleOf } from '../support/stores/throttles.ts';

const windowMs = 600_000;

it('no window has more requests than the limit, whenever they come, and Retry-After is the first moment at which one is let in', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 20, maxLength: 200 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 10 * windowMs }), (pauses, requests, start) => {
      let now = start;
      const throttle = throttleOf({ requests }, () => now);
      const letIn: number[] = [];
      for (const pause of pauses) {
        now += pause;
        const seconds = retryAfterOf(throttle, 'a');
        if (seconds === 0) letIn.push(now);
        else {
          const at = now;
          now = at + (seconds - 1) * 1000;
          if (seconds > 1) expect(retryAfterOf(throttle, 'a')).toBeGreaterThan(0);
          now = at + seconds * 1000;
          expect(retryAfterOf(throttle, 'a')).toBe(0);
          letIn.push(now);
        }
      }
      // The one that comes so many later comes a window later: no window has both.
      expect(letIn.filter((at, i) => (letIn[i + requests] ?? Infinity) < at + windowMs)).toEqual([]);
    }),
    { numRuns: casesOf(30) },
  );
});

describe('with hundreds of thousands of made-up keys', () => {
  it('no memory is taken for hundreds of thousands of made-up keys, nobody is forgotten, and nobody is refused for them', () => {
    let now = 0;
    const throttle = throttleOf({ requests: 10_000 }, () => now);
    for (let i = 0; i < 10_000; i++) retryAfterOf(throttle, 'loud');
    for (let i = 0; i < 20; i++) retryAfterOf(throttle, 'quiet');
    const before = heldBytes();
    for (let i = 0; i < 300_000; i++) retryAfterOf(throttle, `made up ${i}`);
    expect(heldBytes() - before).toBeLessThan(1_000_000);
    now = windowMs / 2;
    expect(retryAfterOf(throttle, 'loud')).toBeGreaterThan(0);
    expect(retryAfterOf(throttle, 'quiet')).toBe(0);
  });

  it('a count is never too low, and too high by little', () => {
    const counts = createSlidingCounts(() => 0, windowMs);
    const cellsOf = createCellFinder(systemRandomness);
    for (let i = 0; i < 200_000; i++) counts.add(cellsOf(`made up ${i}`), 1);
    for (let i = 0; i < 100; i++) {
      const cells = cellsOf(`counted ${i}`);
      counts.add(cells, 7);
      expect(counts.wait(cells, 1, 7)).toBeGreaterThan(0);
      expect(counts.wait(cells, 1, 7 + 200)).toBe(0);
    }
  });
});
