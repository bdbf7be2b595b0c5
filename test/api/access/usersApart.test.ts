// A stack of its own, for two tenants: lists to their very ends, tenants that know nothing of each other, an organizer who is deleted.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoGroup, demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, statusAndCode } from '../../support/api/answers.ts';
import { anotherTenant } from '../../support/people/claims.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { startStack, type Stack } from '../../support/process/stack.ts';

let stack: Stack;
let api: Api;
let here: string;
let there: string;
const role = 'User.ReadWrite.All Group.ReadWrite.All User.Invite.All Calendars.ReadWrite';
const missing = [404, 'Request_ResourceNotFound'];

beforeAll(async () => {
  stack = await startStack({ env: { TENANT_IDS: `${demoTenant},${anotherTenant}` } });
  api = await openApi(stack);
  here = await api.token({ app: true, role });
  there = await api.token({ app: true, role, tenant: anotherTenant });
});
afterAll(() => stack.stop());

async function pages(path: string, token: string): Promise<string[][]> {
  const found: string[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer = await api.send(next, { token });
    expect(answer.status, answer.text).toBe(200);
    found.push(entriesOf(answer).map(({ id }) => String(id)));
    const link = answer.json['@odata.nextLink'];
    next = typeof link === 'string' ? link : undefined;
  }
  return found;
}

const newUser = async (token: string): Promise<string> => {
  const json = { displayName: 'x', userPrincipalName: `${randomUUID()}@contoso.example` };
  return String((await api.send('/v1.0/users', { token, json })).json.id);
};

it('lists come page by page, each entry once, and end', async () => {
  const made = await Promise.all(Array.from({ length: 7 }, () => newUser(there)));
  const groups: string[] = [];
  for (const mailNickname of ['a', 'b', 'c']) {
    const json = { displayName: 'x', mailNickname, 'members@odata.bind': made.map((id) => `${api.url}/v1.0/users/${id}`) };
    groups.push(String((await api.send('/v1.0/groups', { token: there, json })).json.id));
  }
  const users = await pages('/v1.0/users?$top=3&$select=id', there);
  expect(users.map((page) => page.length)).toEqual([3, 3, 1]);
  expect(users.flat().sort()).toEqual(made.sort());
  expect((await pages('/v1.0/groups?$top=2', there)).map((page) => page.length)).toEqual([2, 1]);
  const members = await pages(`/v1.0/groups/${groups[0] ?? ''}/members?$top=5`, there);
  expect([members.map((page) => page.length), members.flat().sort()]).toEqual([[5, 2], made.sort()]);
  expect((await pages(`/v1.0/users/${made[0] ?? ''}/memberOf?$top=2`, there)).flat().sort()).toEqual(groups.sort());
  expect(await pages('/v1.0/users?$top=0', there)).toEqual([[]]);

  const first = await api.send('/v1.0/users?$top=3', { token: there });
  const link = String(first.json['@odata.nextLink']);
  for (const [url, token] of [
    [link, here],
    [link.replace('users', 'groups'), there],
    [link.replace('top=3', 'top=4'), there],
    [`${link}x`, there],
  ] as const)
    expect(statusAndCode(await api.send(url, { token })), url).toEqual([400, 'BadRequest']);
});

it('tenants know nothing of each other', async () => {
  expect((await pages('/v1.0/users', here)).flat().sort()).toEqual(
    Object.values(demoUsers)
      .map(({ id }) => id)
      .sort(),
  );
  const { id, upn } = demoUsers.megan;
  for (const path of [
    `users/${id}`,
    `users/${upn}`,
    `users/${id}@${demoTenant}`,
    `groups/${demoGroup.id}`,
    `groups/${demoGroup.id}/members`,
    `invitations/${demoIds.invitation}`,
    `invitations/${demoIds.invitation}/invitedUser`,
  ]) {
    expect(statusAndCode(await api.send(`/v1.0/${path}`, { token: there })), path).toEqual(missing);
    expect((await api.send(`/v1.0/${path}`, { token: here })).status, path).toBe(200);
  }
  for (const path of [`users/${id}`, `groups/${demoGroup.id}`])
    expect(statusAndCode(await api.send(`/v1.0/${path}`, { token: there, method: 'DELETE' }))).toEqual(missing);
  const json = { displayName: 'Twin', userPrincipalName: upn, id };
  expect((await api.send('/v1.0/users', { token: there, json })).status).toBe(201);
  expect((await api.send(`/v1.0/users/${id}`, { token: here })).json).toMatchObject({ displayName: 'Megan Bowen' });
  expect((await api.send(`/v1.0/users/${id}`, { token: there, method: 'DELETE' })).status).toBe(204);
  expect((await api.send(`/v1.0/users/${upn}`, { token: here })).status).toBe(200);
});

it('a meeting goes from everybody’s messages with its organizer', async () => {
  const guest = await api.token({ user: demoUsers.guest.upn });
  const path = `/v1.0/me/messages/${demoIds.message}/event`;
  expect((await api.send(path, { token: guest })).status).toBe(200);
  expect((await api.send(`/v1.0/users/${demoUsers.adele.id}`, { token: here, method: 'DELETE' })).status).toBe(204);
  for (const tail of ['', '/attachments'])
    expect(statusAndCode(await api.send(`${path}${tail}`, { token: guest }))).toEqual([404, 'ErrorItemNotFound']);
  expect((await api.sweep()).status).toBe(202);
  expect((await api.send('/v1.0/me', { token: guest })).status).toBe(200);
});
