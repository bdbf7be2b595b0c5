// Free/busy against a second, simple implementation that goes through time minute by minute.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { availabilityView } from '../../lib/calendar/freeBusy/availabilityView.ts';
import type { Status, Stretch } from '../../lib/calendar/freeBusy/busyItem.ts';
import { suggestionsFor, type MeetingParty, type MeetingTimesRequest } from '../../lib/calendar/freeBusy/suggestions.ts';
import { inHours, type Hours } from '../../lib/calendar/freeBusy/workingTimes.ts';
import { clockOf } from '../../lib/calendar/freeBusy/zoneClock.ts';
import { daysOfWeek } from '../../lib/calendar/recurrence/patternedRecurrence.ts';
import type { CustomZone } from '../../lib/calendar/settings/settingsRecord.ts';
import { utcToWall } from '../../lib/calendar/time/wallClock.ts';
import { atOnce } from '../../lib/runtime/inSteps.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Around the changes of the clocks of 2027 in Europe, America and Australia, and at other times. */
const instants = fc
  .tuple(
    fc.constantFrom(Date.UTC(2027, 2, 14), Date.UTC(2027, 2, 28), Date.UTC(2027, 9, 3), Date.UTC(2027, 9, 31), Date.UTC(2027, 10, 7), 0),
    fc.integer({ min: -3 * 1440, max: 3 * 1440 }),
  )
  .map(([around, minutes]) => around + minutes * minute);
const statuses = fc.constantFrom<Status>('free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown');
const itemsAround = (start: number) =>
  fc.array(
    fc
      .record({
        from: fc.integer({ min: -600, max: 3_000 }),
        length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900 })),
        status: statuses,
      })
      .map(({ from, length, status }) => ({ startUtc: start + from * minute, endUtc: start + (from + length) * minute, status })),
    { maxLength: 12 },
  );

const digitOf = { oof: '3', busy: '2', tentative: '1', unknown: '1', workingElsewhere: '4', free: '0' } as const;
const strongestFirst = ['oof', 'busy', 'tentative', 'unknown', 'workingElsewhere', 'free'] as const;

/** Whether an item is there at some minute of the stretch: one without length in the minute that it begins. */
function isThere(item: Stretch, { startUtc, endUtc }: Stretch): boolean {
  for (let at = startUtc; at < endUtc; at += minute) {
    if (item.startUtc <= at && at < item.endUtc) return true;
    if (item.startUtc === item.endUtc && item.startUtc === at) return true;
  }
  return false;
}

