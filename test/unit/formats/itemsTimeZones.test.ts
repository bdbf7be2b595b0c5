// The clocks that a calendar defines for its zones: those of the runtime, in every zone, before and after every change.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeZoneDefinition } from '../../../lib/formats/icalendar/timeZone.ts';
import { offsetsOf, transitionsBetween } from '../../../lib/calendar/time/transitions.ts';
import { definedClock, event, linesOf } from '../../support/data/items.ts';

const zones = Intl.supportedValuesOf('timeZone');
const hour = 3_600_000;
const day = 24 * hour;
const shown = (wall: number): string => new Date(wall).toISOString().slice(0, 19);

/** An event at this instant; as a series it comes every day from then on. */
function at(utc: number, timeZone: string, isSeries: boolean) {
  const start = shown(utc + offsetsOf(timeZone)(utc));
  const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: start.slice(0, 10) } };
  return event({ start: { dateTime: start, timeZone }, end: { dateTime: start, timeZone }, ...(isSeries && { recurrence }) });
}

/** No day on which clocks change: what they show then, readers of calendars tell apart in different ways. */
const isQuiet = (utc: number, zone: string): boolean => transitionsBetween(zone, utc - day, utc + day).length === 0;

// The library that evaluates the definitions knows no seconds of an offset: since 1972 no zone has any.
describe('a zone is defined', () => {
  it('a zone is defined for one event, whenever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1973, 0, 1) / hour, max: Date.UTC(2080, 0, 1) / hour }),
        async (zone, hours) => {
          const utc = hours * hour;
          fc.pre(isQuiet(utc, zone));
          const offset = offsetsOf(zone)(utc);
          if (zone === 'UTC') return;
          expect((await definedClock(at(utc, zone, false)))(utc + offset)).toBe(offset);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('a zone is defined for a series without an end, as long as its rules are known', async () => {
    const starts = fc.integer({ min: Date.UTC(1974, 0, 1) / hour, max: Date.UTC(2030, 0, 1) / hour });
    const later = fc.array(fc.integer({ min: 0, max: 30 * 365 * 24 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), starts, later, async (zone, hours, after) => {
        if (zone === 'UTC') return;
        const clock = await definedClock(at(hours * hour, zone, true));
        for (const utc of after.map((more) => (hours + more) * hour).filter((utc) => isQuiet(utc, zone))) {
          const offset = offsetsOf(zone)(utc);
          expect(clock(utc + offset), `${zone} ${new Date(utc).toISOString()}`).toBe(offset);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['America/New_York', 2026, ['DAYLIGHT 20250309T020000 BYDAY=2SU;BYMONTH=3', 'STANDARD 20251102T020000 BYDAY=1SU;BYMONTH=11']],
    ['Europe/Berlin', 2026, ['DAYLIGHT 20250330T020000 BYDAY=-1SU;BYMONTH=3', 'STANDARD 20251026T030000 BYDAY=-1SU;BYMONTH=10']],
    // A change within seven dates, which is neither the last nor the nth of its weekday.
    ['America/Santiago', 2026, ['STANDARD 20250406T000000 BYDAY=SU;BYMONTH=4', 'DAYLIGHT 20250907T000000 BYDAY=SU;BYMONTH=9']],
    ['Asia/Kolkata', 2026, ['STANDARD 16010101T000000']],
  ])('a zone, that of %s in %i, is defined by its rules', async (zone, year, expected) => {
    const lines = await linesOf(at(Date.UTC(year, 5, 15, 12), zone, true));
    const text = lines.slice(lines.indexOf(`TZID:${zone}`), lines.indexOf('END:VTIMEZONE')).join('\n');
    const observances = [...text.matchAll(/BEGIN:(STANDARD|DAYLIGHT)\n([^]*?)END:/g)].map(([, kind = '', content = '']) => {
      const start = /DTSTART:(.*)/.exec(content)?.[1] ?? '';
      const rule = (/RRULE:(.*)/.exec(content)?.[1] ?? '')
        .split(';')
        .filter((part) => /^BY(?:DAY|MONTH)=/.test(part))
        .sort()
        .join(';');
      return `${kind} ${start} ${rule}`.trim();
    });
    expect(observances).toEqual(expected);
  });

  it('a zone is defined with rules that ended, and those that came after them', async () => {
    const lines = await linesOf(at(Date.UTC(2005, 2, 25), 'America/New_York', true));
    expect(lines).toContain('RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z');
    expect(lines).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU');
  });

  it('a zone is defined to the second, where it was the sun that told the time', async () => {
    expect(await linesOf(at(Date.UTC(1850, 0, 1), 'Europe/Berlin', false))).toContain('TZOFFSETTO:+005328');
    expect(await linesOf(at(Date.UTC(1850, 0, 1), 'America/New_York', false))).toContain('TZOFFSETTO:-045602');
  });

  it('a zone is defined in few lines, however long a series is', () => {
    const [, , observances] = timeZoneDefinition({ zone: 'Africa/Casablanca', from: Date.UTC(1601, 0, 1), to: undefined });
    expect(JSON.stringify(observances).length).toBeLessThan(10_000);
    const [, , ramadan] = timeZoneDefinition({ zone: 'Asia/Gaza', from: Date.UTC(2020, 0, 1), to: Date.UTC(4500, 0, 1) });
    expect(JSON.stringify(ramadan).length).toBeLessThan(10_000);
  });
});

describe('changes of clocks are found', () => {
  const on = (zone: string, year: number): string[] =>
    transitionsBetween(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)).map(({ utc }) => new Date(utc).toISOString());

  it.each([
    ['Europe/Berlin', 2026, ['2026-03-29T01:00:00.000Z', '2026-10-25T01:00:00.000Z']],
    ['Australia/Lord_Howe', 2026, ['2026-04-04T15:00:00.000Z', '2026-10-03T15:30:00.000Z']],
    ['Pacific/Apia', 2011, ['2011-04-02T14:00:00.000Z', '2011-09-24T14:00:00.000Z', '2011-12-30T10:00:00.000Z']],
    // The shortest summer of all, and a year in which clocks changed four times.
    ['America/Boa_Vista', 2000, ['2000-02-27T03:00:00.000Z', '2000-10-08T04:00:00.000Z', '2000-10-15T03:00:00.000Z']],
    [
      'Africa/Cairo',
      2010,
      ['2010-04-29T22:00:00.000Z', '2010-08-10T21:00:00.000Z', '2010-09-09T22:00:00.000Z', '2010-09-30T21:00:00.000Z'],
    ],
    ['America/New_York', 1883, ['1883-11-18T17:00:00.000Z']],
    ['Asia/Kolkata', 2026, []],
  ])('changes of clocks are found in %s in %i', (zone, year, instants) => expect(on(zone, year)).toEqual(instants));

  it('changes of clocks are found as a look at every day finds them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 1850, max: 2085 }), (zone, year) => {
        const offsetAt = offsetsOf(zone);
        const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 2, 0, 1)];
        let changes = 0;
        for (let utc = from; utc < to; utc += day) if (offsetAt(utc) !== offsetAt(utc + day)) changes++;
        const found = transitionsBetween(zone, from, to);
        expect(found).toHaveLength(changes);
        for (const { utc, before, after } of found) expect([offsetAt(utc - 1000), offsetAt(utc)]).toEqual([before, after]);
      }),
      { numRuns: 300 },
    );
  });

  it('changes of clocks are found in no zone that is none', () => expect(() => transitionsBetween('Nowhere', 0, 1)).toThrow(RangeError));
});
