// The clocks that a calendar defines for its zones, as it writes them; test/property holds them to those of the runtime.
import { describe, expect, it } from 'vitest';
import { timeZoneDefinition } from '../../../lib/formats/icalendar/timeZone.ts';
import { transitionsBetween } from '../../../lib/calendar/time/transitions.ts';
import { eventAt, linesOf } from '../../support/data/items.ts';

describe('a zone is defined', () => {
  it.each([
    ['America/New_York', 2026, ['DAYLIGHT 20250309T020000 BYDAY=2SU;BYMONTH=3', 'STANDARD 20251102T020000 BYDAY=1SU;BYMONTH=11']],
    ['Europe/Berlin', 2026, ['DAYLIGHT 20250330T020000 BYDAY=-1SU;BYMONTH=3', 'STANDARD 20251026T030000 BYDAY=-1SU;BYMONTH=10']],
    // A change within seven dates, which is neither the last nor the nth of its weekday.
    ['America/Santiago', 2026, ['STANDARD 20250406T000000 BYDAY=SU;BYMONTH=4', 'DAYLIGHT 20250907T000000 BYDAY=SU;BYMONTH=9']],
    ['Asia/Kolkata', 2026, ['STANDARD 16010101T000000']],
  ])('a zone, that of %s in %i, is defined by its rules', async (zone, year, expected) => {
    const lines = await linesOf(eventAt(Date.UTC(year, 5, 15, 12), zone, true));
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
    const lines = await linesOf(eventAt(Date.UTC(2005, 2, 25), 'America/New_York', true));
    expect(lines).toContain('RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z');
    expect(lines).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU');
  });

  it('a zone is defined to the second, where it was the sun that told the time', async () => {
    expect(await linesOf(eventAt(Date.UTC(1850, 0, 1), 'Europe/Berlin', false))).toContain('TZOFFSETTO:+005328');
    expect(await linesOf(eventAt(Date.UTC(1850, 0, 1), 'America/New_York', false))).toContain('TZOFFSETTO:-045602');
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

  it('changes of clocks are found in no zone that is none', () => expect(() => transitionsBetween('Nowhere', 0, 1)).toThrow(RangeError));
});
