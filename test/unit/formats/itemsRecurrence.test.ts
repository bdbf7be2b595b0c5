// A recurring event as iCalendar: its rule and its exceptions, as they are written.
import { describe, expect, it } from 'vitest';
import { daysOfWeek } from '../../../lib/calendar/recurrence/patternedRecurrence.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';
import { event, linesOf } from '../../support/data/items.ts';
import { cpuOf } from '../../support/cpu.ts';

const startDate = '2026-03-01';
const recurring = (
  pattern: JsonObject,
  range: JsonObject = { type: 'noEnd' },
  start = `${startDate}T10:00:00`,
  timeZone = 'Europe/Berlin',
  more = {},
) =>
  event({
    start: { dateTime: start, timeZone },
    end: { dateTime: start.replace('T10', 'T11'), timeZone },
    recurrence: { pattern, range: { startDate: start.slice(0, 10), ...range } },
    ...more,
  });

describe('the rule of', () => {
  it.each([
    [{ type: 'daily', interval: 3 }, { type: 'noEnd' }, '20260301T100000', 'FREQ=DAILY;INTERVAL=3'],
    [
      { type: 'weekly', interval: 2, daysOfWeek: ['monday', 'friday'], firstDayOfWeek: 'monday' },
      { type: 'numbered', numberOfOccurrences: 10 },
      '20260309T100000',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO;COUNT=10',
    ],
    [
      { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'last' },
      { type: 'endDate', endDate: '2026-12-31' },
      '20260327T100000',
      'FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR;UNTIL=20261225T090000Z',
    ],
    [
      {
        type: 'relativeYearly',
        interval: 1,
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        index: 'first',
        month: 4,
      },
      { type: 'noEnd' },
      '20260401T100000',
      'FREQ=YEARLY;INTERVAL=1;BYMONTH=4;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1',
    ],
    [
      { type: 'relativeYearly', interval: 2, daysOfWeek: [...daysOfWeek], index: 'last', month: 4 },
      { type: 'noEnd' },
      '20260430T100000',
      'FREQ=YEARLY;INTERVAL=2;BYMONTH=4;BYMONTHDAY=30',
    ],
    [
      { type: 'absoluteYearly', interval: 1, dayOfMonth: 31, month: 6 },
      { type: 'noEnd' },
      '20260630T100000',
      'FREQ=YEARLY;INTERVAL=1;BYMONTH=6;BYMONTHDAY=30',
    ],
    [
      { type: 'absoluteMonthly', interval: 1, dayOfMonth: 30 },
      { type: 'noEnd' },
      '20260330T100000',
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30;BYSETPOS=-1',
    ],
    [
      { type: 'relativeMonthly', interval: 1, daysOfWeek: [...daysOfWeek], index: 'second' },
      { type: 'noEnd' },
      '20260302T100000',
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=2',
    ],
    [
      { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 },
      { type: 'noEnd' },
      '20260331T100000',
      'FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=-1',
    ],
    [
      { type: 'absoluteYearly', interval: 4, dayOfMonth: 29, month: 2 },
      { type: 'noEnd' },
      '20300228T100000',
      'FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=-1',
    ],
  ])('the rule of %j within %j is what RFC 5545 says', async (pattern, range, first, rule) => {
    const lines = await linesOf(recurring(pattern, range));
    expect(lines).toContain(`DTSTART;TZID=Europe/Berlin:${first}`);
    expect(lines).toContain(`RRULE:${rule}`);
  });

  it('an all-day event ends with a date', async () => {
    const item = event({
      isAllDay: true,
      start: { dateTime: '2026-03-02T00:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2026-03-03T00:00:00', timeZone: 'Europe/Berlin' },
      recurrence: { pattern: { type: 'daily', interval: 2 }, range: { type: 'endDate', startDate: '2026-03-02', endDate: '2026-03-09' } },
    });
    const lines = await linesOf(item);
    expect(lines).toContain('DTSTART;VALUE=DATE:20260302');
    expect(lines).toContain('RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20260308');
    expect(lines).not.toContain('BEGIN:VTIMEZONE');
  });

  it("a rule runs by the recurrence's own zone", async () => {
    const lines = await linesOf(recurring({ type: 'daily', interval: 1 }, { type: 'noEnd', recurrenceTimeZone: 'Tokyo Standard Time' }));
    expect(lines).toContain('DTSTART;TZID=Asia/Tokyo:20260301T180000');
    expect(lines).toContain('DTEND;TZID=Asia/Tokyo:20260301T190000');
  });

  it.each([
    ['no pattern', { range: { type: 'noEnd', startDate } }],
    ['an unknown type', { pattern: { type: 'hourly', interval: 1 }, range: { type: 'noEnd', startDate } }],
    ['an interval of no days', { pattern: { type: 'daily', interval: 0 }, range: { type: 'noEnd', startDate } }],
    ['a range without a date', { pattern: { type: 'daily', interval: 1 }, range: { type: 'endDate', startDate, endDate: '2026-02-01' } }],
    ['another type', 'FREQ=SECONDLY'],
    ['a list', []],
  ])('the rule of %s is left out', async (_, recurrence) => {
    const lines = await linesOf(event({ start: { dateTime: `${startDate}T10:00:00`, timeZone: 'UTC' }, recurrence }));
    expect(lines.filter((line) => line.startsWith('RRULE'))).toEqual([]);
    expect(lines).toContain('DTSTART:20260301T100000Z');
  });

  it.each([2_147_483_647, 1])('the rule of %i occurrences costs nothing', async (numberOfOccurrences) => {
    const written = async (): Promise<void> =>
      expect(await linesOf(recurring({ type: 'daily', interval: 999 }, { type: 'numbered', numberOfOccurrences }))).toContain(
        `RRULE:FREQ=DAILY;INTERVAL=999;COUNT=${numberOfOccurrences}`,
      );
    expect(await cpuOf(written)).toBeLessThan(5000);
  });
});

it('a series leaves out the occurrences that were cancelled, and no other dates', async () => {
  const cancelledOccurrences = ['OID.AAMk=.2026-03-02', 'OID.AAMk=.2026-03-03', 'OID.AAMk=.2026-13-03', 'nonsense', ''];
  const item = recurring({ type: 'daily', interval: 1 }, { type: 'endDate', endDate: '2026-03-02' }, undefined, undefined, {
    cancelledOccurrences,
  });
  expect((await linesOf(item)).filter((line) => line.startsWith('EXDATE'))).toEqual(['EXDATE;TZID=Europe/Berlin:20260302T100000']);
});
