// What an event remembers of where it was and who could see it: from this a delta learns which events left a calendar or became private.
import { msPerDay } from '../../../runtime/clock.ts';
import { z } from 'zod';
import { tombstoneDays } from '../../../runtime/limits.ts';
import type { EventProperties } from './eventProperties.ts';

/** How many calendars that it has left an event remembers. A reader who finds this many must assume that there were more. */
const maxLeftCalendars = 10;

const leftCalendars = z.array(z.object({ calendar: z.string(), at: z.string() }));

export const memoryShape = {
  /** The calendars that it has left, the latest last, each with the time (UTC) when it left last; kept as long as tombstones live. */
  leftCalendars: leftCalendars.optional(),
  /** Since when it is private; missing while it isn't private. */
  hiddenSince: z.string().optional(),
  /** When the first event with this id was made, if none of its tombstones expired since; missing where this event is the first. */
  knownSince: z.string().optional(),
};

export type LeftCalendars = z.infer<typeof leftCalendars>;

/** What an event remembers. */
export interface Memory {
  readonly leftCalendars?: LeftCalendars | undefined;
  readonly hiddenSince?: string | undefined;
  readonly knownSince?: string | undefined;
}

/** The calendars that an event remembers to have left, when it now moves from `calendar` to another one. */
export function leaving(calendar: string, to: string, { leftCalendars: before = [] }: Memory, now: number): LeftCalendars {
  const since = new Date(now - tombstoneDays * msPerDay).toISOString();
  const kept = before.filter((each) => each.calendar !== calendar && each.calendar !== to && each.at > since);
  return [...kept, { calendar, at: new Date(now).toISOString() }].slice(-maxLeftCalendars);
}

/** Since when the event is private: since now, or since the time that it remembers; undefined where it isn't private. */
export const hiddenSince = ({ sensitivity }: EventProperties, before: Memory, now: number): string | undefined =>
  sensitivity === 'private' ? (before.hiddenSince ?? new Date(now).toISOString()) : undefined;

const predecessor = z.object({ created: z.string(), modified: z.string(), calendar: z.string(), ...memoryShape });

/**
 * What a new event remembers of the earlier event whose tombstone it replaces: for a reader who has seen the earlier one, the new event has
 * left that one's calendar and is as old as it.
 */
export function inherited(
  tombstone: unknown,
  { calendar, properties: { sensitivity } }: { readonly calendar: string; readonly properties: EventProperties },
): Memory {
  const { success, data: before } = predecessor.safeParse(tombstone);
  if (!success) return {};
  const left =
    before.calendar === calendar ? before.leftCalendars : leaving(before.calendar, calendar, before, Date.parse(before.modified));
  return {
    ...(left && { leftCalendars: left }),
    ...(sensitivity === 'private' && before.hiddenSince !== undefined && { hiddenSince: before.hiddenSince }),
    knownSince: before.knownSince ?? before.created,
  };
}
