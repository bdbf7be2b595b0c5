// Reads what the organizer's occurrences of a series are, as far as somebody has written to them.
import { z } from 'zod';
import type { Clock } from '../../../runtime/clock.ts';
import type { Condition, Documents, StoredDocument } from '../../../stores/documents.ts';
import { pagesBehind } from '../../../stores/keyset.ts';
import { maxPageReadBytes } from '../../../runtime/limits.ts';
import { countersShape, totalWrites } from '../../events/record/counters.ts';
import { hiddenCount } from '../../events/readEvent.ts';
import { mailboxPartition } from '../../mailbox.ts';
import { occurrenceAt, occurrenceEvent } from '../../occurrences/occurrenceEvent.ts';
import { dayOf, decodeOccurrence, ofSeries } from '../../occurrences/occurrenceRecord.ts';
import { isOccurrence } from '../../occurrences/overlay.ts';
import type { Meeting } from '../projection.ts';
import type { Source } from './copy.ts';

/** The most documents that one query returns; further queries return the rest. */
const atOnce = 100;

/** Seconds before `since` from which documents are read again: whole seconds, and clocks that differ (architecture, Data). */
const toSpare = 60;

const counted = z.object({ ...countersShape });

/** The written occurrences of a series by their dates, and when they were read, in milliseconds since 1970. */
export interface Sources {
  readonly at: number;
  readonly byDay: ReadonlyMap<string, Source>;
}

/** Reads those that were written since then (milliseconds since 1970), and some more; all without it. */
export type ReadSources = (since?: number) => Promise<Sources>;

const minute = 60_000;

/**
 * Reads the written occurrences of a series for all to whom a delivery brings it at the same time: what several of them ask for is read
 * once. They were told at about the same time, so that a whole minute serves them all. What can't be read is asked for again.
 */
export function shareSources(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  meeting: Meeting,
): ReadSources {
  const asked = new Map<number, Promise<Sources>>();
  const read = async (since: number): Promise<Sources> => {
    const at = clock();
    const byDay = new Map<string, Source>();
    for await (const page of sourcesOf(documents, meeting, since === 0 ? undefined : since))
      for (const source of page) byDay.set(source.day, source);
    return { at, byDay };
  };
  return (since = 0) => {
    const from = Math.floor(since / minute) * minute;
    const reading = asked.get(from) ?? read(from);
    asked.set(from, reading);
    void reading.catch(() => asked.delete(from));
    return reading;
  };
}

/**
 * The occurrences with documents, page by page; with `since` (milliseconds since 1970) only those that were written from a minute before
 * on. Leaves out dates that the pattern doesn't have. One query for each hundred, and a count for each that hides attachments.
 */
async function* sourcesOf(documents: Documents, meeting: Meeting, since?: number): AsyncGenerator<readonly Source[]> {
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
  return { day, writes: totalWrites(counters), version: counters.version, event: event && isOccurrence(event) ? event : undefined };
}

/** The occurrence on a date where it has no document; undefined for a date that the series doesn't have. */
export function plainSource({ event: series }: Meeting, day: string): Source | undefined {
  const at = occurrenceAt(series, day);
  const event = at && occurrenceEvent(series, at, undefined, 0);
  return event && isOccurrence(event) ? { day, writes: 0, version: 0, event } : undefined;
}
