// Finds the dates on which a series has cancelled or private occurrences.
import { z } from 'zod';
import type { Condition, Documents, StoredDocument } from '../../stores/documents.ts';
import { pagesBehind } from '../../stores/keyset.ts';
import type { EventRecord, VisibilityProperties } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { occurrenceAt } from './occurrenceEvent.ts';
import { dayOf, ofSeries } from './occurrenceRecord.ts';
import { sensitivityOf } from './ownAttendees.ts';
import type { IsShown } from '../windows/windowEntry.ts';

/** The most documents that one query returns; further queries return the rest. */
const atOnce = 200;

/** A cancelled occurrence, with who would have seen it if those aren't the people who see its series. */
const cancelled = z.object({
  day: z.string(),
  incarnation: z.string(),
  sensitivity: z.literal('private').optional(),
  attendees: z.array(z.string()).optional(),
});
type Cancelled = z.infer<typeof cancelled>;

/**
 * The dates, in order and in the series' zone, of the cancelled occurrences that the caller would have seen. One query for each 200
 * cancelled occurrences; none for a series whose occurrences nobody has written to.
 */
export async function cancelledDays(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  isShown: IsShown,
): Promise<readonly string[]> {
  const found = await writtenDays(documents, mailbox, series, [{ is: 'eq', property: 'kind', value: 'cancelledOccurrence' }]);
  return found
    .map(({ body }) => cancelled.parse(body))
    .filter((each) => isShown(visibilityPropertiesOf(series, each)))
    .map(({ day }) => day);
}

const visibilityPropertiesOf = (
  series: EventRecord,
  { incarnation, attendees = series.attendees, ...own }: Cancelled,
): VisibilityProperties => ({
  incarnation,
  attendees,
  calendar: series.calendar,
  properties: { sensitivity: sensitivityOf(own, series.properties) },
  occurrence: { series },
});

/** The dates of the occurrences that are private themselves, whether or not their series is. */
export async function privateDays(documents: Documents, mailbox: Mailbox, series: EventRecord): Promise<readonly string[]> {
  const found = await writtenDays(documents, mailbox, series, [
    { is: 'eq', property: 'kind', value: 'occurrence' },
    { is: 'eq', property: 'overrides.sensitivity', value: 'private' },
  ]);
  return found.map(dayOf);
}

async function writtenDays(
  documents: Documents,
  mailbox: Mailbox,
  series: EventRecord,
  wanted: readonly Condition[],
): Promise<readonly StoredDocument[]> {
  const days: StoredDocument[] = [];
  if (series.occurrenceRevision === 0) return days;
  const pages = pagesBehind(documents, mailboxPartition(mailbox), ofSeries, {
    conditions: [{ is: 'eq', property: 'seriesOf', value: series.incarnation }, ...wanted],
    after: [''],
    limit: atOnce,
  });
  for await (const page of pages) days.push(...page);
  // Skips dates that the pattern doesn't have any more.
  return days.filter((document) => occurrenceAt(series, dayOf(document)) !== undefined);
}
