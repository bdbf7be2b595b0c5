// What looking up addresses counts for: each is a store's read that no request of its own has asked for.
import { addressesPerRequest } from '../../runtime/limits.ts';
import type { Visit } from './throttle.ts';

/** Asked before so many addresses are looked up. Throws 429 when the caller has asked for enough in this window. */
export const lookingUp =
  (visit: Pick<Visit, 'work'>) =>
  (addresses: number): void => {
    const requests = Math.floor(addresses / addressesPerRequest);
    if (requests > 0) visit.work(requests);
  };
