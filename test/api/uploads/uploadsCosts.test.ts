// What an upload asks of the stores (architecture, Data), counted at the emulators: the same for each range, however many there were.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Answer, Api } from '../../support/api/api.ts';
import { sessionBody } from '../../support/api/bodies.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';
import type { Cost } from '../../support/faults/countingProxy.ts';
import { newEventOf, newPerson, newStranger, type Person } from '../../support/people/people.ts';

let stack: CountedStack;
let api: Api;
let person: Person;
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'));
  ({ api } = stack);
  person = await newStranger(api);
  // Whether somebody is still there is asked once for each process and user in a while.
  await api.send((await start(await newEventOf(api, person))).url, { token: null });
});
afterAll(async () => {
  await stack.stop();
});

async function start(event: string, size = 100, { token }: Pick<Person, 'token'> = person): Promise<{ url: string; calls: Cost['calls'] }> {
  const path = `${event}/attachments/createUploadSession`;
  let answer: Answer | undefined;
  const { calls } = await stack.count(async () => (answer = await api.send(path, { token, json: sessionBody(size) })));
  expect(answer?.status, answer?.text).toBe(201);
  return { url: String(answer?.json.uploadUrl), calls };
}

async function callsOf(status: number, url: string, method: string, range?: string, bytes = 10): Promise<Cost['calls']> {
  const sent = { ...(range !== undefined && { body: new Uint8Array(bytes), headers: { 'Content-Range': range } }) };
  let answer: Answer | undefined;
  const { calls } = await stack.count(async () => (answer = await api.send(url, { method, token: null, ...sent })));
  expect(answer?.status, answer?.text).toBe(status);
  return calls;
}

const session = { 'point read': 2 };

describe.each([0, 60])('an upload that has %i ranges', (count) => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await start(await newEventOf(api, person), 1_000));
    for (let i = 0; i < count; i++) await callsOf(200, url, 'PUT', `bytes ${2 * i}-${2 * i}/1000`, 1);
  });

  it('an upload is asked about by 2 point reads', async () => {
    expect(await callsOf(200, url, 'GET')).toEqual(session);
  });

  it('an upload takes another range by 2 point reads, 1 put of its block and 1 replace', async () => {
    expect(await callsOf(200, url, 'PUT', 'bytes 500-509/1000')).toEqual({ ...session, 'blob put': 1, replace: 1 });
  });

  it('an upload knows a range that it has, and refuses what does not fit, without a write', async () => {
    expect(await callsOf(200, url, 'PUT', 'bytes 500-509/1000')).toEqual(session);
    expect(await callsOf(416, url, 'PUT', 'bytes 505-514/1000')).toEqual(session);
    expect(await callsOf(416, url, 'PUT', 'bytes 995-1004/1000')).toEqual(session);
    expect(await callsOf(400, url, 'PUT', 'bytes 600-700/1000')).toEqual(session);
    expect(await callsOf(413, url, 'PUT', 'bytes 0-16777216/1000')).toEqual(session);
  });

  it('an upload is cancelled by 1 batch and 1 removal', async () => {
    expect(await callsOf(204, url, 'DELETE')).toEqual({ ...session, batch: 1, 'blob delete': 1 });
    expect(await callsOf(404, url, 'PUT', 'bytes 600-609/1000')).toEqual({ 'point read': 1 });
  });
});

it('an upload starts by 1 point read and 1 batch, and ends by 1 commit of its blocks and 1 batch beside its last range', async () => {
  const { url, calls } = await start(await newEventOf(api, person), 20);
  expect(calls).toEqual({ 'point read': 1, batch: 1 });
  await callsOf(200, url, 'PUT', 'bytes 0-9/20');
  expect(await callsOf(201, url, 'PUT', 'bytes 10-19/20')).toEqual({ ...session, 'blob put': 2, replace: 1, batch: 1 });
  expect(await callsOf(201, url, 'PUT', 'bytes 10-19/20')).toEqual({ 'point read': 3 });
});

it('an upload in another’s mailbox starts by 1 batch too, and by 1 more the first time: its bounds are counted in it', async () => {
  const [owner, writer] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'writer')]);
  const json = { emailAddress: { address: writer.upn }, role: 'write' };
  expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json })).status).toBe(201);
  const event = (await newEventOf(api, owner)).replace('/me/', `/users/${owner.id}/`);
  const token = await api.token({ user: writer.upn, scope: 'Calendars.ReadWrite Calendars.ReadWrite.Shared' });
  expect((await start(event, 10, { token })).calls.batch).toBe(2);
  expect((await start(event, 10, { token })).calls.batch).toBe(1);
});

it('an upload URL that is wrong is told from all others by 1 point read at most', async () => {
  const { url } = await start(await newEventOf(api, person));
  expect(await callsOf(404, `${url.slice(0, -1)}${url.endsWith('A') ? 'B' : 'A'}`, 'PUT', 'bytes 0-9/100')).toEqual({ 'point read': 1 });
  expect(await callsOf(404, `${api.url}/uploads/nothing`, 'PUT', 'bytes 0-9/100')).toEqual({});
});