describe('the availability view', () => {
  it('the view has for each slot the strongest of what is there in one of its minutes', () => {
    const cases = instants.chain((start) =>
      fc.record({
        window: fc.integer({ min: 1, max: 2_000 }).map((length) => ({ startUtc: start, endUtc: start + length * minute })),
        slot: fc.oneof(fc.integer({ min: 5, max: 1_440 }), fc.constantFrom(5, 15, 30, 60)),
        items: itemsAround(start),
      }),
    );
    fc.assert(
      fc.property(cases, ({ window, slot, items }) => {
        let expected = '';
        for (let start = window.startUtc; start < window.endUtc; start += slot * minute) {
          const own = { startUtc: start, endUtc: Math.min(start + slot * minute, window.endUtc) };
          const there = new Set(items.filter((item) => isThere(item, own)).map(({ status }) => status));
          expected += digitOf[strongestFirst.find((status) => there.has(status)) ?? 'free'];
        }
        expect(availabilityView(items, window, slot * minute)).toBe(expected);
      }),
    );
  });

  it('a view of 62 days in slots of five minutes is made at once, however many items there are', () => {
    const window = { startUtc: 0, endUtc: 62 * day };
    const items = Array.from({ length: 1_000 }, (_, n) => ({
      startUtc: n * minute,
      endUtc: 62 * day - n * minute,
      status: 'busy' as const,
    }));
    const began = performance.now();
    expect(availabilityView(items, window, 5 * minute)).toBe('2'.repeat(17_856));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

const pacific: CustomZone = {
  name: 'Customized Time Zone',
  bias: 480,
  standardOffset: { time: 2 * hour, dayOccurrence: 1, dayOfWeek: 'sunday', month: 11, year: 0 },
  daylightOffset: { time: 2 * hour, dayOccurrence: 2, dayOfWeek: 'sunday', month: 3, year: 0, daylightBias: -60 },
};
const sydney: CustomZone = {
  name: 'South',
  bias: -600,
  standardOffset: { time: 3 * hour, dayOccurrence: 1, dayOfWeek: 'sunday', month: 4, year: 0 },
  daylightOffset: { time: 2 * hour, dayOccurrence: 1, dayOfWeek: 'sunday', month: 10, year: 0, daylightBias: -60 },
};
const berlin: CustomZone = {
  name: 'Middle',
  bias: -60,
  standardOffset: { time: 3 * hour, dayOccurrence: 5, dayOfWeek: 'sunday', month: 10, year: 0 },
  daylightOffset: { time: 2 * hour, dayOccurrence: 5, dayOfWeek: 'sunday', month: 3, year: 0, daylightBias: -60 },
};

describe('a zone of somebody’s own', () => {
  it.each([
    ['America/Los_Angeles', pacific],
    ['Australia/Sydney', sydney],
    ['Europe/Berlin', berlin],
  ] as const)('the clocks of such a zone are those of %s where it has the same rules', (zone, own) => {
    const [named, custom] = [clockOf(zone), clockOf(own)];
    const anywhere = fc.oneof(
      instants.filter((utc) => utc > Date.UTC(2010, 0, 1)),
      fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2040, 0, 1) }),
    );
    fc.assert(
      fc.property(anywhere, (utc) => {
        expect(custom.toWall(utc)).toBe(named.toWall(utc));
        expect(custom.toUtc(named.toWall(utc))).toBe(named.toUtc(named.toWall(utc)));
      }),
      { numRuns: 300 },
    );
  });

  it('such a zone without changes, or in a year that they aren’t for, has one offset', () => {
    const { standardOffset, daylightOffset, ...plain } = pacific;
    expect(clockOf(plain).toWall(Date.UTC(2027, 6, 1))).toBe(Date.UTC(2027, 5, 30, 16));
    if (standardOffset === undefined || daylightOffset === undefined) return expect.fail();
    const in2026 = { ...plain, standardOffset: { ...standardOffset, year: 2026 }, daylightOffset: { ...daylightOffset, year: 2026 } };
    expect(clockOf(in2026).toWall(Date.UTC(2026, 6, 1))).toBe(Date.UTC(2026, 5, 30, 17));
    expect(clockOf(in2026).toWall(Date.UTC(2027, 6, 1))).toBe(Date.UTC(2027, 5, 30, 16));
  });
});

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const hoursOf = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    days: fc.subarray([...daysOfWeek]),
    start: fc.integer({ min: 0, max: 1_438 }),
    length: fc.integer({ min: 1, max: 1_439 }),
  })
  .map(({ timeZone, days, start, length }): Hours => ({
    timeZone,
    workingHours: { daysOfWeek: days, startTime: start * minute, endTime: Math.min(start + length, 1_439) * minute },
  }));

/** By going through every minute of the day before and of the stretch: work begins and ends when the clocks first show it. */
function isInHours({ workingHours, timeZone }: Hours, stretch: Stretch, withWeekend: boolean): boolean {
  const seen = new Map<number, 'before' | 'at work' | 'after'>();
  const zone = timeZone;
  let [isWork, isWeekend] = [true, true];
  let workDay: number | undefined;
  for (let at = stretch.startUtc - 27 * hour; at < stretch.endUtc; at += minute) {
    const wall = utcToWall(at, zone);
    const date = Math.floor(wall / day);
    const time = wall - date * day;
    const before = seen.get(date) ?? 'before';
    const now =
      before === 'after' || time >= workingHours.endTime
        ? 'after'
        : before === 'at work' || time >= workingHours.startTime
          ? 'at work'
          : 'before';
    seen.set(date, now);
    if (at < stretch.startUtc) continue;
    const weekday = daysOfWeek[(((date + 4) % 7) + 7) % 7] ?? 'sunday';
    workDay ??= date;
    isWork &&= now === 'at work' && workingHours.daysOfWeek.includes(weekday) && date === workDay;
    isWeekend &&= weekday === 'saturday' || weekday === 'sunday';
  }
  return isWork || (withWeekend && isWeekend);
}

