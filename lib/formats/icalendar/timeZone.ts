// Makes a VTIMEZONE (RFC 5545, section 3.6.5): describes a zone's clocks as this service reads them, for readers that don't know the zone.
import { firstOfMonth, monthOf, msPerDay, weekdayOf } from '../../calendar/time/calendarDate.ts';
import { offsetsOf, transitionsBetween, type Transition } from '../../calendar/time/transitions.ts';
import { showClock, showInstant, type Component, type Property } from '../contentLines.ts';

/** The span for which a zone's clocks are described, in milliseconds since 1970 UTC; a span may have no end. */
export interface ZoneSpan {
  readonly zone: string;
  readonly from: number;
  readonly to: number | undefined;
}

/** After 28 years every date has the same weekday again, so every date that a yearly rule can give has occurred. */
const cycleYears = 28;
/**
 * Time zone data list some changes that follow no yearly rule, such as Morocco's around Ramadan, for decades ahead; the definition lists
 * them until this year.
 */
const foreseenYear = 2060;
/** For a series without an end, the definition covers so many years. */
const toldYears = 200;

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const;

/**
 * The changes of the clocks from a year before the span to a year behind it; without an end for 28 years, and at least until 2060. Yearly
 * changes are rules, which go on where they are the last ones; others are listed.
 */
export function timeZoneDefinition({ zone, from, to }: ZoneSpan): Component {
  const begin = startOfYear(yearOf(from) - 1);
  const horizon = startOfYear(Math.min(Math.max(yearOf(from) + cycleYears, foreseenYear), yearOf(from) + toldYears) + 1);
  const end = to === undefined ? horizon : Math.min(startOfYear(yearOf(to) + 2), horizon);
  const transitions = transitionsBetween(zone, begin, end);
  const [first] = transitions;
  const base = first?.before ?? offsetsOf(zone)(begin);
  const isMissing = first === undefined || first.utc > from;
  return [
    'vtimezone',
    [['tzid', {}, 'text', zone]],
    [...(isMissing ? [observance({ before: base, after: base }, '1601-01-01T00:00:00', [])] : []), ...observances(transitions, end)],
  ];
}

/** Changes in consecutive years that one yearly rule describes; a run may also have a single change. */
interface Run {
  readonly key: string;
  readonly changes: Change[];
  /** The days of the month on which all of these changes come. */
  days: Days;
}

/** On which days of the month the changes come; all of them have the same weekday. */
interface Days {
  readonly lowest: number;
  readonly highest: number;
  /** Whether each is the last of its weekday in the month. */
  readonly areLast: boolean;
}

interface Change extends Transition {
  /** When the change comes, as the clock shows it just before the change. */
  readonly wall: number;
  readonly timeOfDay: number;
  readonly year: number;
  /** Counts from 0. */
  readonly month: number;
  readonly dayOfMonth: number;
  readonly weekday: number;
  readonly isLastOfItsKind: boolean;
}

function observances(transitions: readonly Transition[], end: number): Component[] {
  const runs: Run[] = [];
  const current = new Map<string, Run>();
  for (const change of transitions.map(toChange)) {
    const key = [change.before, change.after, change.month, change.weekday, change.timeOfDay].join();
    const run = current.get(key);
    const days = run && run.changes.at(-1)?.year === change.year - 1 ? withDay(run.days, change) : undefined;
    if (run !== undefined && days !== undefined && byDay(change, days) !== undefined) {
      run.changes.push(change);
      run.days = days;
    } else {
      const begun = { key, changes: [change], days: daysOf(change) };
      current.set(key, begun);
      runs.push(begun);
    }
  }
  const [yearly, single] = [runs.filter(({ changes }) => changes.length > 1), runs.filter(({ changes }) => changes.length === 1)];
  return [...yearly.flatMap((run) => ruled(run, end)), ...listed(single.flatMap(({ changes }) => changes))];
}

function toChange(transition: Transition): Change {
  const wall = transition.utc + transition.before;
  const day = Math.floor(wall / msPerDay);
  const month = monthOf(day);
  return {
    ...transition,
    wall,
    timeOfDay: wall - day * msPerDay,
    year: Math.floor(month / 12),
    month: month % 12,
    dayOfMonth: day - firstOfMonth(month) + 1,
    weekday: weekdayOf(day),
    isLastOfItsKind: day + 7 >= firstOfMonth(month + 1),
  };
}

/** An observance with a rule. If the zone gave the rule up before the end, the observance says until when the rule held. */
function ruled({ changes, days }: Run, end: number): Component[] {
  const [first, last] = [changes[0], changes.at(-1)];
  const by = first && byDay(first, days);
  if (first === undefined || last === undefined || by === undefined) return [];
  const isOver = last.year < yearOf(end) - 1;
  const rule = { freq: 'YEARLY', bymonth: first.month + 1, ...by, ...(isOver && { until: showInstant(last.utc) }) };
  return [observance(first, showClock(first.wall), [['rrule', {}, 'recur', rule]])];
}

const daysOf = ({ dayOfMonth, isLastOfItsKind }: Change): Days => ({
  lowest: dayOfMonth,
  highest: dayOfMonth,
  areLast: isLastOfItsKind,
});

const withDay = ({ lowest, highest, areLast }: Days, { dayOfMonth, isLastOfItsKind }: Change): Days => ({
  lowest: Math.min(lowest, dayOfMonth),
  highest: Math.max(highest, dayOfMonth),
  areLast: areLast && isLastOfItsKind,
});

/**
 * The rule part that says on which day of the month the changes come: on the last such weekday, on the nth, or on the one within seven
 * dates.
 */
function byDay(change: Change, { lowest, highest, areLast }: Days): Readonly<Record<string, string>> | undefined {
  const weekday = weekdays[change.weekday] ?? 'SU';
  if (areLast) return { byday: `-1${weekday}` };
  const nth = Math.ceil(lowest / 7);
  if (nth === Math.ceil(highest / 7)) return { byday: `${nth}${weekday}` };
  if (highest - lowest >= 7) return undefined;
  return {
    byday: weekday,
    bymonthday: Array.from({ length: 7 }, (_, more) => lowest + more)
      .filter((date) => date <= 31)
      .join(),
  };
}

/**
 * Observances without a rule; those with the same offsets share one component. Some readers count the start as a date only if it is listed
 * too, and others read only the first date of each list.
 */
function listed(changes: readonly Change[]): Component[] {
  const alike = Map.groupBy(changes, ({ before, after }) => `${before},${after}`);
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    const dates: Property[] = same.length === 1 ? [] : same.map(({ wall }) => ['rdate', {}, 'date-time', showClock(wall)]);
    return first === undefined ? [] : [observance(first, showClock(first.wall), dates)];
  });
}

const observance = ({ before, after }: Pick<Transition, 'before' | 'after'>, start: string, more: readonly Property[]): Component => [
  after > before ? 'daylight' : 'standard',
  [
    ['dtstart', {}, 'date-time', start],
    ['tzoffsetfrom', {}, 'utc-offset', showOffset(before)],
    ['tzoffsetto', {}, 'utc-offset', showOffset(after)],
    ...more,
  ],
  [],
];

const yearOf = (utc: number): number => new Date(utc).getUTCFullYear();
const startOfYear = (year: number): number => Date.UTC(year, 0, 1);

/** Such as `+01:00`; with seconds for times before standard time, when clocks followed the sun. */
function showOffset(offset: number): string {
  const clock = new Date(Math.abs(offset)).toISOString();
  return `${offset < 0 ? '-' : '+'}${clock.slice(11, clock.endsWith(':00.000Z') ? 16 : 19)}`;
}
