// The key with which the app's identity signs URLs: asked for once in many hours, shared by all URLs, renewed before it ends.
import type { UserDelegationKey } from '@azure/storage-blob';
import type { Clock } from '../../runtime/clock.ts';

/** Asks the account for a key of this span. */
export type AskForKey = (startsOn: Date, expiresOn: Date) => Promise<UserDelegationKey>;

/** The key for a URL that ends at this time (milliseconds since the epoch). Rejects with what the account answered. */
export type DelegationKeys = (expires: number) => Promise<UserDelegationKey>;

const hourMs = 60 * 60 * 1000;
/** For how many hours a key is valid; Azure allows at most seven days (Get User Delegation Key). */
const keyHours = 12;
/** How many milliseconds before a key ends a new one is asked for. */
const renewBeforeMs = 2 * hourMs;

/**
 * Makes one request to the account for many hours, however many callers ask at once. While a key is renewed, URLs that end before the old
 * one are signed with that; a failure is never kept. `skewMs`: by how much the account's clock may be behind.
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
    // If this fails, the next caller asks again.
    asking.catch(() => undefined);
    return Promise.resolve(kept);
  };
}
