// What deletes an event, and what that leaves to be done: a document that names its children, until none is left.
import { z } from 'zod';
import type { Document, Documents, Write } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { becomesTombstone } from '../../stores/tombstone.ts';
import type { EmailAddress } from './record/eventProperties.ts';
import { sameProperties, unchanged, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { chargedProperty, chargedShape, type Charged } from '../quota.ts';
import { cancellations } from '../meetings/outbox.ts';

/** A purge that is due: of one incarnation of one event. */
export const purgeRecord = z.object({
  ...recordShape,
  id: z.string(),
  of: z.string(),
  incarnation: z.string(),
  /** Blobs that were the event's own. */
  blobs: z.array(z.string()).optional(),
  /** Whether occurrences of it may have documents of their own. */
  series: z.boolean().optional(),
  /** What the event itself has counted in the quota: its bytes are there until they are purged. */
  ...chargedShape,
  due: z.number(),
});
export type PurgeRecord = z.infer<typeof purgeRecord>;

/** What a deleted event leaves to be purged. */
export const purgeOf = (
  event: Pick<EventRecord, 'id' | 'incarnation' | 'bodyContent' | 'charged'> &
    Partial<Pick<EventRecord, 'properties' | 'occurrenceRevision'>>,
  now: number,
  by: Author,
): PurgeRecord => ({
  id: `purge:${event.incarnation}`,
  ...newRecord(now, by),
  of: event.id,
  incarnation: event.incarnation,
  ...(event.bodyContent && { blobs: [event.bodyContent.blob] }),
  ...(mayHaveOccurrences(event) && { series: true }),
  ...chargedProperty(event),
  due: Math.floor(now / 1000),
});

/** The document that remembers to remove the children of an event; written in the batch that deletes the event. */
export const purgeDocument = (...given: Parameters<typeof purgeOf>): Document => ({ kind: 'purge', ...purgeOf(...given) });

/** What the purge of an event says that it counted, where the one that deleted it isn't known: another request may have changed it first. */
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

/** Writes of `eventRemoval` at most. */
export const maxRemovalWrites = 3;

/** How something is removed. */
export interface RemovalTerms {
  /** What the attendees are told with it. */
  readonly comment?: string | undefined;
  /** Who tells them so in the organizer's name. */
  readonly sender?: EmailAddress | undefined;
  /** Whether not even attachments may have come or gone since it was read. */
  readonly onlyIfUntouched?: boolean;
}

/**
 * What deletes an event that was read: a tombstone takes its place, which keeps what a delta tells by (`tracked`, where it lay, its memory), its purge is due, and its attendees are to be told. Refused when it is
 * gone or another one since.
 */
export const eventRemoval = (
  mailbox: Mailbox,
  event: EventRecord,
  now: number,
  by: Author,
  { comment, sender, onlyIfUntouched = false }: RemovalTerms = {},
): [Write, ...Write[]] => [
  {
    write: 'patch',
    id: event.id,
    operations: becomesTombstone('eventTombstone', now, by, [
      'properties',
      'attendees',
      'listed',
      ...(['sortKeys', 'bodyPreview', 'bodyContent', 'charged'] as const).filter((name) => event[name] !== undefined),
    ]),
    // What is removed here must be what was read: a patch can't remove what isn't there, and its blob is the purge's.
    when: onlyIfUntouched ? unchanged(event) : sameProperties(event),
  },
  { write: 'create', document: purgeDocument(event, now, by) },
  ...cancellations(mailbox, event, now, by, { comment, sender }),
];
