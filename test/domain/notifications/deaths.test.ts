// Whatever dies or fails while changes are noticed and told: each is told in the end, and none that was not committed.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Documents } from '../../../lib/stores/documents.ts';
import type { Housemate } from '../../support/people/household.ts';
import { anHour } from '../../support/api/events.ts';
import { mortal } from '../../support/meetings/mortal.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
});
afterAll(() => watching.close());

let adele: Housemate;
let person = 0;
let path: string;
beforeEach(async () => {
  adele = await watching.household.come(`adele${++person}`);
  path = `/${person}`;
  await watching.pump();
  await watching.subscribe(adele, { notificationUrl: watching.receiver.url(path) });
  watching.receiver.answers(() => ({ status: 202 }));
});

const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);
const make = async (): Promise<string> => idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'plan', ...anHour }));
const told = (): (string | undefined)[] => watching.receiver.told(path).map(({ resourceData }) => resourceData?.id);
const minutes = (count: number): number => count * 60_000;

it('a process that dies at any call to the stores loses nothing: what comes again, or the timer, tells it', async () => {
  const { mailboxes, notifications } = watching.household.stores;
  const stores = ['mailboxes', 'notifications'] as const;
  for (const store of stores)
    for (let at = 0; ; at++) {
      const id = await make();
      const batch = await watching.batch();
      const dying = mortal(store === 'mailboxes' ? mailboxes : notifications, at);
      const dies = watching.process({ [store]: dying.documents, sleep: () => Promise.reject(new Error('died')) });
      const outcome = await dies.notice(batch, 0).then(
        () => 'done',
        () => 'again',
      );
      await dies.idle();
      // The feed gives a batch again whose function has thrown; what was noticed is the timer's.
      if (outcome === 'again') await watching.notifications.notice(batch);
      await watching.notifications.idle();
      await watching.minute(minutes(2));
      await watching.minute(minutes(2));
      expect([store, at, told().includes(id)]).toEqual([store, at, true]);
      if (!dying.isDead()) break;
    }
});

it('a change that cannot be looked at holds up no other, and is looked at again', async () => {
  const { mailboxes } = watching.household.stores;
  const bob = await watching.household.come(`bob${person}`);
  await watching.subscribe(bob, { notificationUrl: watching.receiver.url(`${path}/bob`) });
  const id = await make();
  await bob.must('POST', '/v1.0/me/events', { subject: 'b', ...anHour });
  const failing: Documents = {
    ...mailboxes,
    query: (partition, query) => (partition.endsWith(adele.id) ? Promise.reject(new Error('not now')) : mailboxes.query(partition, query)),
  };
  const process = watching.process({ mailboxes: failing });
  await process.notice(await watching.batch());
  await process.idle();
  expect([told(), watching.receiver.told(`${path}/bob`).length]).toEqual([[], 1]);
  await watching.minute(minutes(2));
  expect(told()).toEqual([id]);
});

it('where nothing can be written a batch waits, and comes again at the end of its time', async () => {
  const { notifications } = watching.household.stores;
  const id = await make();
  const batch = await watching.batch();
  const broken: Documents = { ...notifications, commit: () => Promise.reject(new Error('full')) };
  let slept = 0;
  const sleep = (ms: number): Promise<void> => {
    slept += ms;
    return watching.time.advance(ms);
  };
  const process = watching.process({ notifications: broken, sleep });
  await expect(process.notice(batch)).rejects.toThrow('full');
  expect(slept).toBeGreaterThan(3 * minutes(1));
  await watching.notifications.notice(batch);
  await watching.notifications.idle();
  expect(told()).toEqual([id]);
});

it('two deliverers at once tell the same with one id, and leave nothing', async () => {
  await make();
  const dead = watching.process({ outgoing: { post: () => new Promise(() => undefined) } });
  await dead.notice(await watching.batch());
  await watching.time.advance(minutes(2));
  const others = [watching.process(), watching.process()];
  await Promise.all(others.map((other) => other.work(watching.time.clock() + 50_000)));
  const first = watching.receiver.told(path);
  expect(new Set(first.map(({ id }) => id)).size).toBe(1);
  await watching.minute(minutes(5));
  expect(watching.receiver.told(path)).toHaveLength(first.length);
});

it('a newer change that is written while an older one is on its way is told as well', async () => {
  const id = await make();
  await watching.pump();
  const patch = async (subject: string): Promise<void> => {
    await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject });
  };
  await patch('one');
  const dead = watching.process({ outgoing: { post: () => new Promise(() => undefined) } });
  watching.receiver.answers(async ({ told: [one] }) => {
    watching.receiver.answers(() => ({ status: 202 }));
    if (one?.changeType === 'updated') {
      await patch('two');
      await dead.notice(await watching.batch());
    }
    return { status: 202 };
  });
  await watching.pump();
  await watching.minute(minutes(2));
  const { headers } = await adele.must('GET', `/v1.0/me/events/${id}`);
  const etags = watching.receiver.told(path).map(({ resourceData }) => resourceData?.['@odata.etag']);
  expect(etags).toContain(headers.ETag);
});
