// What always holds of when an event is, after any writes, and what of it moves along with what a write gives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consistentTimes, type Times } from '../../../lib/calendar/events/record/invariants.ts';
import { instantOf, shownIn, sortableTimes } from '../../../lib/calendar/events/record/times.ts';
import { clockOf, firstOccurrence, occurrencesBetween } from '../../../lib/calendar/recurrence/occurrences.ts';
import { inheritedProperties, seriesIn } from '../../../lib/calendar/occurrences/occurrenceEvent.ts';
import { defaultEventProperties, type EventProperties } from '../../../lib/calendar/events/record/eventProperties.ts';
import { msPerDay, showDay } from '../../../lib/calendar/time/calendarDate.ts';
import { readEvent } from '../../../lib/odata/event/eventBody.ts';
import { given } from '../../../lib/formats/given.ts';
import { createRenderingLimits } from '../../../lib/formats/rendering.ts';
import { timesOf as timesOfItem } from '../../../lib/formats/icalendar/times.ts';
import { showRecurrence } from '../../../lib/calendar/recurrence/json.ts';
import { utcToWall, wallToUtc } from '../../../lib/calendar/time/wallClock.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import type { JsonObject } from '../../../lib/runtime/json.ts';

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const daily = (startDate: string, more: object = {}) => ({
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', numberOfOccurrences: 3, startDate, ...more },
});

/** What an event becomes by one body after the other. */
const written = (...bodies: readonly JsonObject[]): Times =>
  bodies.reduce<EventProperties>((event, body) => readEvent(body).apply(event), defaultEventProperties);
const timesOf = ({ start, end, isAllDay, recurrence }: Times) => ({ start, end, isAllDay, startDate: recurrence?.range.startDate ?? null });

const series = { start: at('2026-10-26T09:00:00', 'America/Los_Angeles'), end: at('2026-10-26T10:00:00', 'America/Los_Angeles') };
const weekly = {
  pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
  range: { type: 'numbered', startDate: '2026-10-26', numberOfOccurrences: 3 },
};

describe('what a change doesn’t give moves along', () => {
  it('the range of a series with its start, so that no occurrence lies before that', () => {
    const [start, end] = [at('2026-10-28T09:00:00', 'America/Los_Angeles'), at('2026-10-28T10:00:00', 'America/Los_Angeles')];
    const moved = written({ ...series, recurrence: weekly }, { start, end });
    expect(timesOf(moved)).toEqual({ start, end, isAllDay: false, startDate: '2026-10-28' });
    const recurring = seriesIn({ ...defaultEventProperties, ...moved });
    expect(recurring && firstOccurrence(recurring)?.key).toBe('2026-11-02');
  });

  it('the start and the end with a new range, on the clocks of the series', () => {
    const moved = written(
      { ...series, recurrence: weekly },
      { recurrence: { ...weekly, range: { ...weekly.range, startDate: '2026-11-02' } } },
    );
    expect(timesOf(moved)).toEqual({
      start: at('2026-11-02T09:00:00.0000000', 'America/Los_Angeles'),
      end: at('2026-11-02T10:00:00.0000000', 'America/Los_Angeles'),
      isAllDay: false,
      startDate: '2026-11-02',
    });
    const elsewhere = { start: at('2026-10-26T16:00:00'), end: at('2026-10-26T17:00:00') };
    const zoned = (startDate: string) => ({
      ...weekly,
      range: { ...weekly.range, startDate, recurrenceTimeZone: 'Pacific Standard Time' },
    });
    // 16:00 UTC is 09:00 there in summer, and 08:00 in winter: the hour there stays.
    expect(timesOf(written({ ...elsewhere, recurrence: zoned('2026-10-26') }, { recurrence: zoned('2026-11-02') }))).toMatchObject({
      start: at('2026-11-02T17:00:00.0000000'),
      end: at('2026-11-02T18:00:00.0000000'),
    });
  });

  it('the other end of whole days into the same zone', () => {
    const days = { isAllDay: true, start: at('2027-05-01', 'Europe/Berlin'), end: at('2027-05-03', 'Europe/Berlin') };
    // As answers show it: midnight, UTC.
    expect(timesOf(written(days, { start: at('2027-05-02T00:00:00.0000000') }))).toMatchObject({
      start: at('2027-05-02T00:00:00.0000000'),
      end: at('2027-05-03T00:00:00.0000000'),
    });
    expect(timesOf(written(days, { end: at('2027-05-04', 'Asia/Tokyo') })).start).toEqual(at('2027-05-01T00:00:00.0000000', 'Asia/Tokyo'));
  });

  it('the zone of a time that names none: the other end’s, else the event’s own, else UTC', () => {
    const berlin = { start: at('2027-05-01T10:00:00', 'Europe/Berlin'), end: at('2027-05-01T11:00:00', 'Europe/Berlin') };
    const [start, end] = [{ dateTime: '2027-05-01T12:00:00' }, { dateTime: '2027-05-01T13:00:00' }];
    const zones = (...bodies: readonly JsonObject[]) => {
      const times = written(...bodies);
      return [times.start?.timeZone, times.end?.timeZone];
    };
    expect(zones({ start, end })).toEqual(['UTC', 'UTC']);
    expect(zones({ start: at('2027-05-01T12:00:00', 'Asia/Tokyo'), end })).toEqual(['Asia/Tokyo', 'Asia/Tokyo']);
    expect(zones(berlin, { start, end })).toEqual(['Europe/Berlin', 'Europe/Berlin']);
    expect(zones(berlin, { end })).toEqual(['Europe/Berlin', 'Europe/Berlin']);
    expect(zones({ ...berlin, end: at('2027-05-01T11:00:00', 'Europe/London') }, { end })).toEqual(['Europe/Berlin', 'Europe/London']);
    expect(zones(berlin, { start: at('2027-05-01T02:00:00Z', 'Asia/Tokyo'), end })).toEqual(['Asia/Tokyo', 'Asia/Tokyo']);
  });
});

