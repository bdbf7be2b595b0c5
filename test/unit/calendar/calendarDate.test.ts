// Dates as numbers of days: the same as the platform's own for every day of ten thousand years.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayNamed, firstDay, lastDay, msPerDay, parseDay, showClock, showDay } from '../../../lib/calendar/time/calendarDate.ts';

const first = Date.parse('0000-01-01') / msPerDay;
const last = Date.parse('9999-12-31') / msPerDay;
const platforms = (day: number): string => new Date(day * msPerDay).toISOString().slice(0, 10);

it('a date shows and reads each day at which a month begins or ends as the platform does', () => {
  const wrong: string[] = [];
  for (let month = 0; month < 120_000; month++) {
    const begin = new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1) / msPerDay;
    for (const day of [begin - 1, begin, begin + 27])
      if (day >= first && (showDay(day) !== platforms(day) || dayNamed(platforms(day)) !== day)) wrong.push(platforms(day));
  }
  expect(wrong).toEqual([]);
});

it('a date shows and reads any day as the platform does', () => {
  fc.assert(
    fc.property(fc.integer({ min: first, max: last }), (day) => {
      expect(showDay(day)).toBe(platforms(day));
      expect(dayNamed(showDay(day))).toBe(day);
      expect(parseDay(showDay(day))).toBe(day >= firstDay && day <= lastDay ? day : undefined);
    }),
  );
});

it('a clock’s date and time are shown as the platform shows them, also outside the years that have four digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: (first - 400) * msPerDay, max: (last + 400) * msPerDay }), (wall) => {
      expect(`${showClock(wall)}Z`).toBe(new Date(wall).toISOString());
    }),
  );
  expect(showClock(-1)).toBe('1969-12-31T23:59:59.999');
  expect(() => showClock(Number.NaN)).toThrow(RangeError);
});

it('no date is known that does not exist', () => {
  const two = (number: number): string => String(number).padStart(2, '0');
  for (const year of ['0000', '1900', '2000', '2026', '2028', '9999'])
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${two(month)}-${two(day)}`;
        const ms = Date.parse(text);
        expect(dayNamed(text) !== undefined, text).toBe(!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text));
      }
  for (const text of ['', '2026-1-01', '2026-01-01T00', ' 2026-01-01', '２026-01-01', '20260101']) expect(dayNamed(text)).toBeUndefined();
});
