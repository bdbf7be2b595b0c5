// Reads the event of a key: a single event or series from its document, an occurrence from its series' document and its own.
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import { decodeListed, eventDocument, type EventRecord } from './record/eventRecord.ts';
import { mailboxPartition, type EventKey } from '../mailbox.ts';
import { occurrenceAt, occurrenceEvent } from '../occurrences/occurrenceEvent.ts';
import { parseOccurrenceId } from '../occurrences/occurrenceId.ts';
import { decodeOccurrence, occurrenceDocument, occurrenceIncarnation, type OccurrenceRecord } from '../occurrences/occurrenceRecord.ts';

/**
 * The event. One point read; for an occurrence two, one after the other, and a count where it hides attachments of its series. Undefined
 * when there is none, when an occurrence was cancelled and when its series has no such date.
 */
export async function readEvent(documents: Documents, { mailbox, event }: EventKey): Promise<EventRecord | undefined> {
  const partition = mailboxPartition(mailbox);
  const name = parseOccurrenceId(event);
  if (name === undefined) return decodeListed(await documents.read(partition, eventDocument(event)));
  const series = decodeListed(await documents.read(partition, name.series));
  return series && readOccurrence(documents, partition, series, name.day);
}

/**
 * The event as it is now, where it has got its first attendee since it was read and a batch was refused for that; undefined where it was
 * refused for something else. No read where the event had attendees.
 */
export async function readIfToldSince(documents: Documents, key: EventKey, event: EventRecord): Promise<EventRecord | undefined> {
  if ((event.occurrence?.series ?? event).tells) return undefined;
  const now = await readEvent(documents, key);
  return now?.incarnation === event.incarnation && (now.occurrence?.series ?? now).tells ? now : undefined;
}

async function readOccurrence(documents: Documents, partition: string, series: EventRecord, day: string): Promise<EventRecord | undefined> {
  const at = occurrenceAt(series, day);
  if (at === undefined) return undefined;
  const document = await documents.read(partition, occurrenceDocument(occurrenceIncarnation(series.incarnation, day)));
  const stored = decodeOccurrence(document);
  if (isCancelled(document)) return undefined;
  return occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
}

export const isCancelled = (document: StoredDocument | undefined): boolean => document?.body.kind === 'cancelledOccurrence';

/** How many of the attachments that an occurrence hides still exist in its series. No query when it hides none. */
export async function hiddenCount(
  documents: Documents,
  partition: string,
  series: EventRecord,
  stored: OccurrenceRecord | undefined,
): Promise<number> {
  if (stored === undefined || stored.hidden.length === 0) return 0;
  return documents.count(partition, {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'event', value: series.id },
      { is: 'eq', property: 'incarnation', value: series.incarnation },
      isOneOf(stored.hidden.map((id) => `attachment:${id}`)),
    ],
  });
}

/** The condition that finds documents with one of these ids. */
export const isOneOf = (ids: readonly string[]): Condition => ({
  is: 'or',
  conditions: ids.map((value): Condition => ({ is: 'eq', property: 'id', value })),
});