describe('what contradicts itself is refused with both names', () => {
  const [start, end] = [at('2027-04-01T10:00:00'), at('2027-04-01T11:00:00')];
  const late = { start: at('2027-04-01T20:00:00'), end: at('2027-04-01T21:00:00') };
  const days = { isAllDay: true, start: at('2027-04-01', 'Asia/Tokyo'), end: at('2027-04-02', 'Asia/Tokyo') };
  it.each<readonly [string, JsonObject, readonly string[]]>([
    [
      'a range that begins later',
      { start, end, recurrence: daily('2027-04-05') },
      ["'start' is on '2027-04-01'", "range.startDate is '2027-04-05'"],
    ],
    [
      'a range that begins before',
      { start, end, recurrence: daily('2027-03-31') },
      ["'start' is on '2027-04-01'", "range.startDate is '2027-03-31'"],
    ],
    [
      'the next day in the zone of the range',
      { ...late, recurrence: daily('2027-04-01', { recurrenceTimeZone: 'Tokyo Standard Time' }) },
      ["'start' is on '2027-04-02' in the time zone 'Tokyo Standard Time'", "'2027-04-01'"],
    ],
    ['the day before in UTC', { ...days, recurrence: daily('2027-03-31') }, ["'start' is on '2027-04-01'", "'2027-03-31'"]],
  ])('what contradicts itself is refused with both names: %s', (_, body, words) => {
    expect(() => written(body)).toThrow(expect.objectContaining({ status: 400, code: 'BadRequest' }));
    for (const word of words) expect(() => written(body)).toThrow(word);
  });

  it('a start that is moved behind the end of its series', () => {
    const made = {
      start,
      end,
      recurrence: { pattern: daily('').pattern, range: { type: 'endDate', startDate: '2027-04-01', endDate: '2027-04-10' } },
    };
    const moved = { start: at('2027-04-11T10:00:00'), end: at('2027-04-11T11:00:00') };
    expect(() => written(made, moved)).toThrow(
      "recurrence.range.endDate must not lie before recurrence.range.startDate, '2027-04-11', the date of 'start'.",
    );
  });

  it('the date that counts is what the clocks of the range show, and a whole day’s zone moves it nowhere', () => {
    written({ ...late, recurrence: daily('2027-04-02', { recurrenceTimeZone: 'Tokyo Standard Time' }) });
    written({ ...days, recurrence: daily('2027-04-01', { recurrenceTimeZone: 'Pacific Standard Time' }) });
  });
});

