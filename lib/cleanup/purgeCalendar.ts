// Removes what a deleted calendar had: turns its events and entries into tombstones, page by page, and leaves a purge for each event.
import type { CalendarPurge } from '../calendar/calendars/calendarPurge.ts';
import { withoutCalendar } from '../calendar/calendars/permissions.ts';
import { entryRemoval } from '../calendar/entries/bring.ts';
import { eventRemoval, maxRemovalWrites } from '../calendar/events/purge.ts';
import { decodeListed, isEntry } from '../calendar/events/record/eventRecord.ts';
import { mailboxIn } from '../calendar/mailbox.ts';
import type { Clock } from '../runtime/clock.ts';
import { maxBatchOperations, maxRequestSeconds } from '../runtime/limits.ts';
import type { Documents, Write } from '../stores/documents.ts';

/** How many events a page has; one batch deletes all of them. */
const pageSize = Math.floor(maxBatchOperations / maxRemovalWrites);

/**
 * Removes the calendar's permissions, and deletes one page of its events; of entries as their owner would, so that nobody is told. Returns `more` when it has found events; `waits` when it has
 * found none, but a request that began before the deletion may still add one: the purge is then due again once that is impossible; `done`
 * when nothing is left and the purge is removed. Any number of calls may run at once.
 */
export async function purgeCalendarPage(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  partition: string,
  purge: Pick<CalendarPurge, 'id' | 'deletedCalendar' | 'created' | 'createdBy' | 'erases'>,
): Promise<'more' | 'waits' | 'done'> {
  const mailbox = mailboxIn(partition);
  if (mailbox === undefined) throw new Error(`Not a mailbox: ${partition}`);
  await withoutCalendar({ documents, clock }, partition, purge.deletedCalendar);
  const found = await documents.query(partition, {
    where: {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'listed', value: true },
        { is: 'eq', property: 'calendar', value: purge.deletedCalendar },
        {
          is: 'or',
          conditions: [
            { is: 'eq', property: 'kind', value: 'event' },
            { is: 'eq', property: 'kind', value: 'entry' },
          ],
        },
      ],
    },
    orderBy: [],
    limit: pageSize,
  });
  const [first, ...rest] = found.flatMap((document): Write[] => {
    const event = decodeListed(document);
    if (event === undefined) return [];
    return isEntry(event)
      ? entryRemoval(event, clock(), purge.createdBy)
      : eventRemoval(event, clock(), purge.createdBy, { erases: purge.erases });
  });
  if (first !== undefined) {
    // The batch is refused if another request has changed one of the events meanwhile. The next page then finds what is left.
    await documents.commit(partition, [first, ...rest]);
    return 'more';
  }
  const lateWritesEnd = Math.floor(Date.parse(purge.created) / 1000) + maxRequestSeconds;
  if (clock() / 1000 < lateWritesEnd) {
    await documents.commit(partition, [{ write: 'patch', id: purge.id, operations: [{ op: 'set', path: '/due', value: lateWritesEnd }] }]);
    return 'waits';
  }
  await documents.commit(partition, [{ write: 'remove', id: purge.id }]);
  return 'done';
}
