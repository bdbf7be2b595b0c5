// When the clocks of a time zone change: a calendar needs this to describe a zone to others.
import { msPerDay } from './calendarDate.ts';

/** A change of a zone's offset from UTC, both offsets in milliseconds ahead. */
export interface Transition {
  /** The first instant of the new offset, in milliseconds since 1970 UTC. */
  readonly utc: number;
  readonly before: number;
  readonly after: number;
}

/** Before this year a zone's clocks changed once, when towns gave up local solar time; summer time came later. */
const firstSummers = Date.UTC(1900, 0, 1);
const earlyStep = 300 * msPerDay;
/** Shorter than the time between any two changes since then: Boa Vista's summer time of 2000 lasted seven days. */
const step = 6 * msPerDay;

/** How many decades of zones are kept, each with a few dozen changes at most: far more than are needed again and again. */
const maxKept = 5_000;
/** Each decade is searched once: past changes of the clocks are fixed, and future ones change only with a new runtime. */
const kept = new Map<string, readonly Transition[]>();

/**
 * The changes in (from, to], ascending. Asks the runtime's clocks some sixty times a year, which takes a millisecond for a decade, once.
 * Throws `RangeError` for an unknown zone.
 */
export function transitionsBetween(zone: string, from: number, to: number): Transition[] {
  const found: Transition[] = [];
  for (let decade = Math.floor(new Date(from).getUTCFullYear() / 10); startOf(decade) < to; decade++)
    found.push(...transitionsIn(zone, decade).filter(({ utc }) => utc > from && utc <= to));
  return found;
}

function transitionsIn(zone: string, decade: number): readonly Transition[] {
  const key = `${zone} ${decade}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const found = lookedThrough(zone, startOf(decade), startOf(decade + 1));
  if (kept.size >= maxKept) kept.clear();
  kept.set(key, found);
  return found;
}

/** The start of a decade, in milliseconds since 1970 UTC. */
const startOf = (decade: number): number => new Date(0).setUTCFullYear(decade * 10, 0, 1);

function lookedThrough(zone: string, from: number, to: number): Transition[] {
  const offsetAt = offsetsOf(zone);
  const found: Transition[] = [];
  let before = offsetAt(from);
  for (let begin = from; begin < to;) {
    const end = Math.min(begin + (begin < firstSummers - earlyStep ? earlyStep : step), to);
    const after = offsetAt(end);
    if (after !== before) found.push({ utc: changeIn(offsetAt, begin, end, before), before, after });
    [before, begin] = [after, end];
  }
  return found;
}

type Offsets = (utc: number) => number;

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. Costs a third of asking the runtime what they show. */
export function offsetsOf(zone: string): Offsets {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  return (utc) => {
    const [, sign, hours, minutes, seconds = '0'] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(utc)) ?? [];
    const ms = ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -ms : ms;
  };
}

/** The one change in (begin, end], to the second. */
function changeIn(offsetAt: Offsets, begin: number, end: number, before: number): number {
  let [earlier, later] = [Math.floor(begin / 1000), Math.ceil(end / 1000)];
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2);
    if (offsetAt(middle * 1000) === before) earlier = middle;
    else later = middle;
  }
  return later * 1000;
}
