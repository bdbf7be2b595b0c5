// Notices what a batch of the change feed says: finds the subscriptions that are to be told, and writes their notifications.
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import { maxNoticesAtOnce } from '../../../runtime/limits/notifications.ts';
import { places } from '../../../runtime/mutex.ts';
import { maxBatchOperations } from '../../../runtime/limits.ts';
import type { Documents } from '../../../stores/documents.ts';
import { isOneOf } from '../../../calendar/events/readEvent.ts';
import { activeSubscriptions } from '../active.ts';
import { decodeTold, toldDocumentId, type Decided, type NotificationRecord } from '../notification.ts';
import type { Courier } from '../delivery/courier.ts';
import type { Receivers } from '../delivery/receivers.ts';
import { dropAll, isOverLimit } from '../delivery/waiting.ts';
import { writeNotices, type Drafted, type Placed } from '../outbox.ts';
import { covers, decide, remembers, type Told } from './decide.ts';
import { thingIn, type Change, type Thing } from './change.ts';
import { relatedIn, type Related } from './related.ts';
import { see, type Seen, type SeeingDependencies } from './seen.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';

/** What is asked about a subscription's creator, anew for each notification. */
export interface Rights {
  /** Whether the creator, the mailbox and the calendar are there, and the creator may still enter: else the subscription has ended. */
  readonly isGranted: (subscription: Subscription) => Promise<boolean>;
  /** Whether the creator may read the event. */
  readonly mayRead: (subscription: Subscription, event: EventRecord) => boolean;
}

export interface NoticeDependencies extends Rights, SeeingDependencies {
  readonly mailboxes: Documents;
  readonly notifications: Documents;
  readonly clock: Clock;
  readonly receivers: Pick<Receivers, 'dueOf'>;
  readonly courier: Pick<Courier, 'send' | 'isBusyWith' | 'forget'>;
  /** What the receiver is shown of the event, encrypted for it (`changeNotificationEncryptedContent`); undefined where it asks for none. */
  readonly contentOf: (subscription: Subscription, seen: Seen) => Promise<JsonObject | undefined>;
  /** Ends a subscription, and tells so. */
  readonly end: (subscription: Subscription, mailbox: string) => Promise<void>;
  /** Tells that changes were dropped. */
  readonly missed: (subscription: Subscription, mailbox: string) => Promise<void>;
  readonly count: (what: 'noticed' | 'dropped', by: number) => void;
}

/**
 * Notices changes of one mailbox. Costs one query for its subscriptions; for each that is to be told, what its rights cost, a read or query of
 * what it was told before where that decides, and a batch.
 */
export async function noticeMailbox(deps: NoticeDependencies, partition: string, changes: readonly Change[]): Promise<void> {
  const subscriptions = await activeSubscriptions(deps.mailboxes, partition, deps.clock());
  if (subscriptions.length === 0) return;
  const related = relatedIn(deps.mailboxes, partition, changes);
  const things = changes.map((change) => ({ change, thing: thingIn(change) }));
  const seen = await seeAll(deps, related, things, subscriptions);
  const place = places(maxNoticesAtOnce);
  await Promise.all(
    subscriptions.map((subscription) =>
      place(() =>
        tell(
          deps,
          { subscription, mailbox: partition },
          seen,
          things.map(({ thing }) => thing),
        ),
      ),
    ),
  );
}

/** What the changes tell of, each thing once; of attachments only where somebody watches their event's. */
async function seeAll(
  deps: NoticeDependencies,
  related: Related,
  things: readonly { readonly change: Change; readonly thing: Thing }[],
  subscriptions: readonly Subscription[],
): Promise<readonly Seen[]> {
  const watchedFiles = new Set(subscriptions.flatMap(({ watched }) => (watched.of === 'attachments' ? [watched.event] : [])));
  const seen = new Map<string, Seen>();
  for (const { change, thing } of things) {
    const eventOfFile = thing.is === 'attachment' ? thing.attachment.event : thing.is === 'attachmentGone' ? thing.gone.of : undefined;
    if (eventOfFile !== undefined && !watchedFiles.has(eventOfFile)) continue;
    const found = await see(change, related, deps);
    if (found !== undefined) seen.set(found.key, found);
  }
  return [...seen.values()];
}

