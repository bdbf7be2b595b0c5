// The limits of one caller: never more than the limit in a window, told when it is worth coming again, and nobody pays for another.
import { expect, it } from 'vitest';
import { systemRandomness } from '../../../lib/runtime/clock.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { createCellFinder, createSlidingCounts } from '../../../lib/api/throttling/slidingCounts.ts';
import { retryAfterOf, throttleOf } from '../../support/stores/throttles.ts';

const windowMs = 600_000;

it('what is too much in a window is refused until the oldest drops out of it, and nobody else hears of it', () => {
  let now = 1_000_000_000_000;
  const throttle = throttleOf({ requests: 100 }, () => now);
  const begun = now;
  for (let i = 0; i < 100; i++) expect(retryAfterOf(throttle, 'a')).toBe(0);
  const seconds = retryAfterOf(throttle, 'a');
  expect(seconds).toBeGreaterThanOrEqual(windowMs / 1000);
  expect(seconds).toBeLessThanOrEqual((1.1 * windowMs) / 1000);
  expect(retryAfterOf(throttle, 'b')).toBe(0);
  now = begun + seconds * 1000 - 1000;
  expect(retryAfterOf(throttle, 'a')).toBe(1);
  now = begun + seconds * 1000;
  for (let i = 0; i < 100; i++) expect(retryAfterOf(throttle, 'a')).toBe(0);
  expect(retryAfterOf(throttle, 'a')).toBeGreaterThan(0);
});

it('bodies count by their bytes; what has none comes through when there is no room for bytes', () => {
  const throttle = throttleOf({ bytes: 1000 }, () => 0);
  expect(retryAfterOf(throttle, 'a', 600)).toBe(0);
  expect(retryAfterOf(throttle, 'a', 401)).toBeGreaterThan(0);
  expect(retryAfterOf(throttle, 'a', 400)).toBe(0);
  expect(retryAfterOf(throttle, 'a', 1)).toBeGreaterThan(0);
  expect(retryAfterOf(throttle, 'a')).toBe(0);
});

it('what it is sent to takes so many bytes, whoever sends them; what that refuses counts for nobody', () => {
  let now = 0;
  const throttle = throttleOf({ bytes: 1000 }, () => now);
  const [one, other] = [
    { key: 'one', bytes: 200 },
    { key: 'other', bytes: 200 },
  ];
  expect(retryAfterOf(throttle, 'a', 150, one)).toBe(0);
  expect(retryAfterOf(throttle, 'b', 50, one)).toBe(0);
  const seconds = retryAfterOf(throttle, 'a', 50, one);
  expect(seconds).toBeGreaterThanOrEqual(windowMs / 1000);
  for (let i = 0; i < 20; i++) expect(retryAfterOf(throttle, 'a', 100, one)).toBeGreaterThan(0);
  expect(retryAfterOf(throttle, 'a', 0, one)).toBe(0);
  expect(retryAfterOf(throttle, 'a', 200, other)).toBe(0);
  expect(retryAfterOf(throttle, 'a', 650)).toBe(0);
  expect(retryAfterOf(throttle, 'b', 51, { key: 'third', bytes: 1000 })).toBe(0);
  now = seconds * 1000;
  expect(retryAfterOf(throttle, 'a', 200, one)).toBe(0);
});

it('so many requests are at work at once; who leaves twice, or never came in, makes no room', () => {
  const throttle = throttleOf({ atOnce: 3 }, () => 0);
  const visits = Array.from({ length: 3 }, () => throttle.begin());
  for (const visit of visits) visit.admit('a', 0);
  const refused = throttle.begin();
  expect(retryAfterOf(throttle, 'a')).toBe(1);
  expect(retryAfterOf(throttle, 'b')).toBe(0);
  expect(() => {
    refused.admit('a', 0);
  }).toThrow(ServiceError);
  refused.end();
  expect(retryAfterOf(throttle, 'a')).toBe(1);
  visits[0]?.end();
  visits[0]?.end();
  const next = throttle.begin();
  next.admit('a', 0);
  expect(retryAfterOf(throttle, 'a')).toBe(1);
});

it('what is refused is not counted: who comes again in time is let in, however often it came too early', () => {
  let now = 0;
  const throttle = throttleOf({ requests: 10 }, () => now);
  for (let i = 0; i < 10; i++) retryAfterOf(throttle, 'a');
  const seconds = retryAfterOf(throttle, 'a');
  for (let i = 0; i < 1000; i++) retryAfterOf(throttle, 'a');
  now = seconds * 1000;
  expect(retryAfterOf(throttle, 'a')).toBe(0);
});

it('a loud key makes no other one loud: none shares all of its cells', () => {
  const counts = createSlidingCounts(() => 0, windowMs);
  const cellsOf = createCellFinder(systemRandomness);
  counts.add(cellsOf('loud'), 10_000);
  const refused = Array.from({ length: 50_000 }, (_, i) => counts.wait(cellsOf(`quiet ${i}`), 1, 1)).filter((wait) => wait > 0);
  expect(refused).toEqual([]);
});

it('cells are found anew in each process: nobody can choose keys that share those of somebody else', () => {
  const [one, other] = [createCellFinder(systemRandomness), createCellFinder(systemRandomness)];
  expect(one('a')).toEqual(one('a'));
  expect(new Set(one('a')).size).toBe(4);
  expect(one('a')).not.toEqual(other('a'));
});

it('the cells of a key are worked out once while it is asked for, and forgotten when enough others have been', () => {
  const cellsOf = createCellFinder(systemRandomness);
  const cells = cellsOf('a');
  expect(cellsOf('a')).toBe(cells);
  for (let i = 0; i < 300; i++) cellsOf(`other ${i}`);
  expect(cellsOf('a')).not.toBe(cells);
  expect(cellsOf('a')).toEqual(cells);
});

it('a clock that goes back loses nothing', () => {
  let now = 10 * windowMs;
  const throttle = throttleOf({ requests: 2 }, () => now);
  retryAfterOf(throttle, 'a');
  now -= windowMs;
  retryAfterOf(throttle, 'a');
  expect(retryAfterOf(throttle, 'a')).toBeGreaterThan(0);
});
