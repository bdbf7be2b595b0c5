// Retries by a clock that is handed in: pauses, jitter, the store's own wish, the deadline, and what is given up with.
import { describe, expect, it, vi } from 'vitest';
import { createDeadline } from '../../../lib/runtime/deadline.ts';
import { ServiceError } from '../../../lib/runtime/errors.ts';
import { isConnectionFailure, withRetries, type Attempt, type Failure, type RetryPolicy } from '../../../lib/stores/retry.ts';

const policy: RetryPolicy = { deadlineMs: 6_000, firstPauseMs: 40, longestPauseMs: 1_000 };
const busy = (retryAfterMs?: number, status: 429 | 503 = 429): Failure => ({
  kind: 'busy',
  status,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const unclear: Failure = { kind: 'unclear' };

/** Runs attempts that fail so, one after the other, and then succeed; an attempt takes `takes` milliseconds. */
async function run(
  failures: readonly Failure[],
  { random = 1, takes = 0, endsIn }: { random?: number; takes?: number; endsIn?: number } = {},
) {
  let now = 1_000_000;
  const bounded = { ...policy, ...(endsIn !== undefined && { requestDeadline: () => 1_000_000 + endsIn }) };
  const pauses: number[] = [];
  const repeated: boolean[] = [];
  const pacing = {
    clock: () => now,
    random: () => random,
    sleep: (ms: number) => {
      pauses.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  const attempt = (each: Attempt): Promise<string> => {
    repeated.push(each.repeated);
    now += takes;
    return repeated.length > failures.length ? Promise.resolve('done') : Promise.reject(new Error(`attempt ${repeated.length}`));
  };
  const classify = (): Failure => failures[repeated.length - 1] ?? expect.fail('no such attempt');
  const outcome: unknown = await withRetries(attempt, classify, bounded, pacing).catch((error: unknown) => error);
  return { outcome, pauses, repeated, took: now - 1_000_000 };
}

const times = (count: number, failure: Failure): Failure[] => Array.from({ length: count }, () => failure);

it('a success needs no pause', async () => {
  expect(await run([])).toMatchObject({ outcome: 'done', pauses: [], repeated: [false] });
});

it('pauses double up to the longest', async () => {
  expect((await run(times(7, busy()))).pauses).toEqual([40, 80, 160, 320, 640, 1000, 1000]);
});

it('jitter halves a pause at most', async () => {
  expect((await run(times(3, busy()), { random: 0 })).pauses).toEqual([20, 40, 80]);
});

it('the store’s own wish is kept, and never shortens a pause', async () => {
  expect((await run([busy(700), busy(0), busy(1)])).pauses).toEqual([700, 80, 160]);
});

it('what was answered is no repetition; what was not, is one for all attempts that follow', async () => {
  expect((await run([busy(), busy()])).repeated).toEqual([false, false, false]);
  expect((await run([busy(), unclear, busy()])).repeated).toEqual([false, false, true, true]);
});

it('a final failure is thrown as it is, at once', async () => {
  const error = new Error('no');
  expect(await run([busy(), { kind: 'final', error }])).toMatchObject({ outcome: error, repeated: [false, false] });
});

describe('at the deadline', () => {
  const refused = async (failure: Failure, options?: { takes: number }): Promise<ServiceError> => {
    const { outcome, took } = await run(times(10_000, failure), options);
    expect(took).toBeLessThan(policy.deadlineMs + (options?.takes ?? 0));
    return outcome instanceof ServiceError ? outcome : expect.fail(String(outcome));
  };

  it('a busy store is a 429 with Retry-After, and the last failure its cause', async () => {
    const error = await refused(busy());
    expect(error).toMatchObject({ status: 429, code: 'TooManyRequests', headers: { 'Retry-After': '1' } });
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('Retry-After is what the store asked for, in whole seconds', async () => {
    expect(await refused(busy(2_300))).toMatchObject({ status: 429, headers: { 'Retry-After': '3' } });
  });

  it('a store that asks for more than the deadline is not waited for', async () => {
    const { outcome, pauses } = await run([busy(6_000)]);
    expect(pauses).toEqual([]);
    expect(outcome).toMatchObject({ status: 429, headers: { 'Retry-After': '6' } });
  });

  it.each([
    ['a store that is out of order', busy(undefined, 503)],
    ['no answer', unclear],
  ])('the failure %s is a 503 at the deadline', async (_, failure) => {
    const error = await refused(failure);
    expect(error).toMatchObject({ status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '1' } });
    expect(error.message).toContain('Whether the request took effect is unknown');
  });

  it('attempts that take long count', async () => {
    expect((await run(times(10_000, unclear), { takes: 2_500 })).repeated).toHaveLength(3);
    await refused(unclear, { takes: 2_500 });
  });
});

it('an attempt is told to end at the deadline', async () => {
  const began = performance.now();
  const attempt = ({ signal }: Attempt): Promise<never> =>
    new Promise((_, reject) => {
      const reason: unknown = signal.reason;
      signal.addEventListener('abort', () => {
        reject(signal.reason instanceof Error ? signal.reason : new Error(String(reason)));
      });
    });
  const running = withRetries(attempt, (error) => (isConnectionFailure(error) ? unclear : { kind: 'final', error }), {
    ...policy,
    deadlineMs: 50,
  });
  await expect(running).rejects.toMatchObject({ status: 503 });
  // Where no deadline is set, it is six seconds.
  expect(performance.now() - began).toBeLessThan(5_000);
});

describe('at a cut-off', () => {
  it('nothing is tried again, however much later the deadline is', async () => {
    const { outcome, took } = await run(times(10_000, unclear), { endsIn: 500 });
    expect(outcome).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(took).toBeLessThan(500);
  });

  it('a cut-off that has passed lets not even a first attempt be made', async () => {
    for (const endsIn of [0, -1]) expect(await run([], { endsIn })).toMatchObject({ outcome: { status: 503 }, repeated: [] });
  });

  it('a cut-off that is later than the deadline changes nothing', async () => {
    expect(await run(times(20, busy()), { endsIn: 60_000 })).toEqual(await run(times(20, busy())));
  });

  it('an attempt is told to end, even one that may take longer', async () => {
    const attempt = ({ signal }: Attempt): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('ended', 'TimeoutError'))));
    const running = withRetries(attempt, () => unclear, { ...policy, attemptMs: 600_000, requestDeadline: () => Date.now() + 50 });
    // By its own time it would end long after the test has failed.
    await expect(running).rejects.toMatchObject({ status: 503 });
  });

  it('work knows its own cut-off, and other work none', async () => {
    const requestDeadline = createDeadline();
    const later = async (): Promise<number | undefined> => {
      await Promise.resolve();
      return requestDeadline.current();
    };
    expect(await Promise.all([requestDeadline.run(1, later), requestDeadline.run(2, later), later()])).toEqual([1, 2, undefined]);
  });
});

describe('a connection failure is', () => {
  const coded = (code: string): Error => Object.assign(new Error(code), { code });
  it.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'REQUEST_SEND_ERROR', 'TimeoutError'])(
    'the error %s is a connection failure',
    (code) => {
      expect(isConnectionFailure(coded(code))).toBe(true);
    },
  );

  it('an aborted request is a connection failure', () => {
    expect(isConnectionFailure(new DOMException('ended', 'AbortError'))).toBe(true);
    expect(isConnectionFailure(AbortSignal.timeout(0).reason ?? new DOMException('late', 'TimeoutError'))).toBe(true);
  });

  it.each([new TypeError('x is not a function'), coded('invalid'), 'text', undefined, { code: 'ECONNRESET' }])(
    'the error %s is no connection failure',
    (error) => {
      expect(isConnectionFailure(error)).toBe(false);
    },
  );
});

it('an attempt that has ended leaves no timer, and its signal doesn’t come later', async () => {
  const final = (error: unknown): Failure => ({ kind: 'final', error });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const seen: { readonly signal: AbortSignal; readonly timers: number }[] = [];
    for (const end of [Promise.resolve(), Promise.reject(new Error('refused'))]) {
      const attempt = ({ signal }: Attempt): Promise<void> => {
        seen.push({ signal, timers: vi.getTimerCount() });
        return end;
      };
      await withRetries(attempt, final).catch(() => undefined);
    }
    expect([...seen.map(({ timers }) => timers), vi.getTimerCount()]).toEqual([1, 1, 0]);
    vi.advanceTimersByTime(60_000);
    expect(seen.map(({ signal }) => signal.aborted)).toEqual([false, false]);

    const untilAborted = ({ signal }: Attempt): Promise<void> =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    const ends = withRetries(untilAborted, final);
    vi.advanceTimersByTime(6_000);
    await expect(ends).rejects.toMatchObject({ name: 'TimeoutError' });
  } finally {
    vi.useRealTimers();
  }
});
