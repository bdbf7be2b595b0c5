// The key that URLs are signed with by identity: asked for once in many hours, shared by all, renewed before it ends.
import type { UserDelegationKey } from '@azure/storage-blob';
import type { Clock } from '../../runtime/clock.ts';

/** Asks the account for a key of this span. */
export type AskForKey = (startsOn: Date, expiresOn: Date) => Promise<UserDelegationKey>;

/** The key for a URL that ends at this time (milliseconds since the epoch). Rejects with what the account answered. */
export type DelegationKeys = (expires: number) => Promise<UserDelegationKey>;

const hourMs = 60 * 60 * 1000;
/** Hours that a key is asked for; Azure gives at most seven days (Get User Delegation Key). */
const keyHours = 12;
/** Milliseconds before a key's end from which a new one is asked for. */
const renewBeforeMs = 2 * hourMs;

/**
 * One request to the account for many hours, however many ask at the same time. While a key is renewed the old one serves, as long as no
 * URL outlives it; a failure is never kept. `skewMs`: by how much the account's clock may be behind.
 */
export function delegationKeys(ask: AskForKey, clock: Clock, skewMs: number): DelegationKeys {
  let kept: UserDelegationKey | undefined;
  let asking: Promise<UserDelegationKey> | undefined;

  const renew = (): Promise<UserDelegationKey> => {
    const now = clock();
    return ask(new Date(now - skewMs), new Date(now + keyHours * hourMs))
      .then((key) => (kept = key))
      .finally(() => (asking = undefined));
  };

  return (expires) => {
    const ends = kept?.signedExpiresOn.getTime() ?? 0;
    if (kept !== undefined && clock() < ends - renewBeforeMs) return Promise.resolve(kept);
    asking ??= renew();
    if (kept === undefined || expires > ends) return asking;
    // Whoever comes next asks again, if this fails.
    asking.catch(() => undefined);
    return Promise.resolve(kept);
  };
}
