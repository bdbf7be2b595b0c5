// What an entry has beside an event's properties: which meeting it shows, and what its owner has said to that.
import { z } from 'zod';
import { freeBusyStatuses, responses, timeSlotShape, type EventProperties } from '../events/record/eventProperties.ts';

/** Properties that may be too large for an entry: then it has them empty, and they are read from the organizer's event when they are shown. */
export const largeProperties = ['body', 'attendees', 'locations'] as const;
export type LargeProperty = (typeof largeProperties)[number];

/** The properties of an entry that are its owner's, not the organizer's. */
export const ownProperties = [
  'showAs',
  'isReminderOn',
  'reminderMinutesBeforeStart',
  'categories',
] as const satisfies readonly (keyof EventProperties)[];

export const entryShape = z.object({
  /** The organizer's event; of somebody who attends one occurrence alone, that occurrence. */
  meeting: z.object({ mailbox: z.object({ tenant: z.string(), kind: z.enum(['users', 'groups']), id: z.string() }), event: z.string() }),
  /** The incarnation of that event. */
  of: z.string(),
  /** What its owner is asked: the meeting's time and recurrence, as a hash (`askOf`). */
  ask: z.string(),
  /** Where the meeting takes place, as a hash (`placeOf`): a deleted entry comes back when that changes. */
  place: z.string(),
  /** The answer of the entry's owner: `notResponded` at first; with the time that was proposed instead. */
  response: z.object({ response: z.enum(responses), time: z.string(), proposedNewTime: timeSlotShape.optional() }),
  /** Orders the answers of its owner: a later one has a larger number, whichever reaches the organizer first; undefined before the first. */
  answered: z.number().int().optional(),
  /** The organizer's `showAs`, which the entry has from its owner's answer on. */
  showAs: z.enum(freeBusyStatuses),
  /** Whether its owner has set the entry's `showAs`; from then on it stays. */
  ownShowAs: z.literal(true).optional(),
  /** When its owner last wrote to it, in UTC; undefined until then. */
  ownModified: z.string().optional(),
  /** Whether the meeting was called off. Each entry says it, so that lists can be filtered by it. */
  isCancelled: z.boolean().default(false),
  /**
   * Of a series: how many writes to its organizer's occurrences, answers apart, the copies below the entry have followed, and the latest second
   * in which the store had written one of them (`_ts`).
   */
  copied: z.object({ writes: z.number().int(), readTo: z.number().int() }).optional(),
  /** Of a series: the entry's revision when copies were laid below it last. As long as it is the entry's revision, the entry doesn't count them yet. */
  laidAt: z.number().int().optional(),
  /** Of somebody who attends one occurrence alone: what all such entries of one series and one person have in common. */
  aloneIn: z.string().optional(),
  /** The properties that are to be read from the organizer's event. */
  elsewhere: z.array(z.enum(largeProperties)).optional(),
});

/** What makes an event an entry. */
export type EntryOf = z.infer<typeof entryShape>;
