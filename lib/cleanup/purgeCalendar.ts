// Removing what a deleted calendar had: its events become tombstones, page by page, each with a purge of its own.
import type { CalendarPurge } from '../calendar/calendars/calendarPurge.ts';
import { withoutCalendar } from '../calendar/calendars/permissions.ts';
import { eventRemoval, maxRemovalWrites } from '../calendar/events/purge.ts';
import { decodeEvent } from '../calendar/events/record/eventRecord.ts';
import { mailboxIn } from '../calendar/mailbox.ts';
import type { Clock } from '../runtime/clock.ts';
import { maxBatchOperations, maxRequestSeconds } from '../runtime/limits.ts';
import type { Documents, Write } from '../stores/documents.ts';

/** Events that one page deletes in one batch. */
const pageSize = Math.floor(maxBatchOperations / maxRemovalWrites);

/**
 * Takes the calendar's permissions away, and deletes one page of its events. `waits` when none is left but a request that found the calendar alive may still be
 * adding one: the purge is due again when that can't be any more. `done` when it is over, and the purge is gone. Any number may run at once.
 */
export async function purgeCalendarPage(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  partition: string,
  purge: Pick<CalendarPurge, 'id' | 'deletedCalendar' | 'created' | 'createdBy'>,
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
        { is: 'eq', property: 'kind', value: 'event' },
      ],
    },
    orderBy: [],
    limit: pageSize,
  });
  const [first, ...rest] = found.flatMap((document): Write[] => {
    const event = decodeEvent(document);
    return event === undefined ? [] : eventRemoval(mailbox, event, clock(), purge.createdBy);
  });
  if (first !== undefined) {
    // Refused when another request was faster with one of them: the next page tells what is left.
    await documents.commit(partition, [first, ...rest]);
    return 'more';
  }
  const settled = Math.floor(Date.parse(purge.created) / 1000) + maxRequestSeconds;
  if (clock() / 1000 < settled) {
    await documents.commit(partition, [{ write: 'patch', id: purge.id, operations: [{ op: 'set', path: '/due', value: settled }] }]);
    return 'waits';
  }
  await documents.commit(partition, [{ write: 'remove', id: purge.id }]);
  return 'done';
}
