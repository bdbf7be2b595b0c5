// Two tenants on one allow-list: the same ids, names and paths, and nothing of one can be seen from the other.
import { anHour } from '../../support/api/events.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { expectError } from '../../support/api/answers.ts';
import type { Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { startAppHost, type AppHost } from '../../support/process/appHost.ts';

const other = '7c1d9e20-55aa-4f3e-8b1c-0a9d8e7f6c5b';
const { adele } = demoUsers;
const shared = '/v1.0/me/events/the-same-id';

let host: AppHost;
let api: Api;
let theirAdele: string;
let theirApp: string;
let ours: string;
beforeAll(async () => {
  host = await startAppHost({ TENANT_IDS: `${demoTenant},${other}` });
  ({ api } = host);
  theirAdele = await api.token({ user: adele.upn, tenant: other });
  theirApp = await api.token({ app: true, tenant: other });
  expect((await api.send(shared, { method: 'PUT', json: anHour })).status).toBe(201);
  ours = await api.newFile('the-same-id');
});
afterAll(() => host.end());

describe('a user of the other tenant with the same name', () => {
  it('a user of the other tenant with the same name has a mailbox of its own under the same paths', async () => {
    expectError(await api.send(`${shared}/attachments`, { token: theirAdele }), 404, 'ErrorItemNotFound');
    expect((await api.send(shared, { method: 'PUT', json: anHour, token: theirAdele })).status).toBe(201);
    expect((await api.send(`${shared}/attachments`, { json: fileBody('theirs.txt'), token: theirAdele })).status).toBe(201);
    expectError(await api.send(`${shared}/attachments/${ours}`, { token: theirAdele }), 404, 'ErrorItemNotFound');
    expectError(await api.send(`${shared}/attachments/${ours}`, { method: 'DELETE', token: theirAdele }), 404, 'ErrorItemNotFound');
    expect((await api.send(`${shared}/attachments`)).text).not.toContain('theirs.txt');
    expect((await api.send(`${shared}/attachments/$count`)).text).toBe('1');
  });

  it.each([
    `users/${adele.id}`,
    `users/${adele.id}@${demoTenant}`,
    `groups/${demoGroup.id}`,
    `invitations/${demoIds.invitation}/invitedUser`,
  ])('a user of the other tenant with the same name does not walk through ours: %s', async (owner) => {
    expectError(await api.send(`/v1.0/${owner}/events/the-same-id/attachments`, { token: theirAdele }), 403, 'ErrorAccessDenied');
  });

  it('a user of the other tenant with the same name is no member of our group by its token', async () => {
    const token = await api.token({ user: adele.upn, tenant: other, groups: [demoGroup.id] });
    expectError(
      await api.send(`/v1.0/groups/${demoGroup.id}/events/${demoIds.groupEvent}/attachments`, { token }),
      404,
      'ErrorItemNotFound',
    );
  });
});

describe('an application of the other tenant', () => {
  it.each([
    [`users/${adele.id}`, 'ErrorInvalidUser'],
    [`users/${adele.id}@${demoTenant}`, 'ErrorInvalidUser'],
    ['users/megan@contoso.example', 'ErrorInvalidUser'],
    [`groups/${demoGroup.id}`, 'ErrorItemNotFound'],
    [`invitations/${demoIds.invitation}/invitedUser`, 'ErrorItemNotFound'],
  ])('an application of the other tenant finds nothing of ours: %s', async (owner, code) => {
    expectError(await api.send(`/v1.0/${owner}/events/the-same-id/attachments`, { token: theirApp }), 404, code);
  });

  it('an application of the other tenant reaches the other tenant’s user by the name that both have', async () => {
    expect((await api.send(shared, { method: 'PUT', json: { subject: 'theirs', ...anHour }, token: theirAdele })).status).toBeLessThan(300);
    const event = await api.send(`/v1.0/users/${adele.upn}/events/the-same-id`, { token: theirApp });
    expect(event.json).toMatchObject({ subject: 'theirs' });
    const attachments = await api.send(`/v1.0/users/${adele.upn}/events/the-same-id/attachments`, { token: theirApp });
    expect(attachments.text).not.toContain(ours);
  });
});
