// Names of blobs: their prefix, their hour, and nothing that could be guessed.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentPrefixes, hourOf, newContentName } from '../../../lib/attachments/content.ts';
import { systemRandomness } from '../../../lib/runtime/clock.ts';

it('a name is a hex digit, the UTC hour and 128 random bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 0) }), (now) => {
      const [prefix = '', hour = '', random = '', ...more] = newContentName(() => now, systemRandomness).split('/');
      expect(contentPrefixes).toContain(prefix);
      expect(Date.parse(`${hour}:00:00Z`)).toBe(now - (now % 3_600_000));
      expect(Buffer.from(random, 'base64url')).toHaveLength(16);
      expect(more).toEqual([]);
    }),
  );
});

it('there are 16 prefixes, and the first random byte spreads names over all of them', () => {
  const made = Array.from({ length: 256 }, (_, first) =>
    newContentName(
      () => 0,
      (n) => Buffer.alloc(n, first),
    ).charAt(0),
  );
  expect(new Set(made)).toEqual(new Set(contentPrefixes));
  expect(contentPrefixes).toHaveLength(16);
});

it('hours sort as time does', () => {
  expect(hourOf(Date.UTC(2026, 10, 21, 23, 59, 59, 999))).toBe('2026-11-21T23');
  expect(hourOf(Date.UTC(2026, 10, 22)) > hourOf(Date.UTC(2026, 10, 21, 23))).toBe(true);
});
