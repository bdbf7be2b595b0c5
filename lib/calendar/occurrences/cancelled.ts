// The occurrences of a series that were called off, or are private, by their dates.
import type { Condition, Documents } from '../../stores/documents.ts';
import { pagesBehind } from '../../stores/keyset.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { occurrenceAt } from './occurrenceEvent.ts';
import { dayOf, ofSeries } from './occurrenceRecord.ts';

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
  const pages = pagesBehind(documents, mailboxPartition(mailbox), ofSeries, {
    conditions: [{ is: 'eq', property: 'seriesOf', value: series.incarnation }, ...wanted],
    after: [''],
    limit: atOnce,
  });
  for await (const page of pages) days.push(...page.map(dayOf));
  // A date that the pattern doesn't have any more is no occurrence.
  return days.filter((day) => occurrenceAt(series, day) !== undefined);
}
