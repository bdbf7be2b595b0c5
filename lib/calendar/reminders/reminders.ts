// Snoozes, dismisses and lists the reminders of a mailbox, without writing to its events, so that nobody else notices it.
import type { Clock } from '../../runtime/clock.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import type { Documents } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import type { Windows } from '../windows/windows.ts';
import type { WindowRequest } from '../windows/windowRequest.ts';
import { occurrenceMeant } from './occurrenceMeant.ts';
import { decodeReminder, reminderDocument, remindingOf, withAnswer } from './reminderRecord.ts';
import { countReminders, listReminders, type ReminderPage } from './view.ts';

export interface Reminders {
  /**
   * Answers the reminder of an event, of an entry or of one occurrence; of a series, that of the occurrence which `occurrenceMeant` finds.
   * `until`: the time it is snoozed to, in milliseconds since 1970 UTC; undefined to dismiss it. One read and one write. Throws 400 where
   * the reminder is off.
   */
  answer(mailbox: Mailbox, event: EventRecord, until: number | undefined, by: Author): Promise<void>;
  /** See `listReminders`. */
  list(mailbox: Mailbox, calendar: string, request: WindowRequest): Promise<ReminderPage>;
  /** How many reminders all its pages have together. */
  count(mailbox: Mailbox, calendar: string, window: Pick<WindowRequest, 'from' | 'to'>): Promise<number>;
}

export interface ReminderDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly windows: Pick<Windows, 'instances'>;
}

export function createReminders({ documents, clock, windows }: ReminderDependencies): Reminders {
  return {
    async answer(mailbox, event, until, by) {
      const meant = event.properties.recurrence === null ? event : await occurrenceMeant(windows, mailbox, event, clock());
      const reminding = meant && remindingOf(meant);
      if (reminding === undefined)
        throw invalidRequest(
          "Your request can't be completed. The reminder of this event is not set, or it has no occurrence within five years.",
        );
      const partition = mailboxPartition(mailbox);
      await winRace(attemptsOf.change, 'Too many requests answer the reminders of this event at once.', async () => {
        const former = decodeReminder(await documents.read(partition, reminderDocument(reminding.incarnation)));
        const document = withAnswer(former, reminding, until, { now: clock(), by });
        if (former !== undefined) return (await documents.replaceIf(partition, document, former.etag)) === undefined ? lost : undefined;
        const made = await documents.commit(partition, [{ write: 'create', document }]);
        return made.outcome === 'done' ? undefined : lost;
      });
    },

    list: (...given) => listReminders(documents, ...given),
    count: (...given) => countReminders(documents, ...given),
  };
}
