// What a crash leaves between two steps, and that the timer of the running app clears it.
import { readFunctionsKey } from '../../infra/local/issuer/functionsKey.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStores, type Stores } from '../../functions/compose/app.ts';
import { demoTenant, demoUsers } from '../../infra/local/provision/demo/tenant.ts';
import { newContentName } from '../../lib/attachments/content.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../lib/calendar/mailbox.ts';
import { systemRandomness } from '../../lib/runtime/clock.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { mailboxState } from '../support/stores/mailboxState.ts';
import { startStack, type Stack } from '../support/process/stack.ts';
import { settingsOf } from '../support/stores/stores.ts';
import { dyingServices } from '../support/stores/dying.ts';

const hour = 3_600_000;
const adele: Mailbox = { tenant: demoTenant, kind: 'users', id: demoUsers.adele.id };
const partition = mailboxPartition(adele);

let stack: Stack;
let api: Api;
let stores: Stores;
beforeAll(async () => {
  stack = await startStack();
  api = await openApi(stack);
  stores = await openStores(settingsOf(stack));
});
afterAll(() => stack.stop());

const runSweep = async (): Promise<void> => {
  const { status } = await api.sweep();
  expect(status).toBe(202);
};
const blobsNow = async (): Promise<readonly string[]> => (await mailboxState(stack, partition)).blobs;

it('what died between bytes and batch leaves bytes that go once they are old enough, and nothing else does', async () => {
  const event = await api.newEvent();
  await api.newFile(event);
  const before = await blobsNow();
  const [old = '', young = ''] = [52, 2].map((ago) => newContentName(() => Date.now() - ago * hour, systemRandomness));
  for (const name of [old, young]) await stores.contents.put(name, Buffer.from('left'), { partition, document: 'attachment:never-made' });
  await runSweep();
  expect(await blobsNow()).toEqual([...before, young].sort());
  expect((await api.send(`/v1.0/me/events/${event}/attachments/$count`)).text).toBe('1');
});

it('what died behind the batch that deletes an event leaves its attachments unreachable at once, and gone with the sweep', async () => {
  const before = await mailboxState(stack, partition);
  const event = await api.newEvent();
  const ids = await Promise.all(['a', 'b', 'c'].map((name) => api.newFile(event, name)));
  const services = dyingServices(stores);
  const key: EventKey = { mailbox: adele, event };
  const found = await services.events.read(key);
  if (found === undefined) throw new Error('no event');
  expect(await services.events.remove(key, found, 'user:tester')).toMatchObject({ eventId: event });

  expect(await blobsNow()).toHaveLength(before.blobs.length + 3);
  for (const path of ['', '/attachments', `/attachments/${ids[0] ?? ''}`, `/attachments/${ids[0] ?? ''}/$value`])
    expect((await api.send(`/v1.0/me/events/${event}${path}`)).status).toBe(404);
  await runSweep();
  const after = await mailboxState(stack, partition);
  expect(after.blobs).toEqual(before.blobs);
  const known = new Set(before.documents.map(({ id }) => id));
  expect(after.documents.filter(({ id }) => !known.has(id)).map(({ kind }) => kind)).toEqual(['eventTombstone']);
});

it('a timer that nobody knows is not there, and a sweep without work is none', async () => {
  const headers = { 'x-functions-key': await readFunctionsKey(stack.dataDir) };
  expect((await api.send('/admin/functions/nothing', { method: 'POST', token: null, headers })).status).toBe(404);
  const before = await mailboxState(stack, partition);
  await Promise.all([runSweep(), runSweep()]);
  expect(await mailboxState(stack, partition)).toEqual(before);
});
