// Builds what tells subscriptions of changes: connects it with the stores, the rights, and what filters see of occurrences.
import { setTimeout as wait } from 'node:timers/promises';
import { createSubscriberRights } from '../../lib/access/resolve/subscriber.ts';
import type { Services } from '../../lib/api/call.ts';
import { createResourceContent } from '../../lib/api/subscriptions/resourceContent.ts';
import type { ValidationTokens } from '../../lib/changes/resourceData/validationTokens.ts';
import type { ByteBudget } from '../../lib/runtime/byteBudget.ts';
import { Fault } from '../../lib/runtime/errors.ts';
import { calendarDocument, decodeCalendar } from '../../lib/calendar/calendars/calendarRecord.ts';
import { defaultCalendarId, mailboxPartition, type Mailbox } from '../../lib/calendar/mailbox.ts';
import { createNotifications, type NotificationDependencies, type Notifications } from '../../lib/changes/notifications/notifications.ts';
import type { Randomness } from '../../lib/runtime/clock.ts';
import { shownDocument } from '../../lib/odata/event/eventSeen.ts';
import type { Documents } from '../../lib/stores/documents.ts';

/** What the composition of the whole app hands in. */
export interface ChangeDependencies extends Pick<
  NotificationDependencies,
  'mailboxes' | 'notifications' | 'leases' | 'generation' | 'outgoing' | 'clock' | 'meter' | 'report' | 'secrets'
> {
  readonly services: Services;
  readonly randomness: Randomness;
  readonly budget: ByteBudget;
  readonly publicUrl: string | undefined;
  /** Undefined where there is no key to sign them with. */
  readonly validationTokens: ValidationTokens | undefined;
  readonly sleep?: NotificationDependencies['sleep'];
}

export function composeChanges({
  services,
  randomness,
  budget,
  publicUrl,
  validationTokens,
  sleep = pause,
  ...deps
}: ChangeDependencies): Notifications {
  const content = createResourceContent({ services, budget, randomness, publicUrl });
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
    contentOf: (subscription, { named }) => content(subscription, named.path),
    validationToken: (issuer, tenant, appId) =>
      validationTokens === undefined ? Promise.reject(noKey()) : validationTokens.tokenFor(publicUrl ?? issuer, tenant, appId),
    documentOf: (event) => shownDocument(event, { as: 'owner', viewer: '' }),
  });
}

const noKey = (): Fault => new Fault('Notifications carry resource data, and no setting names a key that signs their validation tokens.');

/** The default calendar is there as long as its mailbox; any other costs a point read. */
const isCalendarThere = async (mailboxes: Documents, mailbox: Mailbox, calendarId: string): Promise<boolean> =>
  calendarId === defaultCalendarId(mailbox) ||
  decodeCalendar(await mailboxes.read(mailboxPartition(mailbox), calendarDocument(calendarId))) !== undefined;

/** Waits without keeping the process alive. */
const pause = (ms: number): Promise<void> => wait(ms, undefined, { ref: false });