describe('working hours', () => {
  it('a stretch is inside where each of its minutes is, on days when the clocks change too', () => {
    fc.assert(
      fc.property(hoursOf, instants, fc.integer({ min: 1, max: 1_440 }), fc.boolean(), (hours, startUtc, length, isPersonal) => {
        const stretch = { startUtc, endUtc: startUtc + length * minute };
        expect(inHours(hours, isPersonal ? 'personal' : 'work')(stretch)).toBe(isInHours(hours, stretch, isPersonal));
        expect(inHours(hours, 'unrestricted')(stretch)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

const chance = { free: 100, workingElsewhere: 100, tentative: 50, unknown: 49, busy: 0, oof: 0 } as const;

/** All suggestions of a wish by trying each half hour, one after the other. */
function tried(wish: MeetingTimesRequest): readonly { startUtc: number; confidence: number }[] {
  const found = new Map<number, number>();
  for (const slot of wish.slots)
    for (let startUtc = slot.startUtc; startUtc + wish.durationMs <= slot.endUtc; startUtc += 30 * minute) {
      const stretch = { startUtc, endUtc: startUtc + wish.durationMs };
      const statusOf = ({ items }: MeetingParty): Status => {
        const there = new Set(items?.filter((item) => isThere(item, stretch)).map(({ status }) => status));
        return items === undefined ? 'unknown' : (strongestFirst.find((status) => there.has(status)) ?? 'free');
      };
      const people = [...(wish.isOrganizerOptional ? [] : [wish.organizer]), ...wish.attendees];
      const isFree = people.every(
        ({ hours }) => hours === undefined || wish.domain === 'unrestricted' || isInHours(hours, stretch, wish.domain === 'personal'),
      );
      const each = wish.attendees.map((attendee) => chance[statusOf(attendee)]);
      const confidence = each.length === 0 ? 100 : each.reduce<number>((sum, one) => sum + one, 0) / each.length;
      const comes = wish.isOrganizerOptional || !['busy', 'oof'].includes(statusOf(wish.organizer));
      const isPlaced =
        !wish.isPlaceRequired ||
        wish.places.length === 0 ||
        wish.places.some((place) => place === undefined || !['busy', 'oof'].includes(statusOf(place)));
      if (isFree && comes && confidence >= wish.minimum && isPlaced) found.set(startUtc, confidence);
    }
  return [...found].map(([startUtc, confidence]) => ({ startUtc, confidence }));
}

describe('suggestions', () => {
  const start = Date.UTC(2027, 2, 28);
  const parties: fc.Arbitrary<MeetingParty> = fc
    .record({ items: fc.option(itemsAround(start), { nil: undefined }), hours: fc.option(hoursOf, { nil: undefined }) })
    .map(({ items, hours }) => ({ ...(items && { items }), ...(hours && { hours }) }));
  const wishes: fc.Arbitrary<MeetingTimesRequest> = fc.record({
    slots: fc.array(
      fc
        .tuple(fc.integer({ min: -300, max: 2_000 }), fc.integer({ min: 1, max: 600 }))
        .map(([from, length]) => ({ startUtc: start + from * minute, endUtc: start + (from + length) * minute })),
      { minLength: 1, maxLength: 3 },
    ),
    durationMs: fc.integer({ min: 1, max: 180 }).map((minutes) => minutes * minute),
    domain: fc.constantFrom('work', 'personal', 'unrestricted', 'unrestricted'),
    organizer: parties,
    isOrganizerOptional: fc.boolean(),
    attendees: fc.array(parties, { maxLength: 3 }),
    places: fc.array(fc.option(parties, { nil: undefined }), { maxLength: 2 }),
    isPlaceRequired: fc.boolean(),
    minimum: fc.constantFrom(0, 49, 50, 100),
    maxSuggestions: fc.integer({ min: 1, max: 100 }),
  });

  it('suggestions are the best of what trying each half hour finds, in order, or a reason why there are none', () => {
    let empty = 0;
    fc.assert(
      fc.property(wishes, (wish) => {
        const { found, emptyReason } = atOnce(suggestionsFor(wish));
        const all = tried(wish).toSorted((a, b) => b.confidence - a.confidence || a.startUtc - b.startUtc);
        expect(found.map(({ startUtc, confidence }) => ({ startUtc, confidence }))).toEqual(all.slice(0, wish.maxSuggestions));
        expect(emptyReason === '').toBe(all.length > 0);
        if (all.length === 0) empty++;
      }),
      { numRuns: 150 },
    );
    expect(empty).toBeGreaterThan(5);
  });
});
