// What each operation asks of the stores (architecture, Data: cost is part of the contract), counted at the emulators.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { demoGroup, demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { newEventOf, newStranger, type Person } from '../../support/people/people.ts';
import type { Answer, Api, Sent } from '../../support/api/api.ts';
import { batch, gets, statuses, type Responded } from '../../support/api/batches.ts';
import { bareBody, fileBody, itemBody, referenceBody } from '../../support/api/bodies.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';
import type { Cost } from '../../support/faults/countingProxy.ts';
import { uploadFile } from '../../support/clients/largeFile.ts';

let stack: CountedStack;
let api: Api;
let person: Person;
beforeAll(async () => {
  stack = await startCountedStack(inject('stack'));
  ({ api } = stack);
  person = await newStranger(api);
  // The token's issuer and the stores' accounts are asked once; that isn't part of any operation.
  await newEventOf(api, person);
});
afterAll(async () => {
  await stack.stop();
});

const send: Api['send'] = (path, sent) => api.send(path, { token: person.token, ...sent });

/** The calls of one request that is answered so. */
async function callsOf(status: number, path: string, sent?: Sent): Promise<Cost['calls']> {
  let answer: Answer | undefined;
  const { calls } = await stack.count(async () => (answer = await send(path, sent)));
  expect(answer?.status, answer?.text.slice(0, 300)).toBe(status);
  return calls;
}

/** An event with so many attachments, every third of which is a file. */
async function eventWith(count: number): Promise<{ list: string; file: string; names: string[] }> {
  const list = `${await newEventOf(api, person)}/attachments`;
  const bodies = Array.from({ length: count }, (_, i) => (i % 3 === 0 ? fileBody(`n${i}`, 'x') : bareBody({ name: `n${i}` })));
  for (let i = 0; i < count; i += 25) await Promise.all(bodies.slice(i, i + 25).map((json) => send(list, { json })));
  const { json } = await send(list, { json: fileBody('last') });
  return { list, file: `${list}/${String(json.id)}`, names: bodies.map(({ name }) => String(name)) };
}

