// What a piece of work is told to have asked of the stores, by a clock that is handed in.
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { beginCall, maxCallsKept, measured } from '../../../lib/runtime/meter.ts';
import { withRetries } from '../../../lib/stores/retry.ts';

let now = 1_000;
const clock = (): number => now;
const usageOf = async (work: () => Promise<unknown>) => (await measured(clock, work)).usage;

it('the meter counts calls by kind, with their charges, and keeps each as it went', async () => {
  now = 1_000;
  const { value, usage } = await measured(clock, async () => {
    const read = beginCall('read');
    now += 3;
    read(200, 1.05);
    await setImmediate();
    now += 10;
    const again = beginCall('read');
    now += 2;
    again(404, 1);
    beginCall('blobPut')();
    return 'done';
  });
  expect(value).toBe('done');
  expect(usage).toEqual({
    counts: { read: 2, blobPut: 1 },
    charge: 2.05,
    ms: 5,
    throttled: 0,
    retries: 0,
    calls: [
      { kind: 'read', began: 1_000, ms: 3, status: 200, charge: 1.05 },
      { kind: 'read', began: 1_013, ms: 2, status: 404, charge: 1 },
      { kind: 'blobPut', began: 1_015, ms: 0, charge: 0 },
    ],
  });
});

it('the meter counts the time of calls side by side once', async () => {
  now = 0;
  const { ms } = await usageOf(() => {
    const [first, second] = [beginCall('read'), beginCall('query')];
    now += 4;
    first(200);
    now += 4;
    second(200);
    return Promise.resolve();
  });
  expect(ms).toBe(8);
});

it('the meter counts what is tried again, and answers that say the store is busy', async () => {
  let answers = [429, 503, 200];
  const usage = await usageOf(() =>
    withRetries(
      () => {
        const [status = 0, ...rest] = answers;
        answers = rest;
        beginCall('batch')(status);
        return status === 200 ? Promise.resolve() : Promise.reject(new Error(String(status)));
      },
      () => ({ kind: 'busy', status: 429 }),
      { deadlineMs: 1_000, firstPauseMs: 1, longestPauseMs: 1 },
    ),
  );
  expect(usage).toMatchObject({ counts: { batch: 3 }, throttled: 2, retries: 2 });
});

it('the meter keeps works apart that go on side by side, and counts nothing outside of one', async () => {
  const work = async (kind: 'read' | 'query', times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await setImmediate();
      beginCall(kind)(200, 1);
    }
  };
  const [first, second] = await Promise.all([usageOf(() => work('read', 3)), usageOf(() => work('query', 2)), work('query', 4)]);
  expect([first.counts, first.charge]).toEqual([{ read: 3 }, 3]);
  expect([second.counts, second.charge]).toEqual([{ query: 2 }, 2]);
});

it('the meter keeps no more calls one by one than it says, but counts all', async () => {
  const { calls, counts } = await usageOf(() => {
    for (let i = 0; i < maxCallsKept + 5; i++) beginCall('blobGet')(200);
    return Promise.resolve();
  });
  expect([calls.length, counts.blobGet]).toEqual([maxCallsKept, maxCallsKept + 5]);
});

it('the meter fails as the work fails', async () => {
  await expect(usageOf(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
