// What a subscription's creator may still be told: asked anew for each notification, as far as it can be known without a token (contract, section 12).
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { sameMailbox, type Mailbox } from '../../calendar/mailbox.ts';
import type { Creator, Subscription } from '../../changes/subscriptions/subscription.ts';
import type { Directory } from '../../directory/directory.ts';
import type { UserStatus } from '../../directory/users/userStatus.ts';
import { eventAccess } from '../permissions/eventAccess.ts';
import type { Caller } from '../tokens/caller.ts';

export interface SubscriberDependencies {
  readonly directory: Pick<Directory, 'isMember'>;
  readonly presence: Pick<UserStatus, 'isDeleted'>;
  readonly isCalendarThere: (mailbox: Mailbox, calendarId: string) => Promise<boolean>;
}

export interface SubscriberRights {
  /**
   * Whether the creator, the mailbox and the calendar that is watched are there, and whether a user who watches a group is in it. Scopes, roles
   * and the groups of the token count as they were. Costs what `presence` costs for both, a point read for a group's members, and one for a
   * calendar.
   */
  isGranted(subscription: Subscription): Promise<boolean>;
  /** Whether the creator may read the event. */
  mayRead(subscription: Subscription, event: EventRecord): boolean;
}

export function createSubscriberRights({ directory, presence, isCalendarThere }: SubscriberDependencies): SubscriberRights {
  const isThere = async (mailbox: Mailbox): Promise<boolean> => !(await presence.isDeleted(mailbox));

  async function mayEnter({ tenant, creator, owner }: Subscription): Promise<boolean> {
    if (creator.kind === 'application') return true;
    if (owner.kind === 'users') return owner.id === creator.id;
    return creator.groups?.includes(owner.id) === true || directory.isMember(tenant, owner.id, creator.id);
  }

  return {
    async isGranted(subscription) {
      const { tenant, creator, owner, watched } = subscription;
      const mailbox = { tenant, ...owner };
      const calendar = watched.of === 'messages' ? undefined : watched.calendar;
      const all = await Promise.all([
        isThere(mailbox),
        creator.kind === 'application' || isThere({ tenant, kind: 'users', id: creator.id }),
        mayEnter(subscription),
        calendar === undefined || isCalendarThere(mailbox, calendar),
      ]);
      return all.every(Boolean);
    },

    mayRead({ tenant, creator, owner }, event) {
      const mailbox: Mailbox = { tenant, ...owner };
      const isOwn =
        creator.kind === 'application' || owner.kind === 'groups' || sameMailbox(mailbox, { tenant, kind: 'users', id: creator.id });
      return isOwn && eventAccess(callerOf(creator, tenant), mailbox, mailbox, event).read;
    },
  };
}

/** The caller that the creator was. */
export const callerOf = (creator: Creator, tenant: string): Caller =>
  creator.kind === 'application'
    ? { ...creator, tenant, roles: new Set(creator.roles) }
    : {
        ...creator,
        tenant,
        scopes: new Set(creator.scopes),
        groups: creator.groups === undefined ? 'omitted' : new Set(creator.groups),
      };
