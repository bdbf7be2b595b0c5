// What a process that stops waits for, and for how long.
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createUnderWay } from '../../lib/http/underWay.ts';

it('waits for what is under way, and says that it is stopping', async () => {
  const underWay = createUnderWay();
  const { promise, resolve } = Promise.withResolvers<string>();
  const work = underWay.run(() => promise);
  expect(underWay.stopping).toBe(false);
  let stopped = false;
  const stop = underWay.stop(60_000).then((left) => {
    stopped = true;
    return left;
  });
  expect(underWay.stopping).toBe(true);
  await setImmediate();
  expect(stopped).toBe(false);
  resolve('done');
  expect([await work, await stop]).toEqual(['done', 0]);
});

it('waits for failures as for successes', async () => {
  const underWay = createUnderWay();
  const { promise, reject } = Promise.withResolvers<string>();
  const work = underWay.run(() => promise);
  const stop = underWay.stop(60_000);
  reject(new Error('broken'));
  await expect(work).rejects.toThrow('broken');
  expect(await stop).toBe(0);
});

it('gives up after its patience, and says how much is left', async () => {
  const underWay = createUnderWay();
  void underWay.run(() => new Promise(() => undefined));
  void underWay.run(() => new Promise(() => undefined));
  expect(await underWay.stop(20)).toBe(2);
});

it('waits for nothing where nothing is under way', async () => {
  const underWay = createUnderWay();
  await underWay.run(() => Promise.resolve());
  expect(await underWay.stop(60_000)).toBe(0);
});
