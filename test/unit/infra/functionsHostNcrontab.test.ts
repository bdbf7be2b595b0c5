// NCRONTAB schedules: when the next time is, and what is no schedule.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../../infra/local/functions/triggers/ncrontab.ts';

const next = (schedule: string, after: string): string | undefined => parseSchedule(schedule).next(new Date(after))?.toISOString();

describe('next', () => {
  test.each([
    ['0 */5 * * * *', '2026-01-01T00:04:59.999Z', '2026-01-01T00:05:00.000Z'],
    ['0 */5 * * * *', '2026-01-01T00:05:00.000Z', '2026-01-01T00:10:00.000Z'],
    ['*/2 * * * * *', '2026-01-01T00:00:58.500Z', '2026-01-01T00:01:00.000Z'],
    ['30 15 3 * * *', '2025-12-31T03:15:30.000Z', '2026-01-01T03:15:30.000Z'],
    ['5/20 59 23 31 12 *', '2026-12-31T23:59:30.000Z', '2026-12-31T23:59:45.000Z'],
    ['0 0 0 29 2 *', '2026-03-01T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 9-17/4 * * mon-fri', '2026-01-02T17:30:00.000Z', '2026-01-05T09:00:00.000Z'],
    ['0 0 0 13 * Fri', '2026-01-01T00:00:00.000Z', '2026-02-13T00:00:00.000Z'],
    ['0 0 0 1 jan,JUL *', '2026-01-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z'],
    ['0 0 0 */10 * *', '2026-01-12T00:00:00.000Z', '2026-01-21T00:00:00.000Z'],
    ['30 * * * *', '2026-01-01T00:30:00.000Z', '2026-01-01T01:30:00.000Z'],
  ])('the schedule %s after %s comes next when it says', (schedule, after, expected) => {
    expect(next(schedule, after)).toBe(expected);
  });

  test('a day that never comes', () => {
    expect(next('0 0 0 30 2 *', '2026-01-01T00:00:00Z')).toBeUndefined();
  });
});

test.each([
  ...['', '* * * *', '* * * * * * *', '00:05:00'],
  ...['60 * * * * *', '* * 24 * * *', '* * * 0 * *', '* * * * 13 *', '* * * * * 7'],
  ...['*/0 * * * * *', '5-3 * * * * *', '1-2-3 * * * * *', 'x * * * * *', ', * * * * *'],
])("'%s' is no schedule", (text) => {
  expect(() => parseSchedule(text)).toThrow();
});

const dates = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

/** A field's text and the test that a value is in it, made without the parser. */
const field = (lowest: number, highest: number): fc.Arbitrary<{ text: string; holds: (value: number) => boolean }> => {
  const value = fc.integer({ min: lowest, max: highest });
  return fc.oneof(
    fc.constant({ text: '*', holds: () => true }),
    value.map((only) => ({ text: String(only), holds: (other: number) => other === only })),
    fc.tuple(value, value).map(([a, b]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      return { text: `${from}-${to}`, holds: (other: number) => other >= from && other <= to };
    }),
    fc.integer({ min: 1, max: 20 }).map((step) => ({ text: `*/${step}`, holds: (other: number) => (other - lowest) % step === 0 })),
  );
};

test('the next time fits every field, and no second before it does', () => {
  const schedules = fc.tuple(field(0, 59), field(0, 59), field(0, 23));
  fc.assert(
    fc.property(schedules, dates, ([s, m, h], after) => {
      const fits = (date: Date): boolean => s.holds(date.getUTCSeconds()) && m.holds(date.getUTCMinutes()) && h.holds(date.getUTCHours());
      let expected = new Date((Math.floor(after.getTime() / 1000) + 1) * 1000);
      while (!fits(expected)) expected = new Date(expected.getTime() + 1000);
      expect(parseSchedule(`${s.text} ${m.text} ${h.text} * * *`).next(after)).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test('the next day fits month, day and day of week, and no day before it does', () => {
  const schedules = fc.tuple(field(1, 31), field(1, 12), field(0, 6));
  fc.assert(
    fc.property(schedules, dates, ([d, m, w], after) => {
      const found = parseSchedule(`0 0 0 ${d.text} ${m.text} ${w.text}`).next(after);
      const fits = (date: Date): boolean => d.holds(date.getUTCDate()) && m.holds(date.getUTCMonth() + 1) && w.holds(date.getUTCDay());
      const day = 24 * 60 * 60 * 1000;
      let expected = new Date((Math.floor(after.getTime() / day) + 1) * day);
      for (let tries = 0; !fits(expected) && tries < 2900; tries += 1) expected = new Date(expected.getTime() + day);
      if (fits(expected)) expect(found).toEqual(expected);
      // Within eight years; a 29 February on a given weekday may be farther away.
      else expect(found === undefined || found >= expected).toBe(true);
    }),
    { numRuns: 50 },
  );
});
