// What a change costs to notice and to tell: calls to the stores and request units, by how many subscriptions are told of it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../lib/runtime/clock.ts';
import { measured } from '../../../lib/runtime/meter.ts';
import type { Documents } from '../../../lib/stores/documents.ts';
import type { StoredSubscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { anHour } from '../../support/api/events.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
  await watching.pump();
});
afterAll(() => watching.close());

let person = 0;

/** The calls and the charge of one update that so many subscriptions are told of, each at a URL of its own. */
async function costOf(count: number, wanted: Partial<StoredSubscription> = {}) {
  const adele = await watching.household.come(`adele${++person}`);
  const { id } = (await adele.must('POST', '/v1.0/me/events', { subject: 'plan', ...anHour })).json;
  await watching.pump();
  for (let at = 0; at < count; at++)
    await watching.subscribe(adele, { notificationUrl: watching.receiver.url(`/${person}/${at}`), ...wanted });
  await adele.must('PATCH', `/v1.0/me/events/${String(id)}`, { subject: 'warm' });
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${String(id)}`, { subject: 'changed' });
  const batch = await watching.batch();
  const calls: string[] = [];
  const counted = (name: string, documents: Documents): Documents => ({
    ...documents,
    read: (...given) => (calls.push(`${name} read`), documents.read(...given)),
    query: (...given) => (calls.push(`${name} query`), documents.query(...given)),
    commit: (...given) => (calls.push(`${name} batch`), documents.commit(...given)),
  });
  const { mailboxes, notifications } = watching.household.stores;
  const process = watching.process({ mailboxes: counted('mailbox', mailboxes), notifications: counted('told', notifications) });
  await process.notice([]);
  calls.length = 0;
  const { usage } = await measured(systemClock, async () => {
    await process.notice(batch);
    await process.idle();
  });
  return { calls: calls.toSorted(), charge: usage.charge };
}

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