it('a series that starts at the second of two equal times of the clock starts at the first', () => {
  const [start, end] = [at('2026-10-25T02:30:00+01:00', 'Europe/Berlin'), at('2026-10-25T03:30:00+01:00', 'Europe/Berlin')];
  const made = written({ start, end, recurrence: daily('2026-10-25') });
  expect(sortableTimes(made)).toEqual({ start: '2026-10-25T00:30:00.000Z', end: '2026-10-25T02:30:00.000Z' });
});

const zones = [
  'UTC',
  'Europe/Berlin',
  'Pacific Standard Time',
  'Asia/Tokyo',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
];
/** Days around the changes of many clocks. */
const days = fc.constantFrom(
  '2026-03-07',
  '2026-03-08',
  '2026-03-28',
  '2026-03-29',
  '2026-04-05',
  '2026-09-06',
  '2026-10-24',
  '2026-10-25',
  '2026-11-01',
);
const clocks = fc.constantFrom('', 'T00:00', 'T00:30:00', 'T01:30:00', ' 02:30', 'T03:00:00.5', 'T12:00', 'T23:59:59.9999999');
const offsets = fc.constantFrom('', '', '', 'Z', '+01:00', '-07:00', '+1100');
const dateTimes = fc.tuple(days, clocks, offsets).map(([day, clock, offset]) => (clock === '' ? day : `${day}${clock}${offset}`));
const zone = fc.option(fc.constantFrom(...zones), { nil: undefined });
const ends = fc
  .record({ dateTime: dateTimes, timeZone: zone }, { requiredKeys: ['dateTime'] })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
const recurrences = fc
  .record({
    days: fc.constantFrom(undefined, ['monday'], ['sunday', 'wednesday']),
    startDate: days,
    number: fc.integer({ min: 1, max: 5 }),
    zone,
  })
  .map(({ days: daysOfWeek, startDate, number, zone: recurrenceTimeZone }) => ({
    pattern: daysOfWeek === undefined ? { type: 'daily', interval: 2 } : { type: 'weekly', interval: 1, daysOfWeek },
    range: { type: 'numbered', startDate, numberOfOccurrences: number, ...(recurrenceTimeZone !== undefined && { recurrenceTimeZone }) },
  }));
