// The zones and languages that are offered: each can be used, each has a name, and Windows' names say what the clocks say.
import { describe, expect, it } from 'vitest';
import { languageNamed, languages } from '../../../../lib/calendar/settings/languages.ts';
import { supportedZones } from '../../../../lib/calendar/settings/supportedZones.ts';
import { windowsNames } from '../../../../lib/calendar/settings/windowsNames.ts';
import { offsetAt } from '../../../../lib/calendar/time/offsets.ts';
import { toIana, windowsZones } from '../../../../lib/calendar/time/zones.ts';

describe('time zones', () => {
  it.each(['windows', 'iana'] as const)('every alias of %s is a zone, and is there once', (standard) => {
    const aliases = supportedZones(standard).map(({ alias }) => alias);
    expect(aliases.filter((alias) => toIana(alias) === undefined)).toEqual([]);
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(aliases).toContain('UTC');
  });

  it('every zone of Windows has a name, and every name is a zone of Windows', () => {
    expect(Object.keys(windowsNames).toSorted()).toEqual([...windowsZones()].sort());
  });

  it('Windows’ names say how far the clocks are from UTC', () => {
    const offsetsIn = (zone: string): number[] => [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)].map((utc) => offsetAt(utc, zone) / 60_000);
    const wrong = supportedZones('windows').filter(({ alias, displayName }) => {
      const [, sign = '+', hours = '00', minutes = '00'] =
        /^\(UTC(?:([+-])(\d\d):(\d\d))?\) \S/.exec(displayName) ?? expect.fail(displayName);
      const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
      return Math.min(...offsetsIn(toIana(alias) ?? alias)) !== offset;
    });
    expect(wrong).toEqual([]);
  });

  it('IANA’s zones are shown by their own names, old and new', () => {
    const zones = supportedZones('iana');
    for (const name of ['Europe/Berlin', 'America/Los_Angeles', 'Asia/Tokyo'])
      expect(zones).toContainEqual({ alias: name, displayName: name });
  });
});

describe('languages', () => {
  it('every language has a region and a name of its own', () => {
    const all = [...languages().values()];
    expect(all.length).toBeGreaterThan(300);
    for (const { locale, displayName } of all) {
      expect(locale).toMatch(/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-[A-Z]{2}$/);
      expect(displayName).toMatch(/^\S.* \(.+\)$/);
      expect(languageNamed(locale)).toEqual({ locale, displayName });
    }
    expect(new Set(all.map(({ displayName }) => displayName)).size).toBe(all.length);
  });

  it.each([
    ['EN-us', 'en-US'],
    ['sr-Cyrl-RS', 'sr-RS'],
    ['sr-latn-rs', 'sr-Latn-RS'],
    ['zh-Hant-TW', 'zh-TW'],
    ['az-Latn-AZ', 'az-AZ'],
  ])('the language %s is %s', (text, locale) => {
    expect(languageNamed(text)?.locale).toBe(locale);
  });

  it.each(['', 'xx-YY', 'en', 'en-001', 'english', 'de_DE', 'ca-ES-valencia', 'zz-Latn-ZZ', '--', 'en-US-x-own'])(
    '%j is no language here',
    (text) => {
      expect(languageNamed(text)).toBeUndefined();
    },
  );
});
