// The occurrences of a series that were called off, or are private, by their dates.
import type { Condition, Documents } from '../../stores/documents.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { occurrenceAt } from './occurrenceEvent.ts';
import { dayOf } from './occurrenceRecord.ts';

/** Documents that one query gives at most; it is asked again for the rest. */
const atOnce = 200;

/** Dates on the series' clocks, in their order. One query for each 200 of them; none for a series that was never written to. */
export const cancelledDays = (documents: Documents, mailbox: Mailbox, series: EventRecord): Promise<readonly string[]> =>
  writtenDays(documents, mailbox, series, [{ is: 'eq', property: 'kind', value: 'cancelledOccurrence' }]);

/** The same of the occurrences that are private by themselves. */
export const privateDays = (documents: Documents, mailbox: Mailbox, series: EventRecord): Promise<readonly string[]> =>
  writtenDays(documents, mailbox, series, [
    { is: 'eq', property: 'kind', value: 'occurrence' },
    { is: 'eq', property: 'overrides.sensitivity', value: 'private' },
  ]);

async function writtenDays(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  wanted: readonly Condition[],
): Promise<readonly string[]> {
  const days: string[] = [];
  if (series.occurrenceRevision === 0) return days;
  for (let full = true, last = ''; full;) {
    const page = await documents.query(mailboxPartition(mailbox), {
      where: {
        is: 'and',
        conditions: [{ is: 'eq', property: 'seriesOf', value: series.incarnation }, { is: 'gt', property: 'day', value: last }, ...wanted],
      },
      orderBy: [{ property: 'seriesOf' }, { property: 'day' }],
      limit: atOnce,
    });
    days.push(...page.map(dayOf));
    last = days.at(-1) ?? last;
    full = page.length === atOnce;
  }
  // A date that the pattern doesn't have any more is no occurrence.
  return days.filter((day) => occurrenceAt(series, day) !== undefined);
}
