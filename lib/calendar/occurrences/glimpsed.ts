// Keeps what windows have read of series and long events: a version that was checked and worked out once isn't again.
import type { StoredDocument } from '../../stores/documents.ts';
import { decode } from '../../stores/records.ts';
import { readSeries, type ReadSeries } from '../recurrence/occurrences.ts';
import { seriesIn } from './occurrenceEvent.ts';
import { spanning, type SeriesGlimpse, type Spanning } from './seriesGlimpse.ts';

/** What is kept at most, in all mailboxes together: an event counts once, and once for each of its attendees. Some 20 MB. */
const room = 20_000;

interface Kept {
  readonly etag: string;
  readonly glimpse: Spanning;
}

const kept = new Map<string, Kept>();
let used = 0;
const weight = ({ glimpse }: Kept): number => 1 + glimpse.attendees.length;

/** The series or long event in a document of a partition; undefined for none. Kept by its ETag, so that a newer version is read anew. */
export function glimpsed(partition: string, document: StoredDocument): Spanning | undefined {
  const key = `${partition} ${document.id}`;
  const known = kept.get(key);
  // What was asked for last is at the end.
  if (known !== undefined) kept.delete(key);
  if (known?.etag === document.etag) {
    kept.set(key, known);
    return known.glimpse;
  }
  if (known !== undefined) used -= weight(known);
  const glimpse = decode('event', spanning, document);
  if (glimpse !== undefined) keep(key, { etag: document.etag, glimpse });
  return glimpse;
}

function keep(key: string, one: Kept): void {
  kept.set(key, one);
  used += weight(one);
  for (const [oldest, each] of kept) {
    if (used <= room) break;
    kept.delete(oldest);
    used -= weight(each);
  }
}

const reads = new WeakMap<SeriesGlimpse, ReadSeries>();

/** The dates of a series, worked out once for each version; undefined for what doesn't recur. */
export function seriesOf(glimpse: SeriesGlimpse): ReadSeries | undefined {
  const known = reads.get(glimpse);
  if (known !== undefined) return known;
  const recurring = seriesIn(glimpse.properties);
  if (recurring === undefined) return undefined;
  const read = readSeries(recurring);
  reads.set(glimpse, read);
  return read;
}
