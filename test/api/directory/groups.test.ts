// Groups by API: who may read and change them, who is in them, and what that opens.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, statusAndCode } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';

let api: Api;
let admin: string;
let reader: string;
const denied = [403, 'Authorization_RequestDenied'];
const missing = [404, 'Request_ResourceNotFound'];
const bad = [400, 'Request_BadRequest'];

beforeAll(async () => {
  api = await openApi();
  admin = await api.token({ app: true, role: 'Group.ReadWrite.All User.ReadWrite.All Calendars.ReadWrite' });
  reader = await api.token({ app: true, role: 'Group.Read.All' });
});

const newNickname = (): string => `team-${randomUUID()}`;

async function made(properties: Record<string, unknown> = {}): Promise<string> {
  const answer = await api.send('/v1.0/groups', {
    token: admin,
    json: { displayName: 'Team', mailNickname: newNickname(), ...properties },
  });
  expect(answer.status, answer.text).toBe(201);
  return String(answer.json.id);
}

/** Somebody who is in the directory. */
async function present(options: Parameters<typeof newStranger>[1] = {}): Promise<Person> {
  const person = await newStranger(api, options);
  await api.send('/v1.0/me', { token: person.token });
  return person;
}

const reference = (key: string): string => `https://graph.microsoft.com/v1.0/directoryObjects/${key}`;
const add = (group: string, to: string, token = admin): Promise<Answer> =>
  api.send(`/v1.0/groups/${group}/members/$ref`, { token, json: { '@odata.id': to } });
const remove = (group: string, user: string, token = admin): Promise<Answer> =>
  api.send(`/v1.0/groups/${group}/members/${user}/$ref`, { token, method: 'DELETE' });
const ids = (answer: Answer): string[] =>
  entriesOf(answer)
    .map(({ id }) => String(id))
    .sort();

describe('a group', () => {
  it('a group has Graph’s properties', async () => {
    const { status, json } = await api.send(`/v1.0/groups/${demoGroup.id.toUpperCase()}`, { token: reader });
    expect([status, json]).toEqual([
      200,
      {
        '@odata.context': `${api.url}/v1.0/$metadata#groups/$entity`,
        id: demoGroup.id,
        createdDateTime: expect.any(String) as unknown,
        description: null,
        displayName: 'Product team',
        groupTypes: ['Unified'],
        mail: null,
        mailEnabled: true,
        mailNickname: 'product-team',
        preferredLanguage: null,
        securityEnabled: false,
        visibility: 'Private',
      },
    ]);
    const selected = await api.send(`/v1.0/groups/${demoGroup.id}?$select=displayName`, { token: reader });
    expect(selected.json).toEqual({
      '@odata.context': `${api.url}/v1.0/$metadata#groups(displayName)/$entity`,
      displayName: 'Product team',
    });
  });

  it('a group is made, changed and deleted by an application with Group.ReadWrite.All', async () => {
    const [nickname, given] = [newNickname(), randomUUID()];
    const json = {
      displayName: 'Crew',
      mailNickname: nickname,
      groupTypes: ['Unified'],
      mailEnabled: true,
      securityEnabled: false,
      id: given,
      description: 'd',
    };
    const answer = await api.send('/v1.0/groups', { token: admin, json });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `${api.url}/v1.0/groups('${given}')`]);
    expect(answer.json).toMatchObject({ id: given, displayName: 'Crew', mailNickname: nickname, description: 'd' });
    const patch = { displayName: 'Crew 2', description: null, visibility: 'public' };
    expect((await api.send(`/v1.0/groups/${given}`, { token: admin, method: 'PATCH', json: patch })).status).toBe(204);
    const found = await api.send(`/v1.0/groups?$filter=mailNickname eq '${nickname.toUpperCase()}'`, { token: reader });
    expect(entriesOf(found)).toMatchObject([{ id: given, displayName: 'Crew 2', description: null, visibility: 'Public' }]);
    expect((await api.send(`/v1.0/groups/${given}`, { token: admin, method: 'DELETE' })).status).toBe(204);
    expect(statusAndCode(await api.send(`/v1.0/groups/${given}`, { token: reader }))).toEqual(missing);
    expect(entriesOf(await api.send(`/v1.0/groups?$filter=mailNickname eq '${nickname}'`, { token: reader }))).toEqual([]);
  });

  it('a group is made whole or not at all', async () => {
    const mailNickname = newNickname();
    for (const json of [
      { displayName: 'x' },
      { mailNickname },
      { displayName: 'x', mailNickname: 'with space' },
      { displayName: 'x', mailNickname, id: 'x' },
      { displayName: 'x', mailNickname: demoGroup.mailNickname.toUpperCase() },
      { displayName: 'x', mailNickname, id: demoGroup.id },
      { displayName: 'x', mailNickname, 'members@odata.bind': ['nonsense'] },
    ])
      expect(statusAndCode(await api.send('/v1.0/groups', { token: admin, json })), JSON.stringify(json)).toEqual(bad);
    const unknown = { displayName: 'x', mailNickname, 'members@odata.bind': [reference(randomUUID())] };
    expect(statusAndCode(await api.send('/v1.0/groups', { token: admin, json: unknown }))).toEqual(missing);
    expect(entriesOf(await api.send(`/v1.0/groups?$filter=mailNickname eq '${mailNickname}'`, { token: reader }))).toEqual([]);
  });

  it('a group is nobody else’s business', async () => {
    const group = await made();
    const { token: delegated } = await present({ scope: 'Calendars.ReadWrite User.Read.All' });
    const { token: readerOfAll } = await present({ scope: 'Group.Read.All' });
    const { token: writerOfAll } = await present({ scope: 'Group.ReadWrite.All' });
    const calendars = await api.token({ app: true, role: 'Calendars.ReadWrite User.ReadWrite.All' });
    for (const token of [delegated, calendars])
      for (const path of [
        'groups',
        `groups/${group}`,
        `groups/${randomUUID()}`,
        `groups/${group}/members`,
        `groups/${randomUUID()}/members`,
      ])
        expect(statusAndCode(await api.send(`/v1.0/${path}`, { token })), path).toEqual(denied);
    for (const token of [delegated, calendars, reader, readerOfAll, writerOfAll])
      for (const key of [group, randomUUID()]) {
        expect(statusAndCode(await api.send(`/v1.0/groups/${key}`, { token, method: 'PATCH', json: { displayName: 'x' } }))).toEqual(
          denied,
        );
        expect(statusAndCode(await api.send(`/v1.0/groups/${key}`, { token, method: 'DELETE' }))).toEqual(denied);
        expect(statusAndCode(await add(key, reference(demoUsers.megan.id), token))).toEqual(denied);
        expect(statusAndCode(await remove(key, demoUsers.megan.id, token))).toEqual(denied);
      }
    expect((await api.send(`/v1.0/groups/${group}`, { token: readerOfAll })).json).toMatchObject({ displayName: 'Team' });
    expect(statusAndCode(await api.send(`/v1.0/groups/${randomUUID()}`, { token: readerOfAll }))).toEqual(missing);
  });
});

