// Whatever dies or fails while changes are noticed and told: each is told in the end, and none that was not committed.
import { beforeEach, expect, it } from 'vitest';
import type { Documents } from '../../../lib/stores/documents.ts';
import { anHour } from '../../support/api/events.ts';
import { mortal } from '../../support/meetings/mortal.ts';
import { watchedDesk } from '../../support/changes/desk.ts';

const desk = watchedDesk();
beforeEach(async () => {
  await desk.watching.pump();
  await desk.watching.subscribe(desk.adele, { notificationUrl: desk.watching.receiver.url(desk.path) });
});

const told = (): (string | undefined)[] => desk.watching.receiver.told(desk.path).map(({ resourceData }) => resourceData?.id);
const minutes = (count: number): number => count * 60_000;

it('a process that dies at any call to the stores loses nothing: what comes again, or the timer, tells it', async () => {
  const { mailboxes, notifications } = desk.watching.household.stores;
  const stores = ['mailboxes', 'notifications'] as const;
  for (const store of stores)
    for (let at = 0; ; at++) {
      const id = await desk.make();
      const batch = await desk.watching.batch();
      const dying = mortal(store === 'mailboxes' ? mailboxes : notifications, at);
      const dies = desk.watching.process({ [store]: dying.documents, sleep: () => Promise.reject(new Error('died')) });
      const outcome = await dies.notice(batch, 0).then(
        () => 'done',
        () => 'again',
      );
      await dies.idle();
      // The feed gives a batch again whose function has thrown; what was noticed is the timer's.
      if (outcome === 'again') await desk.watching.notifications.notice(batch);
      await desk.watching.notifications.idle();
      await desk.watching.minute(minutes(2));
      await desk.watching.minute(minutes(2));
      expect([store, at, told().includes(id)]).toEqual([store, at, true]);
      if (!dying.isDead()) break;
    }
});

it('a change that cannot be looked at holds up no other, and is looked at again', async () => {
  const { mailboxes } = desk.watching.household.stores;
  const bob = await desk.watching.household.come(`bob${desk.adele.id}`);
  await desk.watching.subscribe(bob, { notificationUrl: desk.watching.receiver.url(`${desk.path}/bob`) });
  const id = await desk.make();
  await bob.must('POST', '/v1.0/me/events', { subject: 'b', ...anHour });
  const failing: Documents = {
    ...mailboxes,
    query: (partition, query) =>
      partition.endsWith(desk.adele.id) ? Promise.reject(new Error('not now')) : mailboxes.query(partition, query),
  };
  const process = desk.watching.process({ mailboxes: failing });
  await process.notice(await desk.watching.batch());
  await process.idle();
  expect([told(), desk.watching.receiver.told(`${desk.path}/bob`).length]).toEqual([[], 1]);
  await desk.watching.minute(minutes(2));
  expect(told()).toEqual([id]);
});

it('where nothing can be written a batch waits, and comes again at the end of its time', async () => {
  const { notifications } = desk.watching.household.stores;
  const id = await desk.make();
  const batch = await desk.watching.batch();
  const broken: Documents = { ...notifications, commit: () => Promise.reject(new Error('full')) };
  let slept = 0;
  const sleep = (ms: number): Promise<void> => {
    slept += ms;
    return desk.watching.time.advance(ms);
  };
  const process = desk.watching.process({ notifications: broken, sleep });
  await expect(process.notice(batch)).rejects.toThrow('full');
  expect(slept).toBeGreaterThan(3 * minutes(1));
  await desk.watching.notifications.notice(batch);
  await desk.watching.notifications.idle();
  expect(told()).toEqual([id]);
});

it('two deliverers at once tell the same with one id, and leave nothing', async () => {
  await desk.make();
  const dead = desk.watching.process({ outgoing: { post: () => new Promise(() => undefined) } });
  await dead.notice(await desk.watching.batch());
  await desk.watching.time.advance(minutes(2));
  const others = [desk.watching.process(), desk.watching.process()];
  await Promise.all(others.map((other) => other.work(desk.watching.time.clock() + 50_000)));
  const first = desk.watching.receiver.told(desk.path);
  expect(new Set(first.map(({ id }) => id)).size).toBe(1);
  await desk.watching.minute(minutes(5));
  expect(desk.watching.receiver.told(desk.path)).toHaveLength(first.length);
});

it('a newer change that is written while an older one is on its way is told as well', async () => {
  const id = await desk.make();
  await desk.watching.pump();
  const patch = async (subject: string): Promise<void> => {
    await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject });
  };
  await patch('one');
  const dead = desk.watching.process({ outgoing: { post: () => new Promise(() => undefined) } });
  desk.watching.receiver.answers(async ({ told: [one] }) => {
    desk.watching.receiver.answers(() => ({ status: 202 }));
    if (one?.changeType === 'updated') {
      await patch('two');
      await dead.notice(await desk.watching.batch());
    }
    return { status: 202 };
  });
  await desk.watching.pump();
  await desk.watching.minute(minutes(2));
  const { headers } = await desk.adele.must('GET', `/v1.0/me/events/${id}`);
  const etags = desk.watching.receiver.told(desk.path).map(({ resourceData }) => resourceData?.['@odata.etag']);
  expect(etags).toContain(headers.ETag);
});
