// Caches the outlines of series and long events, so that windows decode each version, and work out its dates, only once.
import { z } from 'zod';
import type { StoredDocument } from '../../stores/documents.ts';
import { readSeries, type ReadSeries } from '../recurrence/occurrences.ts';
import { seriesIn } from './occurrenceEvent.ts';
import { decodeOutline, timesOf, type SeriesOutline } from './eventOutline.ts';

/** The most weight that is cached of all mailboxes together, some 20 MB. An event weighs 1, and 1 more for each of its attendees. */
const room = 20_000;
/** The most weight that is cached of one mailbox. */
const roomOfOne = room / 4;

/** A series, ready to be asked for its dates, or a long event with its times, in milliseconds since 1970 UTC. */
export type SpanningEvent =
  | { readonly outline: SeriesOutline; readonly read: ReadSeries }
  | { readonly outline: SeriesOutline; readonly read?: undefined; readonly startUtc: number; readonly endUtc: number };

/** A version of an event that was read. */
export interface CachedVersion {
  readonly etag: string;
  readonly spans: SpanningEvent;
  /** The first moment that it covers, and the last one, in UTC: those of moved occurrences among them. */
  readonly span: { readonly start: string; readonly end: string };
  /** 1, and 1 more for each attendee. */
  readonly weight: number;
}

interface Mailbox {
  readonly byId: Map<string, CachedVersion>;
  weight: number;
}

/** The cached mailboxes by partition, the most recently used last. None is empty. */
const mailboxes = new Map<string, Mailbox>();
let used = 0;

/** The cached versions of a mailbox, by the ids of their documents; undefined if there are none. */
export function cachedVersions(partition: string): ReadonlyMap<string, CachedVersion> | undefined {
  const mailbox = mailboxes.get(partition);
  if (mailbox === undefined) return undefined;
  mailboxes.delete(partition);
  mailboxes.set(partition, mailbox);
  return mailbox.byId;
}

/** The series or long event in a document, from the cache if it has this ETag; undefined if the document is no event. Caches the version. */
export function cachedVersion(partition: string, document: StoredDocument): CachedVersion | undefined {
  const known = mailboxes.get(partition)?.byId.get(document.id);
  if (known?.etag === document.etag) return known;
  const outline = decodeOutline(document);
  if (outline === undefined) return undefined;
  const spans = spanningSeries(outline) ?? { outline, ...timesOf(outline) };
  const { spanStart: start, spanEnd: end } = spanned.parse(document.body).sortKeys;
  const version: CachedVersion = { etag: document.etag, spans, span: { start, end }, weight: 1 + outline.attendees.length };
  keep(partition, document.id, version);
  return version;
}

const spanned = z.object({ sortKeys: z.object({ spanStart: z.string().default(''), spanEnd: z.string().default('') }) });

/** The series of an outline, ready to be asked for its dates; undefined for an event that doesn't recur. */
export function spanningSeries(outline: SeriesOutline): Extract<SpanningEvent, { read: ReadSeries }> | undefined {
  const recurring = seriesIn(outline.properties);
  return recurring && { outline, read: readSeries(recurring) };
}

/** Caches a version. Makes room: drops first the mailbox's own oldest versions, then whole mailboxes, the longest unused first. */
function keep(partition: string, id: string, one: CachedVersion): void {
  const mailbox = mailboxes.get(partition) ?? { byId: new Map<string, CachedVersion>(), weight: 0 };
  drop(mailbox, id);
  for (const oldest of mailbox.byId.keys()) {
    if (mailbox.weight + one.weight <= roomOfOne) break;
    drop(mailbox, oldest);
  }
  mailbox.byId.set(id, one);
  mailbox.weight += one.weight;
  used += one.weight;
  mailboxes.set(partition, mailbox);
  for (const [other, { weight }] of mailboxes) {
    if (used <= room) break;
    mailboxes.delete(other);
    used -= weight;
  }
}

function drop(mailbox: Mailbox, id: string): void {
  const known = mailbox.byId.get(id);
  if (known === undefined) return;
  mailbox.byId.delete(id);
  mailbox.weight -= known.weight;
  used -= known.weight;
}
