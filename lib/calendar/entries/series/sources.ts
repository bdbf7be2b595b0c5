// Reads what the organizer's occurrences of a series are, as far as somebody has written to them.
import { z } from 'zod';
import type { Condition, Documents, StoredDocument } from '../../../stores/documents.ts';
import { pagesBehind } from '../../../stores/keyset.ts';
import { maxPageReadBytes } from '../../../runtime/limits.ts';
import { spareSeconds } from '../../../runtime/limits/changes.ts';
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

const written = z.object({ _ts: z.number(), ...countersShape });

/** The written occurrences of a series by their dates. */
export interface Sources {
  /** The latest second in which the store has written one of them, by its own clock (`_ts`): the `since` of whoever reads on. */
  readonly readTo: number;
  readonly byDay: ReadonlyMap<string, Source>;
}

/**
 * Reads those that were written since then, and some more; all without it. `since`: the `readTo` of a former reading. The store's clock is
 * compared with itself alone: that of an instance of the service may be minutes ahead.
 */
export type ReadSources = (since?: number) => Promise<Sources>;

const minute = 60;

/**
 * Reads the written occurrences of a series for all to whom a delivery brings it at the same time: what several of them ask for is read
 * once. They were told at about the same time, so that a whole minute serves them all. What can't be read is asked for again.
 */
export function shareSources({ documents }: { readonly documents: Documents }, meeting: Meeting): ReadSources {
  const asked = new Map<number, Promise<Sources>>();
  const read = async (since: number): Promise<Sources> => {
    const byDay = new Map<string, Source>();
    let readTo = since;
    for await (const { sources, latest } of sourcesOf(documents, meeting, since)) {
      for (const source of sources) byDay.set(source.day, source);
      readTo = Math.max(readTo, latest);
    }
    return { readTo, byDay };
  };
  return (since = 0) => {
    const from = Math.floor(since / minute) * minute;
    const reading = asked.get(from) ?? read(from);
    asked.set(from, reading);
    void reading.catch(() => asked.delete(from));
    return reading;
  };
}

interface PageOfSources {
  readonly sources: readonly Source[];
  readonly latest: number;
}

/**
 * The occurrences with documents, page by page, and the latest second in which one of a page was written; only those that were written from a
 * minute before `since` on. Leaves out dates that the pattern doesn't have. One query for each hundred, and a count for each that hides attachments.
 */
async function* sourcesOf(documents: Documents, meeting: Meeting, since: number): AsyncGenerator<PageOfSources> {
  const { key, event } = meeting;
  if (event.occurrenceRevision === 0 || event.properties.recurrence === null) return;
  const partition = mailboxPartition(key.mailbox);
  const recent: Condition[] = since === 0 ? [] : [{ is: 'ge', property: '_ts', value: since - spareSeconds }];
  const pages = pagesBehind(documents, partition, ofSeries, {
    conditions: [{ is: 'eq', property: 'seriesOf', value: event.incarnation }, ...recent],
    after: [''],
    limit: atOnce,
    bytes: maxPageReadBytes,
  });
  for await (const page of pages) {
    const read = await Promise.all(page.map((document) => sourceIn(documents, partition, meeting, document)));
    const latest = Math.max(...page.map(({ body }) => written.parse(body)._ts));
    yield { sources: read.filter((source) => source !== undefined), latest };
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
  const counters = written.parse(document.body);
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
