// Members that come with a group or with a change of it: all of them or none, and nobody in silence.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { idsIn, refusal } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';

let api: Api;
let admin: string;
let memberAdmin: string;
let people: Person[];
beforeAll(async () => {
  api = await openApi();
  admin = await api.token({ app: true, role: 'Group.ReadWrite.All' });
  memberAdmin = await api.token({ app: true, role: 'GroupMember.ReadWrite.All' });
  people = await Promise.all(['a', 'b', 'c'].map((name) => newPerson(api, name)));
});

const missing = { status: 404, code: 'Request_ResourceNotFound' };
const bad = { status: 400, code: 'Request_BadRequest' };
const bind = (...ids: readonly string[]): string[] => ids.map((id) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`);
const idOf = (index: number): string => people[index]?.id ?? expect.fail('nobody');
const create = (json: object): Promise<Answer> =>
  api.send('/v1.0/groups', { token: admin, json: { displayName: 'G', mailNickname: `g-${randomUUID()}`, ...json } });
const change = (group: string, json: object, token = admin): Promise<Answer> =>
  api.send(`/v1.0/groups/${group}`, { method: 'PATCH', token, json });
const membersOf = async (group: string): Promise<string[]> =>
  idsIn(await api.send(`/v1.0/groups/${group}/members`, { token: admin })).toSorted();

async function newGroup(json: object = {}): Promise<string> {
  const made = await create(json);
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
}

describe('PATCH with members@odata.bind', () => {
  it('PATCH with members@odata.bind adds them, with a permission for members alone as well', async () => {
    const group = await newGroup({ 'members@odata.bind': bind(idOf(0)) });
    expect((await change(group, { 'members@odata.bind': bind(idOf(1)), description: 'changed' })).status).toBe(204);
    expect((await change(group, { 'members@odata.bind': bind(idOf(2), idOf(2).toUpperCase()) }, memberAdmin)).status).toBe(204);
    expect(await membersOf(group)).toEqual([idOf(0), idOf(1), idOf(2)].toSorted());
    expect((await api.send(`/v1.0/groups/${group}`, { token: admin })).json.description).toBe('changed');
    const event = await people[2]?.send(`/v1.0/groups/${group}/events`, { json: { subject: 'ours', ...anHour } });
    expect(event?.status).toBe(201);
  });

  it('PATCH with members@odata.bind adds and changes nothing where one is a member already, is nobody, or where there are more than 20', async () => {
    const group = await newGroup({ 'members@odata.bind': bind(idOf(0)) });
    const refused = async (json: object, error: object): Promise<void> => {
      expect(refusal(await change(group, { displayName: 'changed', ...json })), JSON.stringify(json)).toMatchObject(error);
      expect(await membersOf(group)).toEqual([idOf(0)]);
      expect((await api.send(`/v1.0/groups/${group}`, { token: admin })).json.displayName).toBe('G');
    };
    await refused({ 'members@odata.bind': bind(idOf(1), idOf(0)) }, { ...bad, message: expect.stringContaining('members') as unknown });
    await refused({ 'members@odata.bind': bind(idOf(1), randomUUID()) }, missing);
    await refused({ 'members@odata.bind': ['nonsense'] }, bad);
    await refused({ 'members@odata.bind': bind(...Array.from({ length: 21 }, () => idOf(1))) }, bad);
    expect(refusal(await change(randomUUID(), { 'members@odata.bind': bind(idOf(1)) }))).toMatchObject(missing);
    const alone = await change(group, { displayName: 'x', 'members@odata.bind': bind(idOf(1)) }, memberAdmin);
    expect(refusal(alone)).toMatchObject({ status: 403, code: 'Authorization_RequestDenied' });
  });
});

describe('POST', () => {
  it('POST takes owners who are there, which makes nobody a member', async () => {
    const group = await newGroup({ 'owners@odata.bind': bind(idOf(0)), 'members@odata.bind': bind(idOf(1)) });
    expect(await membersOf(group)).toEqual([idOf(1)]);
    expect(idsIn(await api.send(`/v1.0/groups/${group}/owners`, { token: admin }))).toEqual([idOf(0)]);
    expect((await people[0]?.send(`/v1.0/groups/${group}/events`))?.status).toBe(403);
    expect(refusal(await create({ 'owners@odata.bind': bind(randomUUID()) }))).toMatchObject(missing);
    const many = { 'owners@odata.bind': bind(...Array.from({ length: 20 }, () => idOf(0))), 'members@odata.bind': bind(idOf(1)) };
    expect(refusal(await create(many))).toMatchObject(bad);
  });

  it.each(['with@sign', 'with.dot', 'a,b', 'a;b', 'a<b>', 'a[b]', 'a(b)', 'a"b', 'a\\b', 'a:b', 'ü', 'x'.repeat(65), ''])(
    'POST refuses the mailNickname %j, as Graph does',
    async (mailNickname) => expect(refusal(await create({ mailNickname }))).toMatchObject({ status: 400 }),
  );
});
