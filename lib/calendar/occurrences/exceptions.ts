// Lists and counts the exceptions of a series, in the order of their dates.
import type { Documents } from '../../stores/documents.ts';
import { pagesBehind } from '../../stores/keyset.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { hiddenCount } from '../events/readEvent.ts';
import type { Occurrence } from '../recurrence/occurrences.ts';
import { occurrenceAt, occurrenceEvent } from './occurrenceEvent.ts';
import { decodeOccurrence, ofSeries, type OccurrenceRecord } from './occurrenceRecord.ts';
import type { PlacedEvent, WindowPage } from '../windows/windowEntry.ts';
import type { WindowCursor } from '../windows/windowRequest.ts';

/** The most documents that one query returns. More queries may follow, since cancelled and hidden ones are skipped. */
const atOnce = 100;

/** Whether the caller sees an occurrence with a document as an exception: the organizer's own properties make none for attendees. */
export type IsException = (event: EventRecord) => boolean;

/** An exception, before its hidden attachments are counted. */
interface Exception {
  readonly stored: OccurrenceRecord;
  readonly at: Occurrence;
}

/**
 * A page of exceptions that the caller sees. Costs one query for each hundred documents that it passes, hidden or not, and a count for each
 * exception on the page that hides attachments. Costs nothing for a series whose occurrences nobody has written to.
 */
export async function listExceptions(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  { limit, after, skip = 0 }: { readonly limit: number; readonly after?: WindowCursor | undefined; readonly skip?: number | undefined },
  isException: IsException,
): Promise<WindowPage> {
  const partition = mailboxPartition(mailbox);
  const found: Exception[] = [];
  let bytes = 0;
  let toSkip = after === undefined ? skip : 0;
  const isFull = (): boolean => found.length > limit || (found.length > 1 && bytes > maxPageReadBytes);
  for await (const some of exceptionsOf(documents, partition, series, after?.sort ?? '', isException)) {
    for (const each of some) {
      if (isFull()) break;
      if (toSkip-- > 0) continue;
      found.push(each);
      bytes += Buffer.byteLength(JSON.stringify(each.stored));
    }
    if (isFull()) break;
  }
  const entries = await Promise.all(
    (isFull() ? found.slice(0, -1) : found).map((exception) => show(documents, partition, series, exception)),
  );
  const last = entries.at(-1)?.at;
  return { entries, more: isFull(), ...(last && { last }) };
}

/** How many exceptions the caller sees; one query for each hundred occurrences with documents. */
export async function countExceptions(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  isException: IsException,
): Promise<number> {
  let count = 0;
  for await (const some of exceptionsOf(documents, mailboxPartition(mailbox), series, '', isException)) count += some.length;
  return count;
}

/** The exceptions after a date that the caller sees, query by query; without those on dates that the pattern doesn't have any more. */
async function* exceptionsOf(
  documents: Documents,
  partition: string,
  series: EventRecord,
  behind: string,
  isException: IsException,
): AsyncGenerator<readonly Exception[]> {
  if (series.occurrenceRevision === 0) return;
  const pages = pagesBehind(documents, partition, ofSeries, {
    conditions: [{ is: 'eq', property: 'seriesOf', value: series.incarnation }],
    after: [behind],
    limit: atOnce,
    bytes: maxPageReadBytes,
  });
  for await (const page of pages)
    yield page.flatMap((document) => {
      const stored = decodeOccurrence(document);
      const at = stored && occurrenceAt(series, stored.day);
      return stored && at && isException(occurrenceEvent(series, at, stored, 0)) ? [{ stored, at }] : [];
    });
}

async function show(documents: Documents, partition: string, series: EventRecord, { stored, at }: Exception): Promise<PlacedEvent> {
  const event = occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
  return { event, at: { sort: stored.day, id: stored.id } };
}
