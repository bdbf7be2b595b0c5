// The clocks that a calendar defines for its zones, against those of the runtime: in every zone, before and after every change.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { offsetsOf, transitionsBetween } from '../../lib/calendar/time/transitions.ts';
import { definedClock, eventAt } from '../support/data/items.ts';
import { casesOf } from '../support/runs.ts';

const zones = Intl.supportedValuesOf('timeZone');
const hour = 3_600_000;
const day = 24 * hour;

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
          expect((await definedClock(eventAt(utc, zone, false)))(utc + offset)).toBe(offset);
        },
      ),
      { numRuns: casesOf(100) },
    );
  });

  it('a zone is defined for a series without an end, as long as its rules are known', async () => {
    const starts = fc.integer({ min: Date.UTC(1974, 0, 1) / hour, max: Date.UTC(2030, 0, 1) / hour });
    const later = fc.array(fc.integer({ min: 0, max: 30 * 365 * 24 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...zones), starts, later, async (zone, hours, after) => {
        if (zone === 'UTC') return;
        const clock = await definedClock(eventAt(hours * hour, zone, true));
        for (const utc of after.map((more) => (hours + more) * hour).filter((utc) => isQuiet(utc, zone))) {
          const offset = offsetsOf(zone)(utc);
          expect(clock(utc + offset), `${zone} ${new Date(utc).toISOString()}`).toBe(offset);
        }
      }),
      { numRuns: casesOf(20) },
    );
  });
});

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
    { numRuns: casesOf(60) },
  );
});
