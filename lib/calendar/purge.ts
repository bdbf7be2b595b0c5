// What a deleted event leaves to be done: a document that names its children, until none is left.
import { z } from 'zod';
import type { Document } from '../stores/documents.ts';
import { newRecord, recordShape, type Author } from '../stores/records.ts';

/** A purge that is due: of one incarnation of one event. */
export const purgeRecord = z.object({ ...recordShape, id: z.string(), of: z.string(), incarnation: z.string(), due: z.number() });
export type PurgeRecord = z.infer<typeof purgeRecord>;

/** The document that remembers to remove the children of an event; written in the batch that deletes the event. */
export const purgeDocument = (event: { readonly id: string; readonly incarnation: string }, now: number, by: Author): Document => ({
  id: `purge:${event.incarnation}`,
  kind: 'purge',
  ...newRecord(now, by),
  of: event.id,
  incarnation: event.incarnation,
  due: Math.floor(now / 1000),
});
