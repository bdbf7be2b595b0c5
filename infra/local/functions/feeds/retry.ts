// Calls a function again after a failure, as its retry policy says ("Azure Functions error handling and retries").
import { setTimeout } from 'node:timers/promises';
import type { RetryContext, RetryOptions } from '../host/coreTypes.ts';

/** The delays of an exponential policy that names none, in seconds: the host's own (extension 4.x, ExponentialBackoffRetryAttribute). */
const usual = { minimum: 4, maximum: 900 };

/**
 * Calls until a call succeeds. Rejects with the last error when the policy has an end and it has come, at once without a policy, and when
 * `over` is aborted meanwhile. `failed` hears of each failure that is followed by another call.
 */
export async function withRetries(
  call: (retry: RetryContext | undefined) => Promise<unknown>,
  policy: RetryOptions | undefined,
  over: AbortSignal,
  failed: (error: unknown, seconds: number) => void,
): Promise<void> {
  let retry: RetryContext | undefined;
  for (let count = 1; ; count += 1) {
    try {
      await call(retry);
      return;
    } catch (error) {
      const isLast = policy === undefined || (policy.maxRetryCount >= 0 && count > policy.maxRetryCount);
      if (isLast || over.aborted) throw error;
      const seconds = delayOf(policy, count);
      failed(error, seconds);
      await setTimeout(seconds * 1000, undefined, { signal: over });
      retry = { retryCount: count, maxRetryCount: policy.maxRetryCount, exception: { message: String(error) } };
    }
  }
}

/** Seconds before the repeat with this number. */
function delayOf(policy: RetryOptions, count: number): number {
  if (policy.retryStrategy === 'fixedDelay') return policy.delayInterval?.seconds ?? 0;
  const { minimumInterval: minimum, maximumInterval: maximum } = policy;
  return Math.min((minimum?.seconds ?? usual.minimum) * 2 ** (count - 1), maximum?.seconds ?? usual.maximum);
}
