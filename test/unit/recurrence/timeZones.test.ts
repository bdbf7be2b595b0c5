// Time zones: their names, the clocks around changes of offset, and Graph's date and time beside a zone.
import cldr from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inZone, showDateTime, utcOf, wallOf } from '../../../lib/calendar/time/dateTime.ts';
import { utcToWall, wallToUtc } from '../../../lib/calendar/time/wallClock.ts';
import { toIana, toWindows } from '../../../lib/calendar/time/zones.ts';

const windowsNames = [...new Set(cldr.supplemental.windowsZones.mapTimezones.map(({ mapZone }) => mapZone._other))];
const ianaNames = Intl.supportedValuesOf('timeZone');

describe('names', () => {
  it.each([
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['pacific STANDARD time', 'America/Los_Angeles'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['europe/berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Calcutta'],
    ['UTC', 'UTC'],
    ['utc', 'UTC'],
    ['tzone://Microsoft/Utc', 'UTC'],
    ['UTC-11', 'Etc/GMT+11'],
    ['Mid-Atlantic Standard Time', 'Etc/GMT+2'],
    ['Antarctica/Troll', 'Antarctica/Troll'],
  ])('the zone %s is %s', (name, zone) => expect(toIana(name)).toBe(zone));

  it.each(['', ' ', 'Nowhere', 'Mars/Olympus', '+05:00', '-0800', 'Pacific Standard Time ', 'a'.repeat(10_000), 'Europe/Berlin\n'])(
    'the zone %j is none',
    (name) => {
      expect(toIana(name)).toBeUndefined();
      expect(toWindows(name)).toBeUndefined();
    },
  );

  it.each([
    ['America/Los_Angeles', 'Pacific Standard Time'],
    ['Asia/Kolkata', 'India Standard Time'],
    ['Asia/Calcutta', 'India Standard Time'],
    ['Europe/Kyiv', 'FLE Standard Time'],
    ['eastern standard time', 'Eastern Standard Time'],
    ['UTC', 'UTC'],
    ['Antarctica/Troll', undefined],
  ])('the name of %s in Windows is %s', (name, zone) => expect(toWindows(name)).toBe(zone));

  it('names of Windows all lead to a zone with clocks, and back', () => {
    expect(windowsNames.length).toBeGreaterThan(130);
    for (const name of windowsNames) {
      const zone = toIana(name) ?? 'none';
      expect(Number.isFinite(utcToWall(0, zone)), name).toBe(true);
      expect(toWindows(zone), zone).toBe(name);
    }
  });

  it('names throw for no text, and no text has a Windows name alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (toIana(text) === undefined) expect(toWindows(text)).toBeUndefined();
      }),
    );
  });
});

const at = (text: string): number => Date.parse(`${text}Z`);

