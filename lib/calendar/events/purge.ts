// The writes that delete an event, and the document that names what the event leaves behind until all of that is removed.
import { z } from 'zod';
import type { Document, Documents, Write } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { becomesTombstone } from '../../stores/tombstone.ts';
import type { EmailAddress } from './record/eventProperties.ts';
import { sameProperties, unchanged, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { chargedProperty, chargedShape, type Charged } from '../quota.ts';
import { cancellations, sameTelling } from '../meetings/telling/due.ts';

/** A purge that is due for one incarnation of one event. */
export const purgeRecord = z.object({
  ...recordShape,
  id: z.string(),
  of: z.string(),
  incarnation: z.string(),
  /** Blobs that belonged to the event alone. */
  blobs: z.array(z.string()).optional(),
  /** Whether no restore is to bring back the bytes. */
  erases: z.literal(true).optional(),
  /** Whether occurrences of the event may have documents of their own. */
  series: z.boolean().optional(),
  /** The bytes that the event itself counts in the quota: they count until they are purged. */
  ...chargedShape,
  due: z.number(),
});
export type PurgeRecord = z.infer<typeof purgeRecord>;

/** The purge that a deleted event leaves behind. */
export const purgeOf = (
  event: Pick<EventRecord, 'id' | 'incarnation' | 'bodyContent' | 'charged'> &
    Partial<Pick<EventRecord, 'properties' | 'occurrenceRevision'>>,
  now: number,
  by: Author,
  { erases = false }: Pick<RemovalTerms, 'erases'> = {},
): PurgeRecord => ({
  id: `purge:${event.incarnation}`,
  ...newRecord(now, by),
  of: event.id,
  incarnation: event.incarnation,
  ...(event.bodyContent && { blobs: [event.bodyContent.blob] }),
  ...(erases && { erases }),
  ...(mayHaveOccurrences(event) && { series: true }),
  ...chargedProperty(event),
  due: Math.floor(now / 1000),
});

/** The document that makes the sweep remove what an event leaves behind; written in the batch that deletes the event. */
export const purgeDocument = (...given: Parameters<typeof purgeOf>): Document => ({ kind: 'purge', ...purgeOf(...given) });

/** The bytes that a deleted event counted, as its purge says: another request may have changed the event before it was deleted. */
export async function chargedInPurge(
  documents: Documents,
  mailbox: Mailbox,
  { incarnation }: Pick<EventRecord, 'incarnation'>,
): Promise<Charged> {
  const found = await documents.read(mailboxPartition(mailbox), `purge:${incarnation}`);
  return { charged: decode('purge', purgeRecord, found)?.charged };
}

/** Whether occurrences of an event may have documents of their own. */
const mayHaveOccurrences = ({
  properties,
  occurrenceRevision = 0,
}: Partial<Pick<EventRecord, 'properties' | 'occurrenceRevision'>>): boolean =>
  occurrenceRevision > 0 || (properties?.recurrence ?? null) !== null;

/** The most writes that `eventRemoval` returns. */
export const maxRemovalWrites = 3;

/** How something is removed. */
export interface RemovalTerms {
  /** The comment that the attendees get with the cancellation. */
  readonly comment?: string | undefined;
  /** Who cancels in the organizer's name. */
  readonly sender?: EmailAddress | undefined;
  /** Whether no restore is to bring back the bytes that it had. */
  readonly erases?: boolean | undefined;
  /** Whether the removal fails when anything has changed since the event was read, attachments included. */
  readonly onlyIfUntouched?: boolean;
}

/**
 * The writes that delete an event that was read. They put a tombstone in its place, make its purge due and leave its attendees to be told.
 * The tombstone keeps what a delta needs: `tracked`, the calendar, the memory. Refused when the event is gone or was changed since.
 */
export const eventRemoval = (
  event: EventRecord,
  now: number,
  by: Author,
  { comment, sender, erases, onlyIfUntouched = false }: RemovalTerms = {},
): [Write, ...Write[]] => [
  {
    write: 'patch',
    id: event.id,
    operations: becomesTombstone('eventTombstone', now, by, [
      'properties',
      'attendees',
      'listed',
      ...(['sortKeys', 'bodyPreview', 'bodyContent', 'charged', 'custom'] as const).filter((name) => event[name] !== undefined),
    ]),
    // The stored event must be the one that was read: a patch can't remove a property that isn't there, and the purge must name its blob.
    when: { is: 'and', conditions: [onlyIfUntouched ? unchanged(event) : sameProperties(event), ...sameTelling(event)] },
  },
  { write: 'create', document: purgeDocument(event, now, by, { erases }) },
  ...cancellations(event, now, by, { comment, sender }),
];
