// Tries a failed call to a store again: with growing pauses and jitter, the store's own Retry-After, and one total deadline.
import type { Clock } from '../runtime/clock.ts';
import { ServiceError, unavailable } from '../runtime/errors.ts';
import { countRetry } from '../runtime/meter.ts';

/** How an adapter classifies a failure of its SDK. */
export type Failure =
  /** The store is busy (429, 449, 503): nothing was done. */
  | { readonly kind: 'busy'; readonly status: 429 | 503; readonly retryAfterMs?: number }
  /** No answer (cut connection, timeout, 408, 5xx): the store may have done what was asked. */
  | { readonly kind: 'unclear' }
  /** Anything else: not to be repeated. */
  | { readonly kind: 'final'; readonly error: unknown };

export interface RetryPolicy {
  /** Milliseconds after the first attempt's start from which no other attempt begins. */
  readonly deadlineMs: number;
  /** Milliseconds that a single attempt may take; without it, all that are left until the deadline. */
  readonly attemptMs?: number;
  /** Milliseconds of the first pause; each further one is twice as long, up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** The time, by the pacing's clock, at which the current request must be over, if there is one. Every attempt ends then, too. */
  readonly requestDeadline?: () => number | undefined;
}

/** The deadline is well below the 10 s after which senders of webhooks give up, and below the platform's 230 s. */
export const defaultRetryPolicy: RetryPolicy = { deadlineMs: 6_000, firstPauseMs: 40, longestPauseMs: 1_000 };

export interface Pacing {
  readonly clock: Clock;
  /** A number from 0 up to 1. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const realPacing: Pacing = {
  clock: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** What an attempt is given: whether an earlier attempt got no answer, and a signal that ends it at the deadline. */
export interface Attempt {
  readonly repeated: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the deadline has passed. Throws an error that `classify` calls final, else a
 * `ServiceError` 429 or 503 with `Retry-After` and the last failure as its cause.
 */
export async function withRetries<T>(
  attempt: (attempt: Attempt) => Promise<T>,
  classify: (error: unknown) => Failure,
  policy: RetryPolicy = defaultRetryPolicy,
  pacing: Pacing = realPacing,
): Promise<T> {
  const requestDeadline = policy.requestDeadline?.() ?? Infinity;
  const deadline = Math.min(pacing.clock() + policy.deadlineMs, requestDeadline);
  if (pacing.clock() >= requestDeadline) throw givenUp({ kind: 'unclear' }, 0, undefined);
  const attemptMs = (): number => Math.max(1, Math.min(policy.attemptMs ?? deadline - pacing.clock(), requestDeadline - pacing.clock()));
  let repeated = false;
  for (let pause = policy.firstPauseMs; ; pause = Math.min(pause * 2, policy.longestPauseMs)) {
    let failure: Failure;
    let cause: unknown;
    const limit = timeLimit(attemptMs());
    try {
      return await attempt({ repeated, signal: limit.signal });
    } catch (error) {
      failure = classify(error);
      cause = error;
    } finally {
      limit.end();
    }
    if (failure.kind === 'final') throw failure.error;
    if (failure.kind === 'unclear') repeated = true;
    const wanted = failure.kind === 'busy' ? (failure.retryAfterMs ?? 0) : 0;
    const wait = Math.max(wanted, pause * (0.5 + pacing.random() / 2));
    if (pacing.clock() + wait >= deadline) throw givenUp(failure, wait, cause);
    countRetry();
    await pacing.sleep(wait);
  }
}

/**
 * A signal that comes after so many milliseconds, unless the attempt has ended. `AbortSignal.timeout` can't be ended: each call would be
 * aborted seconds after its answer, which costs an error with its stack.
 */
function timeLimit(ms: number): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('The attempt took too long.', 'TimeoutError')), ms).unref();
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}

function givenUp(failure: Exclude<Failure, { kind: 'final' }>, waitMs: number, cause: unknown): ServiceError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  if (failure.kind === 'busy' && failure.status === 429)
    return new ServiceError(429, 'TooManyRequests', 'The store is busy. Repeat the request after the time in Retry-After.', {
      cause,
      headers: { 'Retry-After': String(seconds) },
    });
  return unavailable('A store did not answer. Whether the request took effect is unknown; repeat it.', seconds, cause);
}

/** Whether an error is of Node's sockets or of an aborted request: then the request may have arrived. Any other is our own fault. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  return (
    error.name === 'AbortError' ||
    error.name === 'TimeoutError' ||
    error.name === 'RestError' ||
    (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+|TimeoutError|REQUEST_SEND_ERROR)$/.test(code))
  );
}