describe.each([3, 150])('me/events/{id} with %i attachments', (count) => {
  let list: string;
  let file: string;
  let files: number;
  beforeAll(async () => {
    ({ list, file } = await eventWith(count));
    files = Math.ceil(Math.min(count, 99) / 3);
  });

  it('GET of an attachment costs 2 point reads, and the bytes where they are shown', async () => {
    expect(await callsOf(200, `${file}?$select=id,name`)).toEqual({ 'point read': 2 });
    expect(await callsOf(200, file)).toEqual({ 'point read': 2, 'blob get': 1 });
    expect(await callsOf(304, file, { headers: { 'If-None-Match': '*' } })).toEqual({ 'point read': 2 });
  });

  it('$value: 2 point reads and the bytes, none of which a failed precondition reads', async () => {
    expect(await callsOf(200, `${file}/$value`)).toEqual({ 'point read': 2, 'blob get': 1 });
    expect(await callsOf(304, `${file}/$value`, { headers: { 'If-None-Match': '*' } })).toEqual({ 'point read': 2 });
    expect(await callsOf(412, `${file}/$value`, { headers: { 'If-Match': '"x"' } })).toEqual({ 'point read': 2 });
  });

  it('$value of an item: 2 point reads and the item, whose bytes decide every precondition until they are known', async () => {
    const { json } = await send(list, { json: itemBody({ '@odata.type': '#microsoft.graph.event', subject: 'x' }) });
    const item = `${list}/${String(json.id)}`;
    for (const [status, headers, calls] of [
      [412, { 'If-Match': '"x"' }, { 'point read': 2, 'blob get': 1 }],
      // Who was refused has had it made: it is kept.
      [200, {}, { 'point read': 2 }],
      [304, { 'If-None-Match': '*' }, { 'point read': 2 }],
      [412, { 'If-Match': '"x"' }, { 'point read': 2 }],
    ] as const)
      expect(await callsOf(status, `${item}/$value`, { headers })).toEqual(calls);
    expect(await callsOf(200, `${item}/$value`, { method: 'HEAD' })).toEqual({ 'point read': 2 });
    await send(item, { method: 'DELETE' });
  });

  it('a list costs 1 point read and 1 query, and the bytes that are shown', async () => {
    expect(await callsOf(200, `${list}?$select=id,name&$top=1000`)).toEqual({ 'point read': 1, query: 1 });
    expect(await callsOf(200, `${list}?$select=id&$orderby=name desc&$top=2&$count=true`)).toEqual({ 'point read': 1, query: 1 });
    expect(await callsOf(200, `${list}?$select=id&$skip=1`)).toEqual({ 'point read': 1, query: 1 });
    const shown = entriesOf(await send(list)).filter(({ contentBytes }) => contentBytes !== undefined).length;
    expect(shown).toBeGreaterThanOrEqual(files);
    expect(await callsOf(200, list)).toEqual({ 'point read': 1, query: 1, 'blob get': shown });
  });

  it('the next page of a list costs 1 point read and 1 query', async () => {
    const { json } = await send(`${list}?$select=id&$top=2`);
    expect(await callsOf(200, String(json['@odata.nextLink']))).toEqual({ 'point read': 1, query: 1 });
  });

  it('a count, like the event, costs 1 point read', async () => {
    expect(await callsOf(200, `${list}/$count`)).toEqual({ 'point read': 1 });
    expect(await callsOf(200, list.replace('/attachments', ''))).toEqual({ 'point read': 1 });
  });

  it('a create costs 1 point read, 1 batch, and 1 put where there are bytes', async () => {
    expect(await callsOf(201, list, { json: fileBody('new') })).toEqual({ 'point read': 1, 'blob put': 1, batch: 1 });
    expect(await callsOf(201, list, { json: itemBody({}) })).toEqual({ 'point read': 1, 'blob put': 1, batch: 1 });
    expect(await callsOf(201, list, { json: referenceBody() })).toEqual({ 'point read': 1, batch: 1 });
    expect(await callsOf(204, list, { json: bareBody(), headers: { Prefer: 'return=minimal' } })).toEqual({ 'point read': 1, batch: 1 });
  });

  it('a create with a key costs 1 point read more; a repeat 2, and writes nothing', async () => {
    const headers = { 'Idempotency-Key': randomUUID() };
    expect(await callsOf(201, list, { json: fileBody('once'), headers })).toEqual({ 'point read': 2, 'blob put': 1, batch: 1 });
    expect(await callsOf(201, list, { json: fileBody('once'), headers })).toEqual({ 'point read': 3 });
    expect(await callsOf(409, list, { json: fileBody('other'), headers })).toEqual({ 'point read': 2 });
  });

  it('PATCH costs 2 point reads and 1 batch, which counts the change in the event', async () => {
    expect(await callsOf(200, file, { method: 'PATCH', json: { name: 'renamed' } })).toEqual({ 'point read': 2, batch: 1 });
  });

  it('DELETE costs 2 point reads, 1 batch, and the bytes where there are some', async () => {
    const bare = await send(list, { json: bareBody() });
    expect(await callsOf(204, `${list}/${String(bare.json.id)}`, { method: 'DELETE' })).toEqual({ 'point read': 2, batch: 1 });
    expect(await callsOf(204, file, { method: 'DELETE' })).toEqual({ 'point read': 2, batch: 1, 'blob delete': 1 });
  });
});

it('$value above 4 MiB: 2 point reads, and no bytes', async () => {
  const file = await uploadFile(api, await api.newEvent(), randomBytes(4 * 1024 * 1024 + 1));
  const { calls } = await stack.count(async () => expect((await api.send(`${file}/$value`)).status).toBe(302));
  expect(calls).toEqual({ 'point read': 2 });
});

describe('nothing is written before a request is authorised and understood:', () => {
  it.each([
    ['404, no event', 404, '/v1.0/me/events/none/attachments', { json: fileBody('a') }, { 'point read': 1 }],
    ['404, nothing to delete', 404, `/v1.0/me/calendars/none/events/none/attachments/none`, { method: 'DELETE' }, { 'point read': 3 }],
    ['403, no permission', 403, `/v1.0/users/${demoTenant}/events/none/attachments`, { json: fileBody('a') }, {}],
    [
      '403, no member',
      403,
      `/v1.0/groups/${demoGroup.id}/events/${demoIds.groupEvent}/attachments`,
      { json: fileBody('a') },
      { 'point read': 2 },
    ],
    ['401, no token', 401, '/v1.0/me/events/none/attachments', { json: fileBody('a'), token: null }, {}],
    ['400, no path', 400, '/v1.0/me/nothing', { json: fileBody('a') }, {}],
    ['405, no method', 405, '/v1.0/me/events/none/attachments', { method: 'DELETE' }, {}],
  ])('nothing is written before a request is authorised and understood: %s', async (_, status, path, sent: Sent, calls) => {
    expect(await callsOf(status, path, sent)).toEqual(calls);
  });

  it('nothing is asked for the metadata', async () => {
    expect(await callsOf(200, '/v1.0/$metadata', { token: null })).toEqual({});
    expect(await callsOf(200, '/beta/$metadata')).toEqual({});
  });

  it('nothing is written for a body that is no attachment: 400', async () => {
    const { list } = await eventWith(0);
    for (const json of [{}, fileBody('a', '', { contentBytes: '*' }), bareBody({ contentBytes: 'AA==' })])
      expect(await callsOf(400, list, { json })).toEqual({ 'point read': 1 });
    expect(await callsOf(413, list, { json: fileBody('a', Buffer.alloc(3_200_000)) })).toEqual({ 'point read': 1 });
  });
});

