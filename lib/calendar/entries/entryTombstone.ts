// What an entry leaves when it isn't shown any more: how it went, by which the next delivery knows whether it comes back.
import { z } from 'zod';
import { decode, recordShape } from '../../stores/records.ts';
import type { StoredDocument } from '../../stores/documents.ts';
import { countersShape } from '../events/record/counters.ts';
import { memoryShape } from '../events/record/memory.ts';
import { entryShape } from './entryShape.ts';

/** How an entry goes: declined, deleted by its owner, or let go since its owner isn't an attendee any more (contract, section 18). */
export const entryEnds = ['declined', 'deleted', 'letGo'] as const;
export type EntryEnd = (typeof entryEnds)[number];

const entryTombstone = z.object({
  ...recordShape,
  id: z.string(),
  eventId: z.string(),
  incarnation: z.string(),
  calendar: z.string(),
  ...countersShape,
  ...memoryShape,
  revision: z.number().int(),
  entry: entryShape,
  end: z.enum(entryEnds),
});

/** An entry that isn't shown; the store keeps it for 30 days. */
export type EntryTombstone = z.infer<typeof entryTombstone>;

export const decodeEntryTombstone = (document: StoredDocument | undefined): EntryTombstone | undefined =>
  decode('entryTombstone', entryTombstone, document);