const anything = fc.record(
  { start: ends, end: ends, isAllDay: fc.boolean(), recurrence: fc.option(recurrences, { freq: 3 }) },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>;
/** What a client would send: an hour or whole days, a series among them, or a part of it. */
const sensible: fc.Arbitrary<JsonObject> = fc
  .tuple(days, fc.constantFrom(...zones), fc.constantFrom(...zones), fc.option(recurrences), fc.boolean(), fc.integer({ min: 0, max: 4 }))
  .map(([day, timeZone, endZone, recurrence, isAllDay, part]) => {
    const next = showDay(Date.parse(day) / msPerDay + 2);
    const [start, end] = isAllDay ? [at(day, timeZone), at(next, timeZone)] : [at(`${day}T02:30`, timeZone), at(`${next}T01:30`, endZone)];
    const range = { type: 'numbered', numberOfOccurrences: recurrence?.range.numberOfOccurrences ?? 1, startDate: day };
    const all: JsonObject = { start, end, isAllDay, recurrence: recurrence && { pattern: recurrence.pattern, range } };
    return [all, all, { start, end }, { recurrence: all.recurrence ?? null }, { isAllDay }][part] ?? all;
  });
const bodies = fc.oneof(sensible, sensible, anything);

/** DTSTART of the event as answers show it, as an instant; the seconds count there. */
function calendarStart(times: Times): string | undefined {
  const { start, end, isAllDay, recurrence } = times;
  const shown = (value: Times['start']) => value && shownIn(value, 'UTC', isAllDay);
  const item = { start: shown(start), end: shown(end), isAllDay, recurrence: recurrence && showRecurrence(recurrence, start?.timeZone) };
  const [dtstart] = timesOfItem(given(item), createRenderingLimits()).properties;
  const [name, { tzid }, , value] = dtstart ?? expect.fail('no DTSTART');
  expect(name).toBe('dtstart');
  const clock = Date.parse(`${typeof value === 'string' ? value.slice(0, 19) : ''}${isAllDay ? '' : 'Z'}`);
  return new Date(typeof tzid === 'string' ? wallToUtc(clock, tzid) : clock).toISOString();
}

const toSeconds = (instant: string): string => instant.replace(/\.\d+Z$/, '.000Z');

function holds(times: Times): void {
  const { start, end, isAllDay, recurrence } = times;
  if (start === null || end === null) {
    expect([start, end, isAllDay, recurrence]).toEqual([null, null, false, null]);
    return;
  }
  const [from, to] = [instantOf(start, isAllDay), instantOf(end, isAllDay)];
  expect(from).toBeLessThanOrEqual(to);
  if (isAllDay) {
    expect([from % msPerDay, to % msPerDay, to > from]).toEqual([0, 0, true]);
    for (const each of zones) expect(shownIn(start, each, true).dateTime).toBe(shownIn(start, 'UTC', true).dateTime);
  }
  // What is shown in UTC is what lists compare.
  expect(sortableTimes(times).start).toBe(new Date(`${shownIn(start, 'UTC', isAllDay).dateTime.slice(0, 23)}Z`).toISOString());
  // Written again as it is, it stays.
  expect(consistentTimes(times, new Set(['start', 'end', 'isAllDay', 'recurrence']))).toEqual(times);
  const recurring = seriesIn({ ...defaultEventProperties, ...times });
  if (recurring === undefined) {
    expect(calendarStart(times)).toBe(toSeconds(sortableTimes(times).start));
    return;
  }
  expect(showDay(clockOf(recurring).startDay)).toBe(recurring.recurrence.range.startDate);
  const first = firstOccurrence(recurring);
  // A start that clocks skip is shown as the later time that it became, which doesn't tell at what time the other days begin.
  const { zone, startDay, timeOfDay } = clockOf(recurring);
  const isSkipped = utcToWall(wallToUtc(startDay * msPerDay + timeOfDay, zone), zone) !== startDay * msPerDay + timeOfDay;
  if (!isSkipped) expect(calendarStart(times)).toBe(toSeconds(new Date(first?.startUtc ?? Number.NaN).toISOString()));
  expect(first?.startUtc).toBeGreaterThanOrEqual(from);
  const occurrences = occurrencesBetween(recurring, from, from + 400 * msPerDay, 3);
  expect(occurrences[0]?.key).toBe(first?.key);
  // An occurrence is when its series says, by all that reads its own times.
  for (const occurrence of occurrences) {
    const { startUtc, endUtc } = occurrence;
    const own = inheritedProperties({ properties: { ...defaultEventProperties, ...times } }, occurrence);
    expect(sortableTimes(own)).toEqual({ start: new Date(startUtc).toISOString(), end: new Date(endUtc).toISOString() });
    expect(consistentTimes(own, new Set())).toEqual({ ...own });
    expect(endUtc).toBeGreaterThanOrEqual(startUtc);
  }
}

it('the invariants hold after any writes, and a refused one says what is wrong', () => {
  let kept = 0;
  fc.assert(
    fc.property(fc.array(bodies, { minLength: 1, maxLength: 6 }), (writes) => {
      let event = defaultEventProperties;
      for (const body of writes) {
        try {
          event = readEvent(body).apply(event);
          kept++;
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          expect([error.status, error.message.length > 20]).toEqual([400, true]);
        }
        holds(event);
      }
    }),
    { numRuns: 500 },
  );
  expect(kept).toBeGreaterThan(700);
});