describe('another owner costs at most 3 point reads and 2 rounds more:', () => {
  const { adele, guest } = demoUsers;
  const mine = { 'point read': 1, batch: 1 };
  const more = (reads: number) => ({ ...mine, 'point read': mine['point read'] + reads });
  const member = { user: adele.upn };
  const application = { app: true } as const;

  // Whether a user is still there is asked once for each process and user in a while.
  beforeAll(async () => {
    for (const { upn } of [adele, guest]) await api.send('/v1.0/me', { token: await api.token({ user: upn }) });
  });

  it.each([
    ['me', member, `me/events/${demoIds.event}`, 0, 0],
    ['the own id', member, `users/${adele.id}/events/${demoIds.event}`, 0, 0],
    ['the own userPrincipalName', member, `users/${adele.upn}/events/${demoIds.event}`, 0, 0],
    ['the default calendar', member, `me/calendar/events/${demoIds.event}`, 0, 0],
    ['another calendar', member, `me/calendars/${demoIds.calendar}/events/${demoIds.calendarEvent}`, 1, 0],
    [
      'a calendar of a calendar group',
      member,
      `me/calendarGroups/${demoIds.calendarGroup}/calendars/${demoIds.calendar}/events/${demoIds.calendarEvent}`,
      1,
      0,
    ],
    ['an event of another calendar by `calendar`', member, `me/calendar/events/${demoIds.calendarEvent}`, 1, 1],
    ['another calendar, not named', member, `me/events/${demoIds.calendarEvent}`, 1, 1],
    ['a group', member, `groups/${demoGroup.id}/events/${demoIds.groupEvent}`, 2, 1],
    ['a group by the token', { ...member, groups: [demoGroup.id] }, `groups/${demoGroup.id}/events/${demoIds.groupEvent}`, 1, 1],
    ['a joined group', member, `me/joinedGroups/${demoGroup.id}/events/${demoIds.groupEvent}`, 2, 1],
    ['a user by id', application, `users/${adele.id}/events/${demoIds.event}`, 1, 1],
    ['a user by userPrincipalName', application, `users/${adele.upn}/events/${demoIds.event}`, 1, 1],
    ['a group, to an application', application, `groups/${demoGroup.id}/events/${demoIds.groupEvent}`, 1, 1],
    ["a user's joined group", application, `users/${adele.id}/joinedGroups/${demoGroup.id}/events/${demoIds.groupEvent}`, 3, 2],
    ['a message', application, `users/${guest.id}/messages/${demoIds.message}/event`, 2, 2],
    ['an invitation and a message', application, `invitations/${demoIds.invitation}/invitedUser/messages/${demoIds.message}/event`, 2, 2],
  ])('another owner costs at most 3 point reads and 2 rounds more: %s', async (_, request, path, reads, rounds) => {
    const token = await api.token(request);
    let answer: Answer | undefined;
    const attach = async (): Promise<void> => void (answer = await api.send(`/v1.0/${path}/attachments`, { token, json: bareBody() }));
    const cost = await stack.count(attach, true);
    expect(answer?.status, answer?.text).toBe(201);
    expect(cost).toEqual({ calls: more(reads), rounds: 2 + rounds });
  });

  it("a guest's own message costs at most 3 point reads and 2 rounds more", async () => {
    const token = await api.token({ user: guest.upn });
    const { calls, rounds } = await stack.count(
      () => api.send(`/v1.0/me/messages/${demoIds.message}/event/attachments/$count`, { token }),
      true,
    );
    expect({ calls, rounds }).toEqual({ calls: { 'point read': 2 }, rounds: 2 });
  });
});

