// Keeps what windows have read of series and long events: a version that was checked and worked out once isn't again.
import type { StoredDocument } from '../../stores/documents.ts';
import { readSeries, type ReadSeries } from '../recurrence/occurrences.ts';
import { seriesIn } from './occurrenceEvent.ts';
import { glimpseOf, timesOf, type SeriesGlimpse } from './seriesGlimpse.ts';

/** What is kept at most, in all mailboxes together: an event counts once, and once for each of its attendees. Some 20 MB. */
const room = 20_000;
/** And of one mailbox: four large ones leave the others nothing. */
const roomOfOne = room / 4;

/** A series, ready to be asked for its dates, or a long event with its times, in milliseconds since 1970 UTC. */
export type Spans =
  | { readonly glimpse: SeriesGlimpse; readonly read: ReadSeries }
  | { readonly glimpse: SeriesGlimpse; readonly read?: undefined; readonly startUtc: number; readonly endUtc: number };

/** A version that was read. */
export interface Kept {
  readonly etag: string;
  readonly spans: Spans;
  readonly weight: number;
}

interface Mailbox {
  readonly byId: Map<string, Kept>;
  weight: number;
}

/** By partition; the one that was asked for last is at the end. None is empty. */
const mailboxes = new Map<string, Mailbox>();
let used = 0;

/** What is kept of a mailbox, by the ids of the documents; undefined where nothing is. */
export function glimpsesOf(partition: string): ReadonlyMap<string, Kept> | undefined {
  const mailbox = mailboxes.get(partition);
  if (mailbox === undefined) return undefined;
  mailboxes.delete(partition);
  mailboxes.set(partition, mailbox);
  return mailbox.byId;
}

/** The series or long event in a document of a partition; undefined for none. Kept by its ETag, so that a newer version is read anew. */
export function glimpsed(partition: string, document: StoredDocument): Spans | undefined {
  const known = mailboxes.get(partition)?.byId.get(document.id);
  if (known?.etag === document.etag) return known.spans;
  const glimpse = glimpseOf(document);
  if (glimpse === undefined) return undefined;
  const spans = spansOf(glimpse) ?? { glimpse, ...timesOf(glimpse) };
  keep(partition, document.id, { etag: document.etag, spans, weight: 1 + glimpse.attendees.length });
  return spans;
}

/** A series as a window asks it; undefined for what doesn't recur. */
export function spansOf(glimpse: SeriesGlimpse): Extract<Spans, { read: ReadSeries }> | undefined {
  const recurring = seriesIn(glimpse.properties);
  return recurring && { glimpse, read: readSeries(recurring) };
}

/** The mailbox's own oldest go first, then all of the mailboxes that nobody has asked for longest. */
function keep(partition: string, id: string, one: Kept): void {
  const mailbox = mailboxes.get(partition) ?? { byId: new Map<string, Kept>(), weight: 0 };
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
