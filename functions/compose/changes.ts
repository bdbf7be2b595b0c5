// Builds what tells subscriptions of changes: connects it with the stores, the rights, and what filters see of occurrences.
import { setTimeout as wait } from 'node:timers/promises';
import { createSubscriberRights } from '../../lib/access/resolve/subscriber.ts';
import type { Services } from '../../lib/api/call.ts';
import { calendarDocument, decodeCalendar } from '../../lib/calendar/calendars/calendarRecord.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../lib/calendar/mailbox.ts';
import { createNotifications, type NotificationDependencies, type Notifications } from '../../lib/changes/notifications/notifications.ts';
import type { Randomness } from '../../lib/runtime/clock.ts';
import { shownDocument } from '../../lib/odata/event/shownDocument.ts';
import type { Documents } from '../../lib/stores/documents.ts';

/** What the composition of the whole app hands in. */
export interface ChangeDependencies extends Pick<
  NotificationDependencies,
  'mailboxes' | 'notifications' | 'leases' | 'generation' | 'outgoing' | 'clock' | 'meter' | 'report' | 'secrets'
> {
  readonly services: Pick<Services, 'directory' | 'presence' | 'subscriptions'>;
  readonly randomness: Randomness;
  readonly sleep?: NotificationDependencies['sleep'];
}

export function composeChanges({ services, randomness, sleep = pause, ...deps }: ChangeDependencies): Notifications {
  const rights = createSubscriberRights({
    ...services,
    isCalendarThere: (mailbox, calendarId) => isCalendarThere(deps.mailboxes, mailbox, calendarId),
  });
  return createNotifications({
    ...deps,
    ...rights,
    sleep,
    newName: () => randomness(16).toString('base64url'),
    random: () => randomness(4).readUInt32BE() / 2 ** 32,
    remove: (subscription) => services.subscriptions.remove(subscription),
    contentOf: () => Promise.resolve(undefined),
    validationTokens: () => Promise.resolve([]),
    documentOf: (event) => shownDocument(event, { as: 'owner', viewer: '' }),
  });
}

/** The default calendar is there as long as its mailbox; any other costs a point read. */
const isCalendarThere = async (mailboxes: Documents, mailbox: Mailbox, calendarId: string): Promise<boolean> =>
  calendarId === defaultCalendarId(mailbox) ||
  decodeCalendar(await mailboxes.read(mailboxPartition(mailbox), calendarDocument(calendarId))) !== undefined;

/** Waits without keeping the process alive. */
const pause = (ms: number): Promise<void> => wait(ms, undefined, { ref: false });