describe('a member', () => {
  it('a member comes by a reference of any form, and goes', async () => {
    const group = await made();
    const people = await Promise.all([1, 2, 3, 4].map(() => present()));
    const [a, b, c, d] = people;
    if (a === undefined || b === undefined || c === undefined || d === undefined) return expect.fail();
    for (const to of [
      reference(a.id),
      `https://x.example/v1.0/users/${b.id}`,
      `https://graph.microsoft.com/beta/Users('${c.upn}')`,
      `${api.url}/v1.0/users/${d.id}@${demoTenant}`,
    ])
      expect((await add(group, to)).status, to).toBe(204);
    const members = await api.send(`/v1.0/groups/${group}/members`, { token: reader });
    expect(members.json['@odata.context']).toBe(`${api.url}/v1.0/$metadata#directoryObjects`);
    expect(ids(members)).toEqual(people.map(({ id }) => id).sort());
    expect(entriesOf(members)[0]).toMatchObject({ '@odata.type': '#microsoft.graph.user' });

    expect(statusAndCode(await add(group, reference(a.id)))).toEqual(bad);
    expect((await remove(group, a.id)).status).toBe(204);
    expect((await remove(group, b.upn)).status).toBe(204);
    expect(statusAndCode(await remove(group, a.id))).toEqual(missing);
    expect(ids(await api.send(`/v1.0/groups/${group}/members`, { token: reader }))).toEqual([c.id, d.id].sort());
  });

  it('a member is a living user of the tenant', async () => {
    const group = await made();
    for (const to of [
      reference(randomUUID()),
      'https://x.example/v1.0/users/nobody@contoso.example',
      `https://x.example/v1.0/users/${demoUsers.megan.id}@${randomUUID()}`,
    ])
      expect(statusAndCode(await add(group, to)), to).toEqual(missing);
    for (const to of [
      '',
      'users/x',
      `https://x.example/v1.0/groups/${demoGroup.id}`,
      'https://x.example/v1.0/me',
      `https://x.example/v1.0/users/${demoUsers.megan.id}/events`,
    ])
      expect(statusAndCode(await add(group, to)), to).toEqual(bad);
    expect(statusAndCode(await api.send(`/v1.0/groups/${group}/members/$ref`, { token: admin, json: {} }))).toEqual(bad);
    expect(statusAndCode(await add(randomUUID(), reference(demoUsers.megan.id)))).toEqual(missing);
    expect(ids(await api.send(`/v1.0/groups/${group}/members`, { token: reader }))).toEqual([]);
  });

  it('a member may come with the group', async () => {
    const person = await present();
    const group = await made({ 'members@odata.bind': [reference(person.id), `https://x.example/v1.0/users/${person.upn}`] });
    expect(ids(await api.send(`/v1.0/groups/${group}/members`, { token: reader }))).toEqual([person.id]);
    const many = Array.from({ length: 21 }, () => reference(person.id));
    expect(
      statusAndCode(
        await api.send('/v1.0/groups', {
          token: admin,
          json: { displayName: 'x', mailNickname: newNickname(), 'members@odata.bind': many },
        }),
      ),
    ).toEqual(bad);
  });

  it('a member has the group’s calendar, from the moment of coming to the moment of going', async () => {
    const [group, person] = [await made(), await present()];
    const event = String((await api.send(`/v1.0/groups/${group}/events`, { token: admin, json: { subject: 'x', ...anHour } })).json.id);
    const path = `/v1.0/groups/${group}/events/${event}`;
    expect((await api.send(path, { token: person.token })).status).toBe(403);
    await add(group, reference(person.id));
    expect((await api.send(path, { token: person.token })).status).toBe(200);
    expect((await api.send(`/v1.0/me/joinedGroups/${group}/events/${event}`, { token: person.token })).status).toBe(200);
    await remove(group, person.id);
    expect((await api.send(path, { token: person.token })).status).toBe(403);
  });
});

