// Finds times for a meeting: candidates every half hour, judged by who can come (contract, section 14).
import { msPerDay } from '../time/calendarDate.ts';
import type { Steps } from '../../runtime/inSteps.ts';
import type { BusyItem, Status, Stretch } from './busyItem.ts';
import { strongestOf } from './strongest.ts';
import { inHours, type ActivityDomain, type Hours } from './workingTimes.ts';

/** A person whom a meeting is for, or a place for it. Nothing is known of those whom the caller may not see. */
export interface MeetingParty {
  readonly items?: readonly Pick<BusyItem, 'status' | keyof Stretch>[];
  readonly hours?: Hours;
}

export interface MeetingTimesRequest {
  /** Each candidate begins and ends in one of them. */
  readonly slots: readonly Stretch[];
  readonly durationMs: number;
  readonly domain: ActivityDomain;
  readonly organizer: MeetingParty;
  readonly isOrganizerOptional: boolean;
  readonly attendees: readonly MeetingParty[];
  /** The places; `undefined` for one that is always free. */
  readonly places: readonly (MeetingParty | undefined)[];
  readonly isPlaceRequired: boolean;
  /** The least confidence, and the most suggestions. */
  readonly minimum: number;
  readonly maxSuggestions: number;
}

export interface Suggestion extends Stretch {
  /** 0 to 100. */
  readonly confidence: number;
  readonly organizer: Status;
  /** In the order of the attendees. */
  readonly attendees: readonly Status[];
  /** Which of the places are left. */
  readonly places: readonly number[];
}

export type EmptyReason =
  '' | 'attendeesUnavailable' | 'attendeesUnavailableOrUnknown' | 'locationsUnavailable' | 'organizerUnavailable' | 'unknown';

export interface Suggestions {
  readonly found: readonly Suggestion[];
  /** Why there are none: the first requirement without which there would be some. */
  readonly emptyReason: EmptyReason;
}

const halfHour = msPerDay / 48;

/** How far a status lets somebody come, in percent. */
const chances: Readonly<Record<Status, number>> = { free: 100, workingElsewhere: 100, tentative: 50, unknown: 49, busy: 0, oof: 0 };

const isTaken = (status: Status): boolean => status === 'busy' || status === 'oof';

/** The best suggestions, the most confident first, then the earliest. Pauses between one person and the next. */
export function* suggestionsFor(wish: MeetingTimesRequest): Steps<Suggestions> {
  const { organizer, attendees, isOrganizerOptional, domain } = wish;
  const people = [...(isOrganizerOptional ? [] : [organizer]), ...attendees];
  const starts = yield* startsIn(
    wish,
    people.flatMap(({ hours }) => (hours === undefined ? [] : [inHours(hours, domain)])),
  );
  if (starts.length === 0) return { found: [], emptyReason: 'unknown' };
  const statusesOf = (party: MeetingParty): readonly Status[] => statuses(party, starts, wish.durationMs);
  const organizers = statusesOf(organizer);
  const byAttendee: (readonly Status[])[] = [];
  for (const attendee of attendees) {
    byAttendee.push(statusesOf(attendee));
    yield;
  }
  const byPlace = wish.places.map((place) => (place === undefined ? undefined : statusesOf(place)));
  yield;
  const all = starts.map((startUtc, at): Suggestion => {
    const each = byAttendee.map((statusesAt) => statusesAt[at] ?? 'unknown');
    return {
      startUtc,
      endUtc: startUtc + wish.durationMs,
      confidence: each.length === 0 ? 100 : each.reduce((sum, status) => sum + chances[status], 0) / each.length,
      organizer: organizers[at] ?? 'unknown',
      attendees: each,
      places: byPlace.flatMap((statusesAt, place) => (statusesAt !== undefined && isTaken(statusesAt[at] ?? 'unknown') ? [] : [place])),
    };
  });
  return chosen(all, wish);
}

function chosen(all: readonly Suggestion[], wish: MeetingTimesRequest): Suggestions {
  const withOrganizer = all.filter(({ organizer }) => wish.isOrganizerOptional || !isTaken(organizer));
  if (withOrganizer.length === 0) return { found: [], emptyReason: 'organizerUnavailable' };
  const likely = withOrganizer.filter(({ confidence }) => confidence >= wish.minimum);
  if (likely.length === 0) {
    const isUnclear = withOrganizer.some(({ attendees }) => attendees.includes('unknown'));
    return { found: [], emptyReason: isUnclear ? 'attendeesUnavailableOrUnknown' : 'attendeesUnavailable' };
  }
  const placed = wish.isPlaceRequired && wish.places.length > 0 ? likely.filter(({ places }) => places.length > 0) : likely;
  if (placed.length === 0) return { found: [], emptyReason: 'locationsUnavailable' };
  const best = placed.toSorted((a, b) => b.confidence - a.confidence || a.startUtc - b.startUtc);
  return { found: best.slice(0, wish.maxSuggestions), emptyReason: '' };
}

/**
 * The starts of the candidates, each once, ascending: every half hour from the start of a slot, as long as the meeting ends within the slot and
 * lies in everybody's hours.
 */
function* startsIn(
  { slots, durationMs }: MeetingTimesRequest,
  tests: readonly ((stretch: Stretch) => boolean)[],
): Steps<readonly number[]> {
  const all = new Set<number>();
  for (const { startUtc, endUtc } of slots) for (let start = startUtc; start + durationMs <= endUtc; start += halfHour) all.add(start);
  let left = [...all].sort((a, b) => a - b);
  for (const test of tests) {
    left = left.filter((startUtc) => test({ startUtc, endUtc: startUtc + durationMs }));
    yield;
  }
  return left;
}

function statuses({ items }: MeetingParty, starts: readonly number[], durationMs: number): readonly Status[] {
  if (items === undefined) return starts.map(() => 'unknown');
  return strongestOf(items, starts.length, ({ startUtc, endUtc }) => {
    // An item without length makes busy whoever would meet at that instant, also where a candidate begins.
    const end = Math.max(endUtc, startUtc + 1);
    return [firstAfter(starts, startUtc - durationMs), firstAfter(starts, end - 1) - 1];
  });
}

/** The place of the first start that lies later. */
function firstAfter(starts: readonly number[], utc: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= utc) low = middle + 1;
    else high = middle;
  }
  return low;
}