describe('a batch costs what its requests cost,', () => {
  const asked = (path: string, count: number, dependsOn: (i: number) => readonly string[] = () => []): Sent => ({
    json: { requests: Array.from({ length: count }, (_, i) => ({ id: String(i), method: 'GET', url: path, dependsOn: dependsOn(i) })) },
  });

  it('a batch costs what its requests cost, and nothing more', async () => {
    const { list, file } = await eventWith(1);
    const requests = [`${file}/$value`, `${list}?$select=id`, `${list}/$count`, '/v1.0/me/nothing'].map((url, i) => ({
      id: i,
      method: 'GET',
      url,
    }));
    expect(await callsOf(200, '/v1.0/$batch', { json: { requests } })).toEqual({ 'point read': 4, query: 1, 'blob get': 1 });
  });

  it('a batch costs what its requests cost as one caller, who is let in once', async () => {
    const newcomers = await Promise.all([newStranger(api), newStranger(api)]);
    const cost = async (path: string, sent: Sent): Promise<Cost['calls']> => {
      const token = newcomers.pop()?.token ?? null;
      return (await stack.count(() => api.send(path, { ...sent, token }))).calls;
    };
    const [alone, batched] = [
      await cost('/v1.0/me/calendarGroups/none', {}),
      await cost('/v1.0/$batch', asked('/me/calendarGroups/none', 6)),
    ];
    expect(alone['point read']).toBeGreaterThan(1);
    expect(batched).toEqual({ ...alone, 'point read': (alone['point read'] ?? 0) + 5 });
  });

  it('a batch runs in as many rounds as its order asks for, four requests at a time', async () => {
    const { list } = await eventWith(0);
    const rounds = async (sent: Sent): Promise<Cost> => stack.count(() => send('/v1.0/$batch', sent), true);
    expect(await rounds(asked(`${list}/$count`, 4))).toEqual({ calls: { 'point read': 4 }, rounds: 1 });
    expect(await rounds(asked(`${list}/$count`, 5))).toEqual({ calls: { 'point read': 5 }, rounds: 2 });
    expect(await rounds(asked(`${list}/$count`, 3, (i) => (i === 0 ? [] : [String(i - 1)])))).toEqual({
      calls: { 'point read': 3 },
      rounds: 3,
    });
    expect(await rounds(asked(`${list}/$count`, 3, (i) => (i === 0 ? [] : ['0'])))).toEqual({ calls: { 'point read': 3 }, rounds: 2 });
  });

  it('a batch that is wrong costs nothing at all', async () => {
    expect(await callsOf(400, '/v1.0/$batch', asked('/me', 21))).toEqual({});
    expect(
      await callsOf(
        400,
        '/v1.0/$batch',
        asked('/me', 2, () => ['1']),
      ),
    ).toEqual({});
  });
});

it('GET reads side by side what does not depend on each other', async () => {
  const { list, file } = await eventWith(1);
  const rounds = async (path: string, sent?: Sent): Promise<number> => (await stack.count(() => send(path, sent), true)).rounds;
  expect(await rounds(`${file}?$select=id`)).toBe(1);
  expect(await rounds(`${file}/$value`)).toBe(2);
  expect(await rounds(`${list}?$select=id`)).toBe(1);
  expect(await rounds(list)).toBe(2);
  expect(await rounds(list, { json: fileBody('a') })).toBe(3);
  expect(await rounds(file, { method: 'DELETE' })).toBe(3);
});

it('a batch reads no more files than its answer has room for', async () => {
  const list = `${await newEventOf(api, person)}/attachments`;
  const { json } = await send(list, { json: fileBody('large', 'x'.repeat(2_900_000)) });
  const value = `${list}/${String(json.id)}/$value`.replace(/^.*?(?=\/(?:me|users|Users)\b)/, '');
  let responses: readonly Responded[] = [];
  const { calls } = await stack.count(async () => {
    responses = await batch(api, gets(...Array.from({ length: 20 }, () => value)), { token: person.token });
  });
  // In base64 each has 3.9 MB; of the 32 MiB eight have room.
  expect(statuses(responses).filter((status) => status === 200)).toHaveLength(8);
  expect(statuses(responses).filter((status) => status === 507)).toHaveLength(12);
  // Four run at once: the others may have begun when the last one had room.
  expect(calls['blob get']).toBeLessThan(8 + 4);
});
