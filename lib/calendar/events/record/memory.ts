// What an event remembers of where it was and who could see it: a delta tells what left a calendar, or became private, by it.
import { msPerDay } from '../../../runtime/clock.ts';
import { z } from 'zod';
import { tombstoneDays } from '../../../runtime/limits.ts';
import type { EventProperties } from './eventProperties.ts';

/** Calendars that an event has left and still remembers. A reader who finds so many can't rely on there having been no others. */
const maxLeftCalendars = 10;

const leftCalendars = z.array(z.object({ calendar: z.string(), at: z.string() }));

export const memoryShape = {
  /** Where it lay before, the latest at the end, each with when it left last; for as long as tombstones live. Points in time in UTC. */
  leftCalendars: leftCalendars.optional(),
  /** Since when it is private; nothing while it isn't. */
  hiddenSince: z.string().optional(),
  /** When the first event was made that had this id without a gap of a tombstone's life; nothing where this one is the first. */
  knownSince: z.string().optional(),
};

export type LeftCalendars = z.infer<typeof leftCalendars>;

/** What an event remembers. */
export interface Memory {
  readonly leftCalendars?: LeftCalendars | undefined;
  readonly hiddenSince?: string | undefined;
  readonly knownSince?: string | undefined;
}

/** What is remembered when it leaves a calendar for another one now. */
export function leaving(calendar: string, to: string, { leftCalendars: before = [] }: Memory, now: number): LeftCalendars {
  const since = new Date(now - tombstoneDays * msPerDay).toISOString();
  const kept = before.filter((each) => each.calendar !== calendar && each.calendar !== to && each.at > since);
  return [...kept, { calendar, at: new Date(now).toISOString() }].slice(-maxLeftCalendars);
}

/** Since when it is private: from now on, or for as long as it was; nothing where it isn't. */
export const hiddenSince = ({ sensitivity }: EventProperties, before: Memory, now: number): string | undefined =>
  sensitivity === 'private' ? (before.hiddenSince ?? new Date(now).toISOString()) : undefined;

const predecessor = z.object({ created: z.string(), modified: z.string(), calendar: z.string(), ...memoryShape });

/**
 * What a new event remembers of the one whose tombstone it takes the place of: for who has seen that one, the new one has left its calendar,
 * and is as old.
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
