// The occurrences of a series that aren't as its pattern has them any more, in the order of their dates.
import type { Condition, Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { hiddenCount } from '../readEvent.ts';
import { occurrenceAt, occurrenceEvent } from './occurrenceEvent.ts';
import { dayOf, decodeOccurrence, type OccurrenceRecord } from './occurrenceRecord.ts';
import type { PlacedEvent, WindowPage } from './windowEntry.ts';
import type { WindowCursor } from './windowRequest.ts';

/** Documents that one query gives: cancelled ones are passed over, so that it may be asked again. */
const atOnce = 100;

/**
 * A page of exceptions. Costs what it passes: one query for each hundred, and a count for each that hides attachments; nothing for a series
 * that was never written to.
 */
export async function listExceptions(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  { limit, after }: { readonly limit: number; readonly after?: WindowCursor },
): Promise<WindowPage> {
  const partition = mailboxPartition(mailbox);
  const found: OccurrenceRecord[] = [];
  let day = after?.sort ?? '';
  for (let full = series.occurrenceRevision > 0; full && found.length <= limit;) {
    const conditions: Condition[] = [
      { is: 'eq', property: 'seriesOf', value: series.incarnation },
      { is: 'gt', property: 'day', value: day },
    ];
    const page = await documents.query(partition, {
      where: { is: 'and', conditions },
      orderBy: [{ property: 'seriesOf' }, { property: 'day' }],
      limit: atOnce,
    });
    // One whose date the pattern doesn't have any more is out of reach until it has it again.
    found.push(...page.flatMap((document) => decodeOccurrence(document) ?? []).filter((stored) => occurrenceAt(series, stored.day)));
    day = page.map(dayOf).at(-1) ?? day;
    full = page.length === atOnce;
  }
  const entries = await Promise.all(
    found.slice(0, limit).flatMap((stored) => {
      const at = occurrenceAt(series, stored.day);
      return at === undefined ? [] : [show(documents, partition, series, stored, at)];
    }),
  );
  const last = entries.at(-1)?.at;
  return { entries, more: found.length > limit, ...(last && { last }) };
}

async function show(
  documents: Documents,
  partition: string,
  series: EventRecord,
  stored: OccurrenceRecord,
  at: NonNullable<ReturnType<typeof occurrenceAt>>,
): Promise<PlacedEvent> {
  const event = occurrenceEvent(series, at, stored, await hiddenCount(documents, partition, series, stored));
  return { event, at: { sort: stored.day, id: stored.id } };
}
