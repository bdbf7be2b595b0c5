// Keeps series and long events whole that windows have shown, so that a page reads none again whose version is still the one that is known.
import { maxKeptOccurrences, maxKeptWholeBytes } from '../../runtime/limits/windows.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { recordBytes } from '../events/record/size.ts';
import { createRecent, type Recent } from '../../runtime/recent.ts';
import type { SeriesOutline } from './eventOutline.ts';
import { occurrenceAt, occurrenceEvent } from './occurrenceEvent.ts';
import type { CachedVersion } from './outlineCache.ts';

/** By the outline of a cached version, which is another object for another version; who was asked for last at the end. */
const kept = new Map<SeriesOutline, { readonly event: EventRecord; readonly bytes: number }>();
let used = 0;

/** The event as this version of it is; undefined where it isn't kept. */
export function keptWhole(outline: SeriesOutline): EventRecord | undefined {
  const found = kept.get(outline);
  if (found === undefined) return undefined;
  kept.delete(outline);
  kept.set(outline, found);
  return found.event;
}

/** Keeps what was read with this ETag, if the cached version has the same. Drops those that nobody has asked for the longest. */
export function keepWhole({ etag, spans: { outline } }: CachedVersion, event: EventRecord, read: string): void {
  const bytes = recordBytes(event);
  if (etag !== read || kept.has(outline) || bytes > maxKeptWholeBytes / 100) return;
  kept.set(outline, { event, bytes });
  used += bytes;
  for (const [oldest, one] of kept) {
    if (used <= maxKeptWholeBytes) break;
    kept.delete(oldest);
    used -= one.bytes;
  }
}

/** Of each series that is kept, some occurrences that have no document: each is the same event for everybody, as long as its series is. */
const occurrences = new WeakMap<EventRecord, Recent<EventRecord>>();

/** The occurrence of this date without a document of its own; undefined for a date that the series doesn't have. */
export function plainOccurrence(series: EventRecord, day: string): EventRecord | undefined {
  const known = occurrences.get(series) ?? createRecent<EventRecord>(maxKeptOccurrences);
  const found = known.get(day);
  if (found !== undefined) return found;
  const at = occurrenceAt(series, day);
  const event = at && occurrenceEvent(series, at, undefined, 0);
  if (event === undefined) return undefined;
  known.set(day, event);
  occurrences.set(series, known);
  return event;
}
