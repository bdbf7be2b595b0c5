// Who is there: lets users in by their own tokens, and knows which mailboxes have lost their owner.
import type { Clock } from '../clock.ts';
import { invalidUser } from '../errors.ts';
import type { Directory } from './directory.ts';
import { recently } from './recently.ts';
import { isNewTo, type SignedIn, type User } from './users.ts';

/** Milliseconds; see `createPresence`. */
export const defaultPresenceAge = 30_000;

/** Owners that a process remembers; some hundred bytes each. */
const maxOwners = 20_000;

/** The owner of a mailbox. */
export interface MailboxOwner {
  readonly tenant: string;
  readonly kind: 'users' | 'groups';
  readonly id: string;
}

export interface Presence {
  /**
   * Lets a user in, who enters the directory or is renamed in it by what the own token verifies. One point read for each process and
   * user in `maxAge`; a write only where the token brings something new, and nothing depends on its success. Resolves to whether it
   * did. Throws 404 `ErrorInvalidUser` for a user who was deleted.
   */
  admit(tenant: string, signedIn: SignedIn): Promise<boolean>;
  /** Whether the owner was deleted; one point read for each process and owner in `maxAge`. */
  isGone(owner: MailboxOwner): Promise<boolean>;
  /** Whether the user is a guest of the tenant, as far as the directory knows; costs what `isGone` costs. */
  isGuest(user: MailboxOwner): Promise<boolean>;
  /** The owner has been changed or deleted by this process. */
  forget(owner: MailboxOwner): void;
}

type Owner = { readonly is: 'gone' } | { readonly is: 'there' | 'unknown'; readonly user?: User | undefined; recognized?: string };

/**
 * `maxAge` is for how many milliseconds a process takes an owner for there without asking again: the longest time for which a user who
 * was deleted through another process still gets answers by a valid token. In the process that deletes, the deletion counts at once.
 */
export function createPresence(directory: Directory, clock: Clock, maxAge = defaultPresenceAge): Presence {
  const known = recently<Owner>(clock, maxAge, maxOwners);
  const keyOf = ({ tenant, kind, id }: MailboxOwner): string => `${tenant}:${kind}:${id}`;

  const look = (owner: MailboxOwner): Promise<Owner> =>
    known.get(keyOf(owner), async () => {
      if (owner.kind === 'groups') return { is: (await directory.group(owner.tenant, owner.id)) === undefined ? 'gone' : 'there' };
      const found = await directory.userOrTombstone(owner.tenant, owner.id);
      if (found === 'deleted') return { is: 'gone' };
      return { is: found === undefined ? 'unknown' : 'there', user: found };
    });

  return {
    async admit(tenant, signedIn) {
      const owner = await look({ tenant, kind: 'users', id: signedIn.userId });
      if (owner.is === 'gone') throw invalidUser(signedIn.userId);
      const token = `${signedIn.upn ?? ''} ${signedIn.issuedAt ?? 0}`;
      if (owner.recognized === token || !isNewTo(owner.user, signedIn)) return false;
      // Whatever becomes of it, the same token isn't tried again before the directory has been read anew.
      owner.recognized = token;
      return directory.recognizeUser(tenant, signedIn, `user:${signedIn.userId}`).then(
        () => true,
        () => false,
      );
    },
    isGone: async (owner) => (await look(owner)).is === 'gone',
    isGuest: async (owner) => {
      const found = await look(owner);
      return found.is !== 'gone' && found.user?.userType === 'Guest';
    },
    forget: (owner) => known.forget(keyOf(owner)),
  };
}
