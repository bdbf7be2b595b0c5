// What the copy of an occurrence has beside an occurrence's properties: what it was made of, and what is its owner's (contract, section 18).
import { z } from 'zod';
import { freeBusyStatuses } from '../../events/record/eventProperties.ts';
import { entryShape, largeProperties, ownProperties } from '../entryShape.ts';

/**
 * How an occurrence goes from an entry that stays: declined or deleted by its owner. One that its organizer has called off, or that its owner
 * isn't invited to, has none of it.
 */
const copyEnds = ['declined', 'deleted'] as const;

/** The document below an entry, of kind `occurrence` or `cancelledOccurrence`, has this as `copy`. */
export const copyShape = z.object({
  /** What it was made of: the series' `version`, and all writes to the organizer's occurrence. An older state never overwrites a newer. */
  of: z.object({ series: z.number().int(), own: z.number().int() }),
  /** The object id of the entry's owner. */
  viewer: z.string(),
  /** The occurrence's time and place, as an entry has them (`askOf`, `placeOf`); `''` once it was called off. */
  ask: z.string(),
  place: z.string(),
  /** The organizer's `showAs` where that isn't the series'. */
  showAs: z.enum(freeBusyStatuses).optional(),
  /** The answer to this occurrence alone; a later one to the series counts instead. */
  response: entryShape.shape.response.optional(),
  /** Orders the answers to this occurrence. */
  answered: z.number().int().optional(),
  /** Whether answers to the series don't count here, since the occurrence has people of its own. */
  answersAlone: z.literal(true).optional(),
  /** When the occurrence last got another time by itself, in UTC: answers to the series that aren't later don't count here. */
  answersSince: z.string().optional(),
  /** The owner's own among the overrides: they survive each delivery. */
  own: z.array(z.enum(ownProperties)).optional(),
  /** When its owner last wrote to it, in UTC. */
  ownModified: z.string().optional(),
  end: z.enum(copyEnds).optional(),
  /** Which of the overrides are to be read from the organizer's occurrence. */
  elsewhere: z.array(z.enum(largeProperties)).optional(),
});

export type CopyOf = z.infer<typeof copyShape>;
