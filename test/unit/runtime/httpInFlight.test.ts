// What a process that stops waits for, and for how long.
import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { createInFlight } from '../../../lib/runtime/inFlight.ts';

it('the end waits for what is under way, and says that it is stopping', async () => {
  const inFlight = createInFlight(systemClock, 0);
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = inFlight.run(() => promise);
  expect(inFlight.stopping).toBe(false);
  let stopped = false;
  const stop = inFlight.stop(60_000).then((left) => {
    stopped = true;
    return left;
  });
  expect(inFlight.stopping).toBe(true);
  await setImmediate();
  expect(stopped).toBe(false);
  resolve('done');
  expect([await work, await stop]).toEqual(['done', 0]);
});

it('the end waits for failures as for successes', async () => {
  const inFlight = createInFlight(systemClock, 0);
  const { promise, reject } = Promise.withResolvers<string>();
  const work = inFlight.run(() => promise);
  const stop = inFlight.stop(60_000);
  reject(new Error('broken'));
  await expect(work).rejects.toThrow('broken');
  expect(await stop).toBe(0);
});

it('the end gives up after its patience, and says how much is left', async () => {
  const inFlight = createInFlight(systemClock, 0);
  void inFlight.run(() => new Promise(() => undefined));
  void inFlight.run(() => new Promise(() => undefined));
  expect(await inFlight.stop(20)).toBe(2);
});

it('the end waits for nothing where nothing is under way', async () => {
  const inFlight = createInFlight(systemClock, 0);
  await inFlight.run(() => Promise.resolve());
  expect(await inFlight.stop(60_000)).toBe(0);
});

describe('the answer to what has ended', () => {
  const answerMs = 100;
  const took = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };

  it('the answer to what has ended has its time after the last work that was under way', async () => {
    const inFlight = createInFlight(systemClock, answerMs);
    const { promise, resolve } = Promise.withResolvers<string>();
    const work = inFlight.run(() => promise);
    const stop = inFlight.stop(60_000);
    resolve('done');
    await work;
    expect(await took(() => stop)).toBeGreaterThanOrEqual(answerMs - 5);
  });

  it('the answer to what has ended has its time where the work ended just before', async () => {
    const inFlight = createInFlight(systemClock, answerMs);
    await inFlight.run(() => Promise.resolve());
    expect(await took(() => inFlight.stop(60_000))).toBeGreaterThanOrEqual(answerMs - 10);
  });

  it('the answer to what has ended isn’t waited for where nothing has been done, or long ago', async () => {
    const idle = createInFlight(systemClock, 60_000);
    expect(await idle.stop(60_000)).toBe(0);
    const since = createInFlight(systemClock, 1);
    await since.run(() => Promise.resolve());
    await setTimeout(20);
    expect(await since.stop(60_000)).toBe(0);
  });
});
