// An event's memory of its former calendars and of when it became private: deltas find by it what left a calendar or was hidden.
import { msPerDay } from '../../../runtime/clock.ts';
import { z } from 'zod';
import { tombstoneDays } from '../../../runtime/limits.ts';
import type { EventProperties } from './eventProperties.ts';

/** The most departures that an event remembers. A reader who finds this many can't rely on there having been no others. */
export const maxLeftCalendars = 10;

const leftCalendars = z.array(
  z.object({
    calendar: z.string(),
    at: z.string(),
    /** Since when the event was private as it left; undefined where it wasn't. */
    hiddenSince: z.string().optional(),
  }),
);

export const memoryShape = {
  /** The calendars that it has left, the latest last, each with the UTC time when it did; kept for as long as tombstones live. */
  leftCalendars: leftCalendars.optional(),
  /** Since when it is private, in UTC; undefined while it isn't. */
  hiddenSince: z.string().optional(),
  /**
   * When the first event with this id was created, in UTC, if this event took the place of a former one's tombstone; undefined if it didn't.
   */
  knownSince: z.string().optional(),
  /** It is a series or a long event, or was one, or took the place of one that was: windows ask by it what has changed of those. */
  spanned: z.literal(true).optional(),
};

export type LeftCalendars = z.infer<typeof leftCalendars>;

/** An event's memory; see `memoryShape`. */
export interface Memory {
  readonly leftCalendars?: LeftCalendars | undefined;
  readonly hiddenSince?: string | undefined;
  readonly knownSince?: string | undefined;
  readonly spanned?: true | undefined;
}

/**
 * The calendars that an event has left when it now leaves one more. One that it has left twice is there twice: between two entries lies how
 * long it was in a calendar.
 */
export function leftCalendarsAfter(
  calendar: string,
  { leftCalendars: before = [], hiddenSince: hidden }: Memory,
  now: number,
): LeftCalendars {
  const since = new Date(now - tombstoneDays * msPerDay).toISOString();
  const kept = before.filter(({ at }) => at > since);
  const left = { calendar, at: new Date(now).toISOString(), ...(hidden !== undefined && { hiddenSince: hidden }) };
  return [...kept, left].slice(-maxLeftCalendars);
}

/** Since when an event is private: since `before` if it was private already, else since now; undefined where it isn't. */
export const hiddenSince = ({ sensitivity }: EventProperties, before: Memory, now: number): string | undefined =>
  sensitivity === 'private' ? (before.hiddenSince ?? new Date(now).toISOString()) : undefined;

/** Whether an event is or was a series or a long one, as a property of it; nothing where it never was. */
export const spannedProperty = (
  sortKeys: { readonly spanEnd: string } | undefined,
  before: Memory | undefined,
): { readonly spanned?: true } => (before?.spanned === true || (sortKeys?.spanEnd ?? '') !== '' ? { spanned: true } : {});

const predecessor = z.object({ created: z.string(), modified: z.string(), calendar: z.string(), ...memoryShape });

/**
 * The memory that a new event takes over from the tombstone that it replaces. To a reader who saw the former event, the new one is the same
 * event, of the same age, perhaps in another calendar.
 */
export function inherited(
  tombstone: unknown,
  { calendar, properties: { sensitivity } }: { readonly calendar: string; readonly properties: EventProperties },
): Memory {
  const { success, data: before } = predecessor.safeParse(tombstone);
  if (!success) return {};
  const left =
    before.calendar === calendar ? before.leftCalendars : leftCalendarsAfter(before.calendar, before, Date.parse(before.modified));
  return {
    ...(left && { leftCalendars: left }),
    ...(sensitivity === 'private' && before.hiddenSince !== undefined && { hiddenSince: before.hiddenSince }),
    knownSince: before.knownSince ?? before.created,
    ...(before.spanned && { spanned: true }),
  };
}