/** Whether what the subscription watches is gone with this change. */
const isEnd = ({ watched }: Subscription, thing: Thing): boolean =>
  watched.of !== 'messages' &&
  ((thing.is === 'calendarGone' && watched.calendar === thing.calendarId) ||
    (thing.is === 'eventGone' && watched.of !== 'events' && watched.event === thing.gone.id));

async function tell(deps: NoticeDependencies, placed: Placed, all: readonly Seen[], things: readonly Thing[]): Promise<void> {
  const { subscription, mailbox } = placed;
  const seen = all.filter((each) => covers(subscription, each));
  const ends = things.some((thing) => isEnd(subscription, thing));
  if (seen.length === 0 && !ends) return;
  const decided = await decideAll(deps, subscription, seen);
  if (decided.length === 0 && !ends) return;
  if (!(await deps.isGranted(subscription))) return deps.end(subscription, mailbox);
  const drafted = await Promise.all(
    decided.map(async (each): Promise<Drafted> => {
      const isShown = each.tells !== undefined && each.tells !== 'deleted';
      return isShown ? { ...each, encryptedContent: await deps.contentOf(subscription, each.seen) } : each;
    }),
  );
  if (drafted.length > 0) await write(deps, placed, drafted);
  if (ends) await deps.end(subscription, mailbox);
}

/** What is to be told or remembered of what the creator may read. */
async function decideAll(deps: NoticeDependencies, subscription: Subscription, all: readonly Seen[]): Promise<readonly Decided[]> {
  const seen = all.filter(({ event }) => event === undefined || deps.mayRead(subscription, event));
  const told = await toldBefore(deps.notifications, subscription, seen);
  const now = deps.clock();
  return seen
    .map((each) => ({ ...decide(subscription, each, told.get(toldDocumentId(each)), now), seen: each }))
    .filter(({ tells, knows }) => tells !== undefined || knows !== undefined);
}

async function write(deps: NoticeDependencies, placed: Placed, drafted: readonly Drafted[]): Promise<void> {
  const now = deps.clock();
  const { subscription, mailbox } = placed;
  const { notificationUrl: url, tenant, id } = subscription;
  const waitsUntil = await deps.receivers.dueOf(url);
  const records: readonly NotificationRecord[] = await writeNotices(deps.notifications, placed, drafted, { now, waitsUntil });
  deps.count('noticed', records.length);
  const mayPile = waitsUntil !== undefined || deps.courier.isBusyWith(id);
  if (records.length > 0 && mayPile && (await isOverLimit(deps.notifications, id))) {
    deps.courier.forget(id);
    deps.count('dropped', await dropAll(deps.notifications, id));
    await deps.missed(subscription, mailbox);
  } else if (waitsUntil === undefined) deps.courier.send({ url, tenant }, records);
}

/** What the subscription was told of these things, as far as that decides: nothing, one point read, or a query. */
async function toldBefore(notifications: Documents, subscription: Subscription, seen: readonly Seen[]): Promise<ReadonlyMap<string, Told>> {
  const ids = seen.filter((each) => remembers(subscription, each)).map(toldDocumentId);
  const [only, ...more] = ids;
  if (only === undefined) return new Map();
  const found =
    more.length === 0
      ? [await notifications.read(subscription.id, only)]
      : await notifications.query(subscription.id, { where: isOneOf(ids), orderBy: [], limit: maxBatchOperations });
  return new Map(found.flatMap((document) => decodeTold(document) ?? []).map((told) => [told.id, told]));
}
