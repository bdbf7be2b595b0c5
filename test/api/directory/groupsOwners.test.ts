// Owners of groups: who makes a group owns it, owners change it and who is in it, and nobody else does by a token of their own.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { idsIn, statusAndCode } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';

let api: Api;
let admin: string;
let owner: Person;
let other: Person;
const denied = [403, 'Authorization_RequestDenied'];
const scope = 'Group.ReadWrite.All Calendars.ReadWrite User.Read.All';
beforeAll(async () => {
  api = await openApi();
  admin = await api.token({ app: true, role: 'Group.ReadWrite.All' });
  [owner, other] = await Promise.all([newStranger(api, { scope }), newStranger(api, { scope })]);
  for (const { token } of [owner, other]) await api.send('/v1.0/me', { token });
});

const reference = (id: string) => ({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` });
const names = () => ({ displayName: 'G', mailNickname: `g-${randomUUID()}` });
const send = (path: string, sent: Sent): Promise<Answer> => api.send(`/v1.0/groups${path}`, sent);
const owners = async (group: string): Promise<string[]> => idsIn(await send(`/${group}/owners`, { token: admin })).toSorted();
const members = async (group: string): Promise<string[]> => idsIn(await send(`/${group}/members`, { token: admin })).toSorted();

async function newGroup({ token }: Pick<Person, 'token'>, json: object = {}): Promise<string> {
  const made = await send('', { token, json: { ...names(), ...json } });
  expect(made.status, made.text).toBe(201);
  return String(made.json.id);
}

describe('a user with Group.ReadWrite.All', () => {
  it('a user with Group.ReadWrite.All owns a group that it makes, is a member of it, and uses its calendar', async () => {
    const group = await newGroup(owner, { 'owners@odata.bind': [reference(other.id)['@odata.id']] });
    expect(await owners(group)).toEqual([owner.id, other.id].toSorted());
    expect(await members(group)).toEqual([owner.id]);
    expect((await send(`/${group}/events`, { token: owner.token, json: { subject: 'ours', ...anHour } })).status).toBe(201);
    expect((await send(`/${group}/events`, { token: other.token })).status).toBe(403);
    expect((await send(`/${group}/owners?$select=id`, { token: other.token })).json).toMatchObject({
      value: expect.arrayContaining([{ '@odata.type': '#microsoft.graph.user', id: owner.id }]) as unknown,
    });
  });

  it('a user with Group.ReadWrite.All changes and deletes what it owns', async () => {
    const group = await newGroup(owner);
    const { token } = owner;
    expect((await send(`/${group}`, { token, method: 'PATCH', json: { description: 'changed' } })).status).toBe(204);
    expect((await send(`/${group}/members/$ref`, { token, json: reference(other.id) })).status).toBe(204);
    expect(await members(group)).toEqual([owner.id, other.id].toSorted());
    expect((await send(`/${group}/members/${other.id}/$ref`, { token, method: 'DELETE' })).status).toBe(204);
    const bound = { 'members@odata.bind': [reference(other.id)['@odata.id']] };
    expect((await send(`/${group}`, { token, method: 'PATCH', json: bound })).status).toBe(204);
    expect(await members(group)).toEqual([owner.id, other.id].toSorted());
    expect((await send(`/${group}`, { token, method: 'DELETE' })).status).toBe(204);
    expect((await send(`/${group}`, { token: admin })).status).toBe(404);
  });

  it('a user with Group.ReadWrite.All changes nothing that it does not own, the same refusal whether it is there or not', async () => {
    const group = await newGroup({ token: admin }, { 'members@odata.bind': [reference(other.id)['@odata.id']] });
    const { token } = other;
    for (const key of [group, randomUUID()]) {
      const refused = [
        await send(`/${key}`, { token, method: 'PATCH', json: { description: 'x' } }),
        await send(`/${key}`, { token, method: 'DELETE' }),
        await send(`/${key}/members/$ref`, { token, json: reference(owner.id) }),
        await send(`/${key}/members/${other.id}/$ref`, { token, method: 'DELETE' }),
        await send(`/${key}/owners/$ref`, { token, json: reference(other.id) }),
        await send(`/${key}/owners/${owner.id}/$ref`, { token, method: 'DELETE' }),
      ];
      expect(refused.map(statusAndCode)).toEqual(refused.map(() => denied));
    }
    expect([await owners(group), await members(group)]).toEqual([[], [other.id]]);
    const { token: reading } = await newStranger(api, { scope: 'Group.Read.All' });
    expect(statusAndCode(await send('', { token: reading, json: names() }))).toEqual(denied);
  });
});

describe('the owners of a group', () => {
  it('the owners of a group are added and removed; who is one already is refused, and so is removing the last', async () => {
    const group = await newGroup(owner);
    const { token } = owner;
    expect((await send(`/${group}/owners/$ref`, { token, json: reference(other.id) })).status).toBe(204);
    const again = await send(`/${group}/owners/$ref`, { token, json: reference(other.id) });
    expect(statusAndCode(again)).toEqual([400, 'Request_BadRequest']);
    expect(again.text).toContain("'owners'");
    expect((await send(`/${group}/owners/${owner.upn}/$ref`, { token, method: 'DELETE' })).status).toBe(204);
    expect(statusAndCode(await send(`/${group}`, { token, method: 'PATCH', json: { description: 'x' } }))).toEqual(denied);
    const last = await send(`/${group}/owners/${other.id}/$ref`, { token: admin, method: 'DELETE' });
    expect(statusAndCode(last)).toEqual([400, 'Request_BadRequest']);
    expect(await owners(group)).toEqual([other.id]);
    expect((await send(`/${group}/owners/${owner.id}/$ref`, { token: admin, method: 'DELETE' })).status).toBe(404);
  });

  it('the owners of a group go with the group', async () => {
    const group = await newGroup(owner);
    expect((await send(`/${group}`, { token: admin, method: 'DELETE' })).status).toBe(204);
    expect((await send(`/${group}/owners`, { token: admin })).status).toBe(404);
  });
});
