// Writes notifications, and what was told by them, into the partition of their subscription.
import type { Documents, PatchOperation, Write } from '../../stores/documents.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { commitUnits, type Unit } from './units.ts';
import {
  backlogDocument,
  backlogId,
  changeNotification,
  decodeNotification,
  lifecycleNotification,
  notificationDocument,
  toldDocument,
  type Decided,
  type LifecycleEvent,
  type Making,
  type NotificationRecord,
} from './notification.ts';
import type { JsonObject } from '../../runtime/json.ts';

/** A subscription, and the partition that it lies in. */
export interface Placed {
  readonly subscription: Subscription;
  readonly mailbox: string;
}

/** A notification to write, with what the receiver is shown of the event. */
export interface Drafted extends Decided {
  readonly encryptedContent?: JsonObject | undefined;
}

interface NoticeUnit extends Unit {
  readonly record?: NotificationRecord | undefined;
}

/**
 * Writes what was decided, each notification with what is known from then on. Resolves to the notifications that are new: not those that are
 * there already, since the feed has repeated a batch. Costs one batch, and a read and a batch for each notification that takes an older one's
 * place.
 */
export async function writeNotices(
  notifications: Documents,
  { subscription, mailbox }: Placed,
  drafted: readonly Drafted[],
  making: Making,
): Promise<readonly NotificationRecord[]> {
  const units = drafted.map(({ encryptedContent, ...decided }): NoticeUnit => {
    const { seen, tells, knows } = decided;
    const knowing: Write[] = knows ? [{ write: 'create', document: toldDocument(subscription, seen, knows, making.now) }] : [];
    if (tells === undefined) return knowingUnit(knowing);
    const made = changeNotification({ ...subscription, mailbox }, decided, tells, making);
    const record = encryptedContent === undefined ? made : { ...made, encryptedContent };
    return { ...telling(notifications, knowing, record), record };
  });
  const { now, waitsUntil } = making;
  const isWaiting = waitsUntil !== undefined && units.some(({ record }) => record !== undefined);
  const backlog: readonly NoticeUnit[] = isWaiting ? [inBacklog({ ...subscription, mailbox }, { now, due: waitsUntil }, 'more')] : [];
  const written = await commitUnits(notifications, subscription.id, [...backlog, ...units]);
  return written.flatMap(({ record }) => record ?? []);
}

/** Writes a notification of what becomes of a subscription. Undefined where nobody wants one, or where the same one waits already. */
export async function writeLifecycle(
  notifications: Documents,
  { subscription, mailbox }: Placed,
  { event, occasion = '' }: { readonly event: LifecycleEvent; readonly occasion?: string },
  now: number,
): Promise<NotificationRecord | undefined> {
  const record = lifecycleNotification(subscription, mailbox, event, occasion, { now });
  if (record === undefined) return undefined;
  const written = await commitUnits(notifications, subscription.id, [{ ...telling(notifications, [], record), record }]);
  return written[0]?.record;
}

/** What is known is written over what was known. */
const knowingUnit = (writes: readonly Write[]): Unit => ({
  writes,
  refused: (_, because) => knowingUnit(writes.map((write) => otherwise(write, because))),
});

/** A document that turned out to be there is replaced; one that turned out not to be is created. */
const otherwise = (write: Write, because: 'exists' | 'missing' | 'condition'): Write => {
  if (write.write !== 'create' && write.write !== 'replace') return write;
  return { write: because === 'missing' ? 'create' : 'replace', document: write.document };
};

/** What is known, and the notification: instead of an older one in its place, but not of a newer one or of itself. */
function telling(notifications: Documents, knowing: readonly Write[], record: NotificationRecord): Unit {
  const document = notificationDocument(record);
  const unit = (knows: readonly Write[], tells: readonly Write[]): Unit => ({
    writes: [...knows, ...tells],
    async refused(at, because) {
      if (at < knows.length)
        return unit(
          knows.map((write) => otherwise(write, because)),
          tells,
        );
      const there = decodeNotification(await notifications.read(record.of, record.id));
      if (there === undefined) return unit(knows, [{ write: 'create', document }]);
      if (isSaid(there, record)) return knows.length === 0 ? undefined : knowingUnit(knows);
      return unit(knows, [sameAs(there), { write: 'replace', document }]);
    },
  });
  return unit(knowing, [{ write: 'create', document }]);
}

/** Whether the notification that is there says what the new one would say, or something newer. */
function isSaid(there: NotificationRecord, record: NotificationRecord): boolean {
  if (there.notificationId === record.notificationId) return true;
  if (there.about === 'change' && record.about === 'change') return there.at > record.at;
  return there.about === 'lifecycle' && there.open && record.about === 'lifecycle' && record.lifecycleEvent === 'missed';
}

/** Refuses the batch where another notification has taken the place meanwhile. */
const sameAs = ({ id, notificationId }: NotificationRecord): Write => ({
  write: 'patch',
  id,
  operations: [{ op: 'set', path: '/open', value: true }],
  when: { is: 'eq', property: 'notificationId', value: notificationId },
});

/**
 * Says that something waits in a subscription's backlog: more of what waits there already, or what is to be tried again at another time. Both
 * times are in milliseconds since 1970; a backlog that isn't there yet is due at `due`.
 */
export function inBacklog(
  { tenant, mailbox }: { readonly tenant: string; readonly mailbox: string },
  { now, due }: { readonly now: number; readonly due: number },
  what: 'more' | 'again',
): Unit {
  const seconds = Math.ceil(due / 1000);
  const again: readonly PatchOperation[] = what === 'again' ? [{ op: 'set', path: '/due', value: seconds }] : [];
  const patch: Write = { write: 'patch', id: backlogId(tenant), operations: [{ op: 'increment', path: '/writes', by: 1 }, ...again] };
  const create: Write = { write: 'create', document: backlogDocument(tenant, mailbox, seconds, now) };
  const unit = (write: Write): Unit => ({ writes: [write], refused: (_, because) => unit(because === 'missing' ? create : patch) });
  return unit(patch);
}
