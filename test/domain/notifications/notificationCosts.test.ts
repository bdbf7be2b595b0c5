// What a change costs to notice and to tell: calls to the stores and request units, by how many subscriptions are told of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredSubscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { noticeCost } from '../../support/changes/noticeCosts.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
  await watching.pump();
});
afterAll(() => watching.close());

const costOf = (...given: [count: number, wanted?: Partial<StoredSubscription>]) => noticeCost(watching, ...given);

it('a change that nobody watches costs one query', async () => {
  const { calls, charge } = await costOf(0);
  expect(calls).toEqual(['mailbox query']);
  expect(charge).toBeLessThan(4);
});

it('one subscription costs, beside the query, its notification, a look at its receiver and itself, and the settling', async () => {
  const { calls } = await costOf(1, { changeTypes: ['updated'] });
  // The place is still taken by the change before: it is read, and taken over.
  expect(calls).toEqual(['mailbox query', 'mailbox read', 'told batch', 'told batch', 'told batch', 'told read', 'told read']);
});

it('each further subscription costs the same', async () => {
  const [one, ten] = [await costOf(1), await costOf(10)];
  expect(ten.calls.length - 1).toBe(10 * (one.calls.length - 1));
  const each = (ten.charge - one.charge) / 9;
  expect(each).toBeGreaterThan(10);
  expect(each).toBeLessThan(70);
});