describe('the groups of a person', () => {
  it('the groups of a person are those of the directory, shown as groups or as objects', async () => {
    const [person, one, other] = [await present(), await made(), await made()];
    await add(one, reference(person.id));
    await add(other, reference(person.id));
    for (const base of ['me', `users/${person.id}`, `users/${person.upn}`]) {
      const joined = await api.send(`/beta/${base}/joinedGroups`, { token: person.token });
      expect(joined.json['@odata.context']).toBe(`${api.url}/beta/$metadata#groups`);
      expect(ids(joined)).toEqual([one, other].sort());
      const objects = await api.send(`/v1.0/${base}/memberOf?$select=id`, { token: person.token });
      expect(entriesOf(objects)).toContainEqual({ '@odata.type': '#microsoft.graph.group', id: one });
    }
    expect(ids(await api.send(`/v1.0/users/${person.id}/memberOf`, { token: reader }))).toEqual([one, other].sort());
  });

  it('the groups of a person are also those that the own token names, where the tenant has them', async () => {
    const [one, other, foreign] = [await made(), await made(), randomUUID()];
    const person = await present({ groups: [one, other, foreign] });
    await add(one, reference(person.id));
    const { token } = person;
    expect(ids(await api.send('/v1.0/me/memberOf', { token }))).toEqual([one, other].sort());
    const paged: string[] = [];
    for (let next: unknown = '/v1.0/me/joinedGroups?$top=1'; typeof next === 'string';) {
      const page = await api.send(next, { token });
      expect(entriesOf(page).length).toBeLessThanOrEqual(1);
      paged.push(...ids(page));
      next = page.json['@odata.nextLink'];
    }
    expect(paged.sort()).toEqual([one, other].sort());
    expect(ids(await api.send(`/v1.0/users/${person.id}/memberOf`, { token: reader }))).toEqual([one]);
    const event = await api.send(`/v1.0/groups/${other}/events`, { token, json: { subject: 'x', ...anHour } });
    expect(event.status).toBe(201);
  });

  it('the groups of a person are nobody else’s to see', async () => {
    const [person, other] = [await present(), await present({ scope: 'Calendars.ReadWrite User.Read' })];
    for (const key of [person.id, randomUUID(), person.upn, 'nobody@contoso.example'])
      expect(statusAndCode(await api.send(`/v1.0/users/${key}/memberOf`, { token: other.token })), key).toEqual(denied);
    expect(statusAndCode(await api.send(`/v1.0/users/${randomUUID()}/memberOf`, { token: reader }))).toEqual(missing);
    expect(statusAndCode(await api.send('/v1.0/me/memberOf', { token: reader }))).toEqual([400, 'BadRequest']);
  });
});

it('a deleted group is unreachable at once, for members too, and nobody is in it any more', async () => {
  const [group, person] = [await made(), await present()];
  await add(group, reference(person.id));
  const { token } = person;
  const event = String((await api.send(`/v1.0/groups/${group}/events`, { token, json: { subject: 'x', ...anHour } })).json.id);
  const session = await api.send(`/v1.0/groups/${group}/events/${event}/attachments/createUploadSession`, {
    token,
    json: { AttachmentItem: { attachmentType: 'file', name: 'x', size: 2 } },
  });
  expect((await api.send(String(session.json.uploadUrl), { token: null })).status).toBe(200);
  expect((await api.send(`/v1.0/groups/${group}`, { token: admin, method: 'DELETE' })).status).toBe(204);
  for (const bearer of [token, admin])
    expect((await api.send(`/v1.0/groups/${group}/events/${event}`, { token: bearer })).status).toBe(404);
  expect((await api.send(String(session.json.uploadUrl), { token: null })).status).toBe(404);
  expect(ids(await api.send('/v1.0/me/memberOf', { token }))).toEqual([]);
  for (const path of [`groups/${group}`, `groups/${group}/members`])
    expect(statusAndCode(await api.send(`/v1.0/${path}`, { token: reader }))).toEqual(missing);
  expect(statusAndCode(await api.send(`/v1.0/groups/${group}`, { token: admin, method: 'DELETE' }))).toEqual(missing);
  expect(statusAndCode(await add(group, reference(person.id)))).toEqual(missing);
});
