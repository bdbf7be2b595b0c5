// Counts the looking up of addresses as requests, since each address costs a read of the store.
import { addressesPerRequest } from '../../runtime/limits.ts';
import type { Visit } from './throttle.ts';

/** Called before so many addresses are looked up. Throws 429 when the caller has made too many requests in this window. */
export const countLookups =
  (visit: Pick<Visit, 'work'>) =>
  (addresses: number): void => {
    const requests = Math.floor(addresses / addressesPerRequest);
    if (requests > 0) visit.work(requests);
  };