describe('clocks', () => {
  it.each([
    ['US, before the change', '2026-03-08T01:59', 'America/New_York', '2026-03-08T06:59'],
    ['US, in the gap: an hour later', '2026-03-08T02:30', 'America/New_York', '2026-03-08T07:30'],
    ['US, behind the gap', '2026-03-08T03:00', 'America/New_York', '2026-03-08T07:00'],
    ['US, shown twice: the first', '2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30'],
    ['US, when it is over', '2026-11-01T02:00', 'America/New_York', '2026-11-01T07:00'],
    ['EU, in the gap', '2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30'],
    ['EU, shown twice: the first', '2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30'],
    ['Lord Howe, in its gap of half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:45'],
    ['Lord Howe, shown twice', '2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45'],
    ['Apia, the day that never was', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T20:00'],
    ['Apia, the day after', '2011-12-31T10:00', 'Pacific/Apia', '2011-12-30T20:00'],
    ['Apia, the day before', '2011-12-29T10:00', 'Pacific/Apia', '2011-12-29T20:00'],
    ['India, a half hour off', '2026-06-01T10:00', 'Asia/Kolkata', '2026-06-01T04:30'],
    ['Nepal, a quarter off', '2026-06-01T10:00', 'Asia/Kathmandu', '2026-06-01T04:15'],
    ['Cairo, no midnight', '2026-04-24T00:30', 'Africa/Cairo', '2026-04-23T22:30'],
    ['Casablanca, winter time in Ramadan', '2026-03-01T12:00', 'Africa/Casablanca', '2026-03-01T12:00'],
    ['Cairo, between two changes in Ramadan', '2010-08-15T00:00', 'Africa/Cairo', '2010-08-14T22:00'],
    ['Casablanca, the end of what is shown twice', '2012-07-20T03:00', 'Africa/Casablanca', '2012-07-20T03:00'],
    ['UTC', '2026-06-01T10:00', 'UTC', '2026-06-01T10:00'],
  ])('the clocks of a zone change as its rules say: %s', (_, wall, zone, utc) =>
    expect(new Date(wallToUtc(at(wall), zone)).toISOString()).toBe(`${utc}:00.000Z`),
  );

  it('clocks show the milliseconds of instants before 1970', () => expect(utcToWall(-1, 'Asia/Kolkata')).toBe(5.5 * 3_600_000 - 1));

  it('clocks throw for an unknown zone', () => expect(() => utcToWall(0, 'Nowhere')).toThrow(RangeError));

  it('clocks come back to what they showed, and to the same instant or the earlier of two', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ianaNames), fc.integer({ min: at('1971-01-03T00:00'), max: at('2060-01-01T00:00') }), (zone, utc) => {
        const wall = utcToWall(utc, zone);
        const back = wallToUtc(wall, zone);
        expect(utcToWall(back, zone)).toBe(wall);
        expect(back).toBeLessThanOrEqual(utc);
        expect(utc - back).toBeLessThanOrEqual(24 * 3_600_000);
      }),
      { numRuns: 2000 },
    );
  });
});

const berlin = (dateTime: string) => ({ dateTime, timeZone: 'W. Europe Standard Time' });

describe('dateTimeTimeZone', () => {
  it.each([
    ['2026-11-21T10:00:00.0000000', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21T10:00:00', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21T10:00', '2026-11-21T09:00:00.000Z'],
    ['2026-11-21 10:00:00.5', '2026-11-21T09:00:00.500Z'],
    ['2026-11-21T10:00:00.1239999', '2026-11-21T09:00:00.123Z'],
    ['2026-11-21', '2026-11-20T23:00:00.000Z'],
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00:00.0000000-05:00', '2026-11-21T15:00:00.000Z'],
    ['2026-11-21T10:00:00+0530', '2026-11-21T04:30:00.000Z'],
  ])('the dateTime %s is read', (dateTime, utc) => expect(new Date(utcOf(berlin(dateTime))).toISOString()).toBe(utc));

  it('a dateTimeTimeZone shows an offset by the clocks of its zone', () =>
    expect(showDateTime(wallOf(berlin('2026-07-21T10:00:00Z')))).toBe('2026-07-21T12:00:00.0000000'));

  it.each([
    '',
    'tomorrow',
    '2026-02-30T10:00:00',
    '2026-13-01',
    '2026-11-21T24:00:00',
    '2026-11-21T10:60:00',
    '0001-01-01T00:00:00',
    '2026-11-21T10:00:00+25:00',
    '2026-11-21T10:00:00+05:99',
    '2026-11-21T10:00:00.',
    '10000-01-01',
    ' 2026-11-21',
  ])('the dateTime %j is none', (dateTime) => {
    expect(() => wallOf(berlin(dateTime))).toThrow(expect.objectContaining({ status: 400 }));
    expect(() => utcOf(berlin(dateTime))).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('a dateTimeTimeZone is refused with the name of an unknown zone', () =>
    expect(() => inZone(0, 'Mars')).toThrow(
      expect.objectContaining({
        code: 'TimeZoneNotSupportedException',
        message: expect.stringContaining("not supported: 'Mars'.") as unknown,
      }),
    ));

  it('a dateTimeTimeZone is read as it is written', () => {
    const instants = fc.integer({ min: at('1971-01-03T00:00'), max: at('2060-01-01T00:00') });
    fc.assert(
      fc.property(fc.constantFrom(...windowsNames), instants, (timeZone, utc) => {
        const shown = inZone(utc, timeZone);
        expect(inZone(utcOf(shown), timeZone)).toEqual(shown);
      }),
    );
  });
});
