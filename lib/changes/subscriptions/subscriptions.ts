// Makes, reads, lists, renews and deletes subscriptions: each lies in the mailbox that it watches, a pointer to it in the directory.
import { mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import type { Page, PageRequest } from '../../directory/page.ts';
import { newObjectId } from '../../directory/users/objectId.ts';
import type { Outgoing } from '../../outgoing/outgoing.ts';
import type { Boundaries } from '../../outgoing/target.ts';
import type { Clock, Randomness } from '../../runtime/clock.ts';
import { accessDenied } from '../../runtime/errors.ts';
import { handshakeMs, maxHandshakesAtOnce, maxSubscriptions } from '../../runtime/limits/subscriptions.ts';
import type { Condition, Documents } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { createAtOnce } from './atOnce.ts';
import { decodePointer, keptUntil, mayView, ownerOf, pagePointers, pointerId, pointerTo, type Viewer } from './pointer.ts';
import { invalidSubscription, subscriptionNotFound, tooManySubscriptions } from './refusals.ts';
import { requireReceiver, shakeHands, type Receiver } from './receiver.ts';
import { dueAfterReauthorizing, expiryOf, firstDue, ttlUntil } from './renewal.ts';
import { decodeSubscription, isActive, type Creator, type StoredSubscription, type Subscription } from './subscription.ts';

/** What a new subscription is to be; `expires` in milliseconds since 1970 UTC, as it was asked for. */
export interface Wanted extends Pick<
  StoredSubscription,
  | 'resource'
  | 'base'
  | 'watched'
  | 'filter'
  | 'select'
  | 'changeTypes'
  | 'notificationUrl'
  | 'lifecycleNotificationUrl'
  | 'clientState'
  | 'resourceData'
  | 'latestSupportedTlsVersion'
> {
  readonly expires: number;
}

/** What a renewal changes; what it doesn't name stays. */
export interface Renewal {
  readonly expires?: number | undefined;
  readonly notificationUrl?: string | undefined;
  readonly resourceData?: StoredSubscription['resourceData'];
}

/** With which rights somebody makes or renews a subscription. */
export interface Grant {
  readonly mailbox: Mailbox;
  readonly creator: Creator;
  /** The minutes that they let it live at most. */
  readonly minutes: number;
  /** The host that the request itself was sent to, as `host` of its URL. */
  readonly host: string;
  readonly by: Author;
}

export interface Subscriptions {
  /**
   * Makes a subscription, after its receivers have answered the handshake: one query, a create in the directory and one in the mailbox.
   * Throws 400 for receivers, an expiry or a wish that isn't offered, 403 above the limits, 429 for too many handshakes at once.
   */
  create(grant: Grant, wanted: Wanted): Promise<Subscription>;
  /** One that the viewer sees: two point reads. Throws 404. */
  read(viewer: Viewer, id: string): Promise<Subscription>;
  /** Those of a page of what the viewer sees that live: one query, and one for each mailbox that they lie in. */
  list(viewer: Viewer, page: PageRequest): Promise<Page<Subscription>>;
  /** Renews one that was read, with the rights of now: a patch in the directory and a write in the mailbox. Throws as `create`, and 404. */
  renew(grant: Grant, subscription: Subscription, renewal: Renewal): Promise<Subscription>;
  /** The same without a change but the rights, and when its creator is asked again. */
  reauthorize(grant: Grant, subscription: Subscription): Promise<void>;
  /** Deletes one that was read: two writes. */
  remove(subscription: Subscription): Promise<void>;
}

export interface SubscriptionDependencies extends Boundaries {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly outgoing: Outgoing;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Whether the service has a key to sign `validationTokens` with: without one no notification carries what it is about. */
  readonly canSign: boolean;
}

const ofMailbox: Condition = { is: 'eq', property: 'kind', value: 'subscription' };

const busy = 'Too many requests change this subscription at once.';

export function createSubscriptions(deps: SubscriptionDependencies): Subscriptions {
  const { mailboxes, directory, outgoing, clock, randomness, canSign } = deps;
  const oneOfFew = createAtOnce(maxHandshakesAtOnce, 'handshakes of one application for one mailbox', handshakeMs / 1000);

  /** Judges receivers by what they say themselves, then asks them. */
  async function validate({ mailbox, creator, host }: Grant, receivers: readonly Receiver[]): Promise<void> {
    const boundaries = { ...deps, ownHosts: [...deps.ownHosts, host] };
    for (const receiver of receivers) requireReceiver(receiver, boundaries);
    const who = JSON.stringify([mailboxPartition(mailbox), creator.appId, creator.id]);
    await oneOfFew(who, () => shakeHands(outgoing, randomness, receivers));
  }

  function requireOffered(resourceData: StoredSubscription['resourceData']): void {
    if (resourceData !== undefined && !canSign)
      throw invalidSubscription(
        "The property 'includeResourceData' cannot be true: this service has no key to sign validation tokens with.",
      );
  }

  /** Throws 403 where the mailbox, or the application in it, has as many active subscriptions as there may be. */
  async function requireRoom(mailbox: Mailbox, appId: string): Promise<void> {
    const now = new Date(clock()).toISOString();
    const found = await mailboxes.query(mailboxPartition(mailbox), {
      where: { is: 'and', conditions: [ofMailbox, { is: 'gt', property: 'expires', value: now }] },
      orderBy: [],
      only: ['creator.appId'],
      limit: maxSubscriptions.ofMailbox,
    });
    if (found.length >= maxSubscriptions.ofMailbox) throw tooManySubscriptions(maxSubscriptions.ofMailbox);
    const own = found.filter(({ body: { creator } }) => isOf(creator, appId));
    if (own.length >= maxSubscriptions.ofApplication) throw tooManySubscriptions(maxSubscriptions.ofApplication);
  }

  /** Writes what follows from `change` over a subscription, unless it was deleted or has expired; then it throws 404. */
  async function rewrite(
    { id, tenant, owner }: Subscription,
    change: (before: Subscription, now: number) => Partial<StoredSubscription>,
  ): Promise<Subscription> {
    const partition = mailboxPartition({ tenant, ...owner });
    return winRace(attemptsOf.change, busy, async () => {
      const now = clock();
      const before = decodeSubscription(await mailboxes.read(partition, id));
      if (before === undefined || !isActive(before, now)) throw subscriptionNotFound();
      const { etag, ...stored } = before;
      const after = { ...stored, ...change(before, now), modified: new Date(now).toISOString(), revision: stored.revision + 1 };
      const kept = { ...after, ttl: ttlUntil(Date.parse(after.expires), now) };
      const written = await mailboxes.replaceIf(partition, { ...kept, kind: 'subscription' }, etag);
      return written === undefined ? lost : { ...kept, etag: written };
    });
  }

  return {
    async create(grant, { expires: asked, ...wanted }) {
      const { mailbox, creator, minutes, by } = grant;
      const { tenant, kind, id: ownerId } = mailbox;
      requireOffered(wanted.resourceData);
      expiryOf(asked, clock(), minutes);
      const receivers = receiversOf(wanted);
      await requireRoom(mailbox, creator.appId);
      await validate(grant, receivers);
      // What is committed from here on is told: it comes after `created`.
      const now = clock();
      const expires = expiryOf(Math.max(asked, now + 1), now, minutes);
      const record = newRecord(now, by);
      const subscription: StoredSubscription = {
        id: newObjectId(randomness),
        ...record,
        revision: 1,
        creator,
        tenant,
        owner: { kind, id: ownerId },
        ...wanted,
        expires: new Date(expires).toISOString(),
        renewed: record.created,
        due: firstDue(now, expires),
        ttl: ttlUntil(expires, now),
      };
      await directory.commit(tenant, [{ write: 'create', document: pointerTo(subscription, { now, expires, by }) }]);
      const made = await mailboxes.commit(mailboxPartition(mailbox), [
        { write: 'create', document: { ...subscription, kind: 'subscription' } },
      ]);
      // An id is new: where one is refused, an earlier attempt of this very write has made it.
      return { ...subscription, etag: made.outcome === 'done' ? (made.etags[0] ?? '') : '' };
    },

    async read(viewer, id) {
      const pointer = decodePointer(await directory.read(viewer.tenant, pointerId(id)));
      if (pointer === undefined || !mayView(pointer, viewer)) throw subscriptionNotFound();
      const partition = mailboxPartition(ownerOf(viewer.tenant, pointer));
      const found = decodeSubscription(await mailboxes.read(partition, pointer.subscriptionId));
      if (found === undefined || !isActive(found, clock())) throw subscriptionNotFound();
      return found;
    },

    async list(viewer, page) {
      const { entries, ...rest } = await pagePointers(directory, viewer, page);
      const byMailbox = Map.groupBy(entries, (pointer) => mailboxPartition(ownerOf(viewer.tenant, pointer)));
      const found = new Map<string, Subscription>();
      await inTurns([...byMailbox], async ([partition, pointers]) => {
        const conditions = pointers.map(({ subscriptionId: value }): Condition => ({ is: 'eq', property: 'id', value }));
        const documents = await mailboxes.query(partition, {
          where: { is: 'and', conditions: [ofMailbox, { is: 'or', conditions }] },
          orderBy: [],
          limit: pointers.length,
        });
        for (const document of documents) {
          const subscription = decodeSubscription(document);
          if (subscription !== undefined) found.set(subscription.id, subscription);
        }
      });
      const now = clock();
      const living = entries.flatMap(({ subscriptionId }) => found.get(subscriptionId) ?? []);
      return { ...rest, entries: living.filter((subscription) => isActive(subscription, now)) };
    },

    async renew(grant, subscription, { expires: asked, notificationUrl, resourceData }) {
      requireOffered(resourceData);
      const until = asked === undefined ? undefined : expiryOf(asked, clock(), grant.minutes);
      if (notificationUrl !== undefined) await validate(grant, [{ property: 'notificationUrl', url: notificationUrl }]);
      if (until !== undefined) await keepPointer(subscription, until);
      return rewrite(subscription, (before, now) => {
        const expires = until ?? Date.parse(before.expires);
        return {
          creator: grant.creator,
          expires: new Date(expires).toISOString(),
          ...(until === undefined
            ? { due: dueAfterReauthorizing(before, now) }
            : { renewed: new Date(now).toISOString(), due: firstDue(now, expires) }),
          ...(notificationUrl !== undefined && { notificationUrl }),
          ...(resourceData !== undefined && { resourceData }),
        };
      });
    },

    async reauthorize({ creator }, subscription) {
      await rewrite(subscription, (before, now) => ({ creator, due: dueAfterReauthorizing(before, now) }));
    },

    async remove({ id, tenant, owner }) {
      await mailboxes.commit(mailboxPartition({ tenant, ...owner }), [{ write: 'remove', id }]);
      await directory.commit(tenant, [{ write: 'remove', id: pointerId(id) }]);
    },
  };

  /** Lets a pointer live as long as its subscription is about to. Throws 404 where it is gone. */
  async function keepPointer({ id, tenant }: Subscription, expires: number): Promise<void> {
    const kept = await directory.commit(tenant, [keptUntil(id, expires, clock())]);
    if (kept.outcome === 'refused' && kept.because === 'missing') throw subscriptionNotFound();
  }
}

/** Throws 403 for one that the viewer sees, but that another application has made. */
export function requireOwn({ creator }: Subscription, { appId }: Viewer): void {
  if (creator.appId !== appId) throw accessDenied();
}

function receiversOf({ notificationUrl, lifecycleNotificationUrl }: Omit<Wanted, 'expires'>): readonly Receiver[] {
  return [
    { property: 'notificationUrl', url: notificationUrl },
    ...(lifecycleNotificationUrl === undefined ? [] : [{ property: 'lifecycleNotificationUrl' as const, url: lifecycleNotificationUrl }]),
  ];
}

const isOf = (creator: unknown, appId: string): boolean =>
  typeof creator === 'object' && creator !== null && 'appId' in creator && creator.appId === appId;

/** Mailboxes that a list asks at once. */
const mailboxesAtOnce = 8;

async function inTurns<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < all.length; i += mailboxesAtOnce) await Promise.all(all.slice(i, i + mailboxesAtOnce).map(each));
}
