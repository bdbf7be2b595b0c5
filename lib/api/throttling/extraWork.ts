// Counts what a request causes beside itself: bytes that are copied, addresses that are looked up.
import { ServiceError } from '../../runtime/errors.ts';
import { addressesPerRequest, budgetPerServedByte, maxCopiedBytes, maxCopyPieceBytes } from '../../runtime/limits.ts';
import type { Share } from '../../runtime/byteBudget.ts';
import type { ThrottledRequest } from './throttle.ts';

/** How much a request and its parts may copy together. */
export interface CopyAllowance {
  /** Counts so many bytes. Throws 507 when that is more than a request may copy. */
  take(bytes: number): void;
}

export function createCopyAllowance(): CopyAllowance {
  let left = maxCopiedBytes;
  return {
    take(bytes) {
      if (bytes > left)
        throw new ServiceError(
          507,
          'ErrorDataSizeLimitExceeded',
          `The requests of a batch have attachments of at most ${maxCopiedBytes} bytes copied together. Send this one by itself.`,
        );
      left -= bytes;
    },
  };
}

/**
 * Called before so many bytes are copied, piece by piece. Throws 507 when the batch has copied as much as it may, 429 when the caller has
 * done so in this window, and 503 when the byte budget is spent.
 */
export const copying =
  (allowance: CopyAllowance, throttled: Pick<ThrottledRequest, 'countBytes'>, share: Pick<Share, 'take'>) =>
  (bytes: number): void => {
    allowance.take(bytes);
    throttled.countBytes(bytes);
    share.take(Math.min(bytes, maxCopyPieceBytes) * budgetPerServedByte);
  };

/**
 * Called before so many addresses are looked up: each costs a read of the store, so that some of them count as a request. Throws 429 when the caller has made too many requests in this
 * window.
 */
export const countLookups =
  (throttled: Pick<ThrottledRequest, 'countRequests'>) =>
  (addresses: number): void => {
    const requests = Math.floor(addresses / addressesPerRequest);
    if (requests > 0) throttled.countRequests(requests);
  };
