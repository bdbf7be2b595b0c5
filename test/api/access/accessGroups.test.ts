// Who may use a group's calendar: members by the directory or by the token, applications, and what a private event hides.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { TokenRequest } from '../../../infra/local/issuer/signToken.ts';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { signClaims } from '../../support/people/claims.ts';

const { adele, megan } = demoUsers;
const unknown = 'e0000000-0000-4000-8000-000000000000';
const denied = 'Access is denied. Check credentials and try again.';
const group = `/v1.0/groups/${demoGroup.id}`;

let api: Api;
beforeAll(async () => (api = await openApi()));

const ask = async (path: string, caller: TokenRequest | string, method = 'GET'): Promise<Answer> =>
  api.send(path, {
    method,
    token: typeof caller === 'string' ? caller : await api.token(caller),
    ...(method === 'POST' && { json: fileBody('x.txt') }),
  });

/** Puts an event into the group's calendar by an application, and gives its path below the owner. */
async function newGroupEvent(sensitivity = 'normal'): Promise<string> {
  const event = `/events/group-${randomUUID()}`;
  const { status } = await api.send(`${group}${event}`, {
    method: 'PUT',
    json: { sensitivity, ...anHour },
    token: await api.token({ app: true }),
  });
  expect(status).toBe(201);
  return event;
}

const meganWith = (claims: object): Promise<string> =>
  signClaims({ oid: megan.id, sub: 'x', upn: megan.upn, scp: 'Calendars.ReadWrite', ...claims });

describe('a group', () => {
  let attachments: string;
  beforeAll(async () => (attachments = `${await newGroupEvent()}/attachments`));

  it.each([
    ['Calendars.Read', 200, 403],
    ['Calendars.ReadWrite', 200, 201],
    ['Group.Read.All', 200, 403],
    ['Group.ReadWrite.All', 200, 201],
    ['User.Read', 403, 403],
    ['Calendars.ReadWrite.Shared', 403, 403],
  ])('a group gives a member with the scope %s the status %i for reading and %i for attaching', async (scope, reading, attaching) => {
    for (const owner of [
      group,
      `/beta/me/joinedGroups/${demoGroup.id}`,
      `/v1.0/users/${adele.id}/joinedGroups('${demoGroup.id}')`,
      `/v1.0/groups/${demoGroup.id.toUpperCase()}`,
    ]) {
      expect((await ask(`${owner}${attachments}`, { user: adele.upn, scope })).status).toBe(reading);
      expect((await ask(`${owner}${attachments}`, { user: adele.upn, scope }, 'POST')).status).toBe(attaching);
    }
  });

  it('a group is open to a member by the token’s groups', async () => {
    const token = await api.token({ user: megan.upn, groups: [unknown, demoGroup.id] });
    expect((await ask(`${group}${attachments}`, token)).status).toBe(200);
    expect((await ask(`${group}${attachments}`, token, 'POST')).status).toBe(201);
    expect((await ask(`/v1.0/me/joinedGroups/${demoGroup.id}${attachments}`, token)).status).toBe(200);
  });

  it.each<[string, object]>([
    ['in no group', {}],
    ['in other groups', { groups: [unknown] }],
    ['whose token has left groups out (hasgroups)', { groups: [demoGroup.id], hasgroups: true }],
    ['whose token has left groups out (hasgroups as text)', { groups: [demoGroup.id], hasgroups: 'true' }],
    [
      'whose token has left groups out (_claim_names)',
      { groups: [demoGroup.id], _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://a.example' } } },
    ],
    ['with a role of that name', { roles: [demoGroup.id] }],
  ])('a group is closed to a user %s', async (_, claims) => {
    const token = await meganWith(claims);
    for (const method of ['GET', 'POST'])
      for (const owner of [group, `/v1.0/me/joinedGroups/${demoGroup.id}`])
        expectError(await ask(`${owner}${attachments}`, token, method), 403, 'ErrorAccessDenied', denied);
  });

  it('a group joined by somebody else is closed, also to a member', async () => {
    expectError(
      await ask(`/v1.0/users/${adele.id}/joinedGroups/${demoGroup.id}${attachments}`, { user: megan.upn }),
      403,
      'ErrorAccessDenied',
      denied,
    );
    expectError(
      await ask(`/v1.0/users/${megan.id}/joinedGroups/${demoGroup.id}${attachments}`, { user: adele.upn }),
      403,
      'ErrorAccessDenied',
      denied,
    );
  });

  it('a group that is unknown is 403 to a user, 404 to one whose token names it, and to an application', async () => {
    const path = `/v1.0/groups/${unknown}${attachments}`;
    expectError(await ask(path, { user: adele.upn }), 403, 'ErrorAccessDenied', denied);
    expectError(await ask(path, { user: adele.upn, groups: [unknown] }), 404, 'ErrorItemNotFound');
    expectError(await ask(path, { app: true }), 404, 'ErrorItemNotFound');
  });

  it('an application reaches any group of its tenant; as a joined one only what the user has joined', async () => {
    expect((await ask(`${group}${attachments}`, { app: true, role: 'Calendars.Read' })).status).toBe(200);
    expect((await ask(`${group}${attachments}`, { app: true }, 'POST')).status).toBe(201);
    expectError(await ask(`${group}${attachments}`, { app: true, role: 'Group.ReadWrite.All' }), 403, 'ErrorAccessDenied', denied);
    expect((await ask(`/v1.0/users/${adele.upn}/joinedGroups/${demoGroup.id}${attachments}`, { app: true })).status).toBe(200);
    expectError(await ask(`/v1.0/users/${megan.upn}/joinedGroups/${demoGroup.id}${attachments}`, { app: true }), 404, 'ErrorItemNotFound');
  });
});

it('a member takes no event from the others by making it private: all members see it, in lists too', async () => {
  const event = await newGroupEvent('normal');
  const token = await api.token({ user: megan.upn, groups: [demoGroup.id] });
  expect((await api.send(`${group}${event}`, { method: 'PATCH', token, json: { sensitivity: 'private' } })).status).toBe(200);
  const read = await ask(`${group}${event}`, { user: adele.upn });
  expect([read.status, read.json.sensitivity]).toEqual([200, 'private']);
  expect((await ask(`${group}/events?$filter=sensitivity eq 'private'&$top=100`, { user: adele.upn })).text).toContain(
    `"${event.split('/').at(-1) ?? ''}"`,
  );
  expect((await ask(`${group}${event}`, { user: adele.upn }, 'DELETE')).status).toBe(204);
});

it.each(['personal', 'confidential', 'normal', 'private'])('a %s event of a group is its members’', async (sensitivity) => {
  expect((await ask(`${group}${await newGroupEvent(sensitivity)}/attachments`, { user: adele.upn }, 'POST')).status).toBe(201);
});
