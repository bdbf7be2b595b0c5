// Reads what the organizer's occurrences of a series are, as far as somebody has written to them.
import { z } from 'zod';
import type { Condition, Documents, StoredDocument } from '../../../stores/documents.ts';
import { pagesBehind } from '../../../stores/keyset.ts';
import { maxPageReadBytes } from '../../../runtime/limits.ts';
import { countersShape } from '../../events/record/counters.ts';
import { hiddenCount } from '../../events/readEvent.ts';
import { mailboxPartition } from '../../mailbox.ts';
import { occurrenceAt, occurrenceEvent } from '../../occurrences/occurrenceEvent.ts';
import { dayOf, decodeOccurrence, ofSeries } from '../../occurrences/occurrenceRecord.ts';
import { isOccurrence } from '../../occurrences/overlay.ts';
import type { Meeting } from '../projection.ts';
import { writesOf, type Source } from './copy.ts';

/** The most documents that one query returns; further queries return the rest. */
const atOnce = 100;

/** Seconds before `since` from which documents are read again: whole seconds, and clocks that differ (architecture, Data). */
const toSpare = 60;

const counted = z.object({ ...countersShape });

/**
 * The occurrences with documents, page by page; with `since` (milliseconds since 1970) only those that were written from a minute before
 * on. Leaves out dates that the pattern doesn't have. One query for each hundred, and a count for each that hides attachments.
 */
export async function* sourcesOf(documents: Documents, meeting: Meeting, since?: number): AsyncGenerator<readonly Source[]> {
  const { key, event } = meeting;
  if (event.occurrenceRevision === 0 || event.properties.recurrence === null) return;
  const partition = mailboxPartition(key.mailbox);
  const recent: Condition[] = since === undefined ? [] : [{ is: 'ge', property: '_ts', value: Math.floor(since / 1000) - toSpare }];
  const pages = pagesBehind(documents, partition, ofSeries, {
    conditions: [{ is: 'eq', property: 'seriesOf', value: event.incarnation }, ...recent],
    after: [''],
    limit: atOnce,
    bytes: maxPageReadBytes,
  });
  for await (const page of pages) {
    const read = await Promise.all(page.map((document) => sourceIn(documents, partition, meeting, document)));
    yield read.filter((source) => source !== undefined);
  }
}

async function sourceIn(
  documents: Documents,
  partition: string,
  { event: series }: Meeting,
  document: StoredDocument,
): Promise<Source | undefined> {
  const day = dayOf(document);
  const at = occurrenceAt(series, day);
  if (at === undefined) return undefined;
  const counters = counted.parse(document.body);
  const stored = decodeOccurrence(document);
  const event = stored && occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
  return { day, writes: writesOf(counters), version: counters.version, event: event && isOccurrence(event) ? event : undefined };
}

/** The occurrence on a date where it has no document; undefined for a date that the series doesn't have. */
export function plainSource({ event: series }: Meeting, day: string): Source | undefined {
  const at = occurrenceAt(series, day);
  const event = at && occurrenceEvent(series, at, undefined, 0);
  return event && isOccurrence(event) ? { day, writes: 0, version: 0, event } : undefined;
}
