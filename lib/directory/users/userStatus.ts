// Lets users in by their own tokens, finds the user whom an object id names, and knows which mailboxes have lost their owner.
import type { Clock } from '../../runtime/clock.ts';
import { invalidUser, unavailable } from '../../runtime/errors.ts';
import type { Directory, DirectoryPorts } from '../directory.ts';
import { createTtlCache } from '../../runtime/ttlCache.ts';
import type { MailboxId } from '../mailboxId.ts';
import { isNewTo, type Recognized, type SignedIn } from './recognition.ts';
import type { User } from './users.ts';

/** Milliseconds; see `createUserStatus`. */
export const defaultPresenceAge = 30_000;

/** How many owners a process remembers; some hundred bytes each. */
const maxOwners = 20_000;

export interface UserStatus {
  /**
   * Lets a user in and says who it is: the user with the token's `oid` as id or alias. One point read for each process and user in
   * `maxAge`, two for an alias. If the directory knows the user, it writes only what is new in the token, and the write may fail. If not,
   * it looks past every cache and adds the user; throws 503 if it can't, so that nobody is ever let into another user's mailbox.
   * Throws 404 `ErrorInvalidUser` for a user who was deleted. When the token gives the user an address, it tells the events that wait for
   * the address (`onNamed`).
   */
  ensureUser(tenant: string, signedIn: SignedIn): Promise<Pick<Recognized, 'userId' | 'alias'>>;
  /** The id of the user whom an object id names: the same id or, for an alias, its user's. Costs what `isDeleted` costs. */
  userOf(tenant: string, id: string): Promise<string>;
  /** Whether the owner was deleted; one point read for each process and owner in `maxAge`. */
  isDeleted(owner: MailboxId): Promise<boolean>;
  /**
   * Whether a user who has been let in is a member of the tenant: false if the directory or the token says guest, or if neither says
   * member. Costs what `isDeleted` costs.
   */
  isMember(tenant: string, signedIn: SignedIn): Promise<boolean>;
  /** To be called when this process has changed or deleted the owner: forgets what is known of it. */
  invalidate(owner: MailboxId): void;
}

type Owner =
  | { readonly is: 'gone' | 'unknown' | 'group' }
  | { readonly is: 'alias'; readonly of: string }
  | { readonly is: 'there'; readonly user: User; recognized?: string };

export interface UserStatusDependencies extends Pick<DirectoryPorts, 'onNamed'> {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly maxAge?: number | undefined;
}

/**
 * `maxAge`: for how many milliseconds a process relies on what it read of an owner. That is the longest time for which a user who was
 * deleted through another process still gets answers with a valid token. In the process that deletes, the deletion counts at once.
 */
export function createUserStatus({ directory, clock, onNamed, maxAge = defaultPresenceAge }: UserStatusDependencies): UserStatus {
  const known = createTtlCache<Owner>(clock, maxAge, maxOwners);
  /** The new users who are being let in, so that many simultaneous requests of one user ask the directory once. */
  const coming = new Map<string, Promise<Recognized>>();
  const keyOf = ({ tenant, kind, id }: MailboxId): string => `${tenant}:${kind}:${id}`;
  const tokenOf = ({ upn, issuedAt, isGuest, isMember }: SignedIn): string => JSON.stringify([upn, issuedAt, isGuest, isMember]);

  const lookAt = (owner: MailboxId): Promise<Owner> =>
    known.get(keyOf(owner), async () => {
      if (owner.kind === 'groups') return { is: (await directory.group(owner.tenant, owner.id)) === undefined ? 'gone' : 'group' };
      const found = await directory.lookUp(owner.tenant, owner.id);
      if (found.is === 'there') return { is: 'there', user: found.entry };
      return found.is === 'alias' ? found : { is: found.is === 'deleted' ? 'gone' : 'unknown' };
    });

  /** The owner that the id names, also if the id is an alias. */
  async function look(owner: MailboxId): Promise<Owner> {
    const found = await lookAt(owner);
    return found.is === 'alias' ? lookAt({ ...owner, id: found.of }) : found;
  }

  async function letIn(tenant: string, signedIn: SignedIn): Promise<Recognized> {
    const key = keyOf({ tenant, kind: 'users', id: signedIn.userId });
    const recognized = await directory.recognizeUser(tenant, signedIn).catch((cause: unknown) => {
      throw unavailable('Who you are here cannot be found out now.', retryAfterSeconds, cause);
    });
    known.forget(key);
    if (recognized === 'gone') throw invalidUser(signedIn.userId);
    known.forget(keyOf({ tenant, kind: 'users', id: recognized.userId }));
    return recognized;
  }

  /** Lets a new user in once: other requests with the same token wait for the same answer. */
  function letInOnce(tenant: string, signedIn: SignedIn): Promise<Recognized> {
    const key = `${keyOf({ tenant, kind: 'users', id: signedIn.userId })} ${tokenOf(signedIn)}`;
    const pending = coming.get(key);
    if (pending !== undefined) return pending.then((recognized) => ({ ...recognized, gained: [] }));
    const entering = letIn(tenant, signedIn).finally(() => coming.delete(key));
    coming.set(key, entering);
    return entering;
  }

  /** Who the token's user is, and the addresses that the token gave; of simultaneous requests only one is told these addresses. */
  async function recognize(tenant: string, signedIn: SignedIn): Promise<Recognized> {
    const own: MailboxId = { tenant, kind: 'users', id: signedIn.userId };
    const first = await lookAt(own);
    const userId = first.is === 'alias' ? first.of : signedIn.userId;
    const owner = first.is === 'alias' ? await lookAt({ ...own, id: userId }) : first;
    if (owner.is === 'gone') throw invalidUser(signedIn.userId);
    if (owner.is !== 'there') {
      // A process never relies on a user's absence: another process may have let the user in meanwhile.
      known.forget(keyOf(own));
      return letInOnce(tenant, signedIn);
    }
    const token = tokenOf(signedIn);
    const { alias } = owner.user;
    if (owner.recognized === token || !isNewTo(owner.user, signedIn)) return { userId, alias, gained: [] };
    // Even if this fails, the same token isn't tried again before the directory is read anew.
    owner.recognized = token;
    const recognized = await directory.recognizeUser(tenant, signedIn).catch(() => undefined);
    // The owner is read anew, since it has changed. The mark of the token is set again, else each request would try the token.
    const key = keyOf({ ...own, id: userId });
    if (recognized !== undefined) known.forget(key);
    const now = await lookAt({ ...own, id: userId }).catch(() => undefined);
    if (now?.is === 'there') now.recognized = token;
    return { userId, alias, gained: recognized === undefined || recognized === 'gone' ? [] : recognized.gained };
  }

  return {
    async ensureUser(tenant, signedIn) {
      const { userId, alias, gained } = await recognize(tenant, signedIn);
      await onNamed(tenant, userId, gained);
      return { userId, alias };
    },

    async userOf(tenant, id) {
      const found = await lookAt({ tenant, kind: 'users', id });
      return found.is === 'alias' ? found.of : id;
    },

    isDeleted: async (owner) => (await look(owner)).is === 'gone',

    isMember: async (tenant, { userId, isGuest, isMember }) => {
      if (isGuest === true) return false;
      const found = await look({ tenant, kind: 'users', id: userId });
      const userType = found.is === 'there' ? found.user.userType : undefined;
      return userType === undefined ? isMember === true : userType === 'Member';
    },

    invalidate: (owner) => known.forget(keyOf(owner)),
  };
}

const retryAfterSeconds = 2;
