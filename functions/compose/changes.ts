// Builds what tells subscriptions of changes: connects it with the stores, the rights, and what filters see of occurrences.
import { setTimeout as wait } from 'node:timers/promises';
import { createSubscriberRights } from '../../lib/access/resolve/subscriber.ts';
import type { Services } from '../../lib/api/call.ts';
import { calendarDocument, decodeCalendar } from '../../lib/calendar/calendars/calendarRecord.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../lib/calendar/mailbox.ts';
import { createNotifications, type NotificationDependencies, type Notifications } from '../../lib/changes/notifications/notifications.ts';
import type { Subscription } from '../../lib/changes/subscriptions/subscription.ts';
import { shownDocument } from '../../lib/odata/event/shownDocument.ts';
import type { Documents } from '../../lib/stores/documents.ts';

/** What the composition of the whole app hands in. */
export type ChangeDependencies = Pick<
  NotificationDependencies,
  | 'mailboxes'
  | 'notifications'
  | 'outgoing'
  | 'clock'
  | 'random'
  | 'meter'
  | 'report'
  | 'secrets'
  | 'contentOf'
  | 'validationTokens'
  | 'remove'
> &
  Partial<Pick<NotificationDependencies, 'sleep'>> & { readonly services: Pick<Services, 'directory' | 'presence'> };

export function composeChanges({ services, sleep = pause, ...deps }: ChangeDependencies): Notifications {
  const rights = createSubscriberRights({
    ...services,
    isCalendarThere: (mailbox, calendarId) => isCalendarThere(deps.mailboxes, mailbox, calendarId),
  });
  return createNotifications({
    ...deps,
    ...rights,
    sleep,
    documentOf: (event) => shownDocument(event, { as: 'owner', viewer: '' }),
  });
}

/** The default calendar is there as long as its mailbox; any other costs a point read. */
const isCalendarThere = async (mailboxes: Documents, mailbox: Mailbox, calendarId: string): Promise<boolean> =>
  calendarId === defaultCalendarId(mailbox) ||
  decodeCalendar(await mailboxes.read(mailboxPartition(mailbox), calendarDocument(calendarId))) !== undefined;

/** Waits without keeping the process alive. */
const pause = (ms: number): Promise<void> => wait(ms, undefined, { ref: false });

/** Removes a subscription where it lies. */
export const removeSubscription =
  (mailboxes: Documents) =>
  async ({ tenant, owner, id }: Subscription): Promise<void> => {
    await mailboxes.commit(mailboxPartition({ tenant, ...owner }), [{ write: 'remove', id }]);
  };
