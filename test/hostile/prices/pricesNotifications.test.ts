// What one change costs where all subscriptions that a mailbox may have match it. `npm run test:prices` takes as many as all applications
// together may have; without it, as in `npm test`, there are as many as one application may have.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maxSubscriptions } from '../../../lib/runtime/limits/subscriptions.ts';
import { noticeCost } from '../../support/changes/noticeCosts.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';
import { measuring } from './priced.ts';

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
  await watching.pump();
});
afterAll(() => watching.close());

const most = measuring ? maxSubscriptions.ofMailbox : maxSubscriptions.ofApplication;

/** By how much each of many subscriptions may cost more CPU than each of a few. */
const mostOfFew = 1.5;

it('a change that matches all subscriptions of a mailbox costs one query for all, and of each what one costs', async () => {
  const wanted = { changeTypes: ['updated' as const], notificationUrl: watching.receiver.url('/together') };
  const few = maxSubscriptions.ofApplication / 2;
  const least = await noticeCost(watching, few, wanted);
  watching.receiver.posts.length = 0;
  const { calls, charge, cpuMs } = await noticeCost(watching, most, wanted);
  const countOf = (call: string): number => calls.filter((each) => each === call).length;
  expect(['mailbox query', 'mailbox read', 'told batch'].map(countOf)).toEqual([1, most, 3 * most]);
  // Whether the receiver is failing is looked up once in a while.
  expect(countOf('told read') - most).toBeGreaterThan(0);
  expect(countOf('told read') - most).toBeLessThan(20);
  const told = watching.receiver.posts.flatMap((post) => post.told);
  // Twice: the change before went to the same place.
  expect([told.length, new Set(told.map(({ subscriptionId }) => subscriptionId)).size]).toEqual([2 * most, most]);
  if (!measuring) return;
  const [each, one] = [cpuMs / most, least.cpuMs / few];
  const priced = `${each.toFixed(2)} ms of CPU and ${(charge / most).toFixed(1)} RU for each of ${most}, ${one.toFixed(2)} ms for each of ${few}`;
  console.log(priced);
  expect(each / one, priced).toBeLessThan(mostOfFew);
});
