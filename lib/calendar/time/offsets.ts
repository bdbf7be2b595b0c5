// How far the clocks of a zone are ahead of UTC: asks the runtime a few times for each week and remembers the answers.
import { msPerDay } from './calendarDate.ts';

/** Shorter than the time between any two changes of a zone's clocks: Boa Vista's summer time of 2000 lasted seven days. */
const stretchMs = 6 * msPerDay;
/** How many zones are remembered, and how many stretches of each: a window of five years needs far fewer. */
const maxZones = 64;
const maxStretches = 1_000;

/** A stretch of time in which the offset changes once at most. Offsets are in milliseconds ahead of UTC. */
interface Stretch {
  readonly before: number;
  /** The first instant of the other offset, in milliseconds since 1970 UTC. */
  readonly change: number;
  readonly after: number;
}

interface Zone {
  /** Asks the runtime for the offset at an instant. */
  readonly ask: (utc: number) => number;
  readonly stretches: Map<number, Stretch>;
}

const zones = new Map<string, Zone>();

/** The offset of an IANA zone at an instant, in milliseconds ahead of UTC. Throws `RangeError` for an unknown zone. */
export function offsetAt(utc: number, zone: string): number {
  const { ask, stretches } = rememberedZone(zone);
  const number = Math.floor(utc / stretchMs);
  let stretch = stretches.get(number);
  if (stretch === undefined) {
    if (stretches.size >= maxStretches) stretches.clear();
    stretch = stretchFrom(ask, number * stretchMs);
    stretches.set(number, stretch);
  }
  return utc < stretch.change ? stretch.before : stretch.after;
}

function rememberedZone(zone: string): Zone {
  const kept = zones.get(zone);
  if (kept !== undefined) return kept;
  const made = { ask: askingOf(zone), stretches: new Map<number, Stretch>() };
  for (const oldest of zones.keys()) {
    if (zones.size < maxZones) break;
    zones.delete(oldest);
  }
  zones.set(zone, made);
  return made;
}

/** Asks for the offsets at both ends and, where they differ, finds the second of the change by bisection. */
function stretchFrom(ask: (utc: number) => number, begin: number): Stretch {
  const [before, after] = [ask(begin), ask(begin + stretchMs)];
  if (before === after) return { before, change: begin, after };
  let [earlier, later] = [begin / 1000, (begin + stretchMs) / 1000];
  while (later - earlier > 1) {
    const middle = Math.floor((earlier + later) / 2);
    if (ask(middle * 1000) === before) earlier = middle;
    else later = middle;
  }
  return { before, change: later * 1000, after };
}

function askingOf(zone: string): (utc: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (utc) => {
    const field = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
    for (const { type, value } of format.formatToParts(utc)) if (type in field) Object.assign(field, { [type]: Number(value) });
    return Date.UTC(field.year, field.month - 1, field.day, field.hour, field.minute, field.second) - utc;
  };
}
