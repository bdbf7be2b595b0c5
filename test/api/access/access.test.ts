// Who may do what, caller by caller: own mailboxes, other people's, applications, attendees and invitations.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import type { TokenRequest } from '../../../infra/local/issuer/signToken.ts';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { signClaims } from '../../support/people/claims.ts';

const { adele, megan, guest } = demoUsers;
const nobody = 'e0000000-0000-4000-8000-000000000000';
const otherTenant = '7c1d9e20-55aa-4f3e-8b1c-0a9d8e7f6c5b';
const denied = 'Access is denied. Check credentials and try again.';

let api: Api;
let event: string;
let attachment: string;
beforeAll(async () => {
  api = await openApi();
  event = await api.newEvent();
  attachment = await api.newFile(event);
});

/** Asks as this caller; a POST attaches a file. */
async function ask(method: string, path: string, caller: TokenRequest | string): Promise<Answer> {
  const token = typeof caller === 'string' ? caller : await api.token(caller);
  return api.send(path, {
    method,
    token,
    ...(method === 'POST' && { json: fileBody('x.txt') }),
    ...(method === 'PATCH' && { json: { name: 'y.txt' } }),
  });
}

const statuses = async (paths: readonly [method: string, path: string][], caller: TokenRequest): Promise<number[]> =>
  Promise.all(paths.map(async ([method, path]) => (await ask(method, path, caller)).status));

/** Each way to read and to write the attachments of an event. */
const reads = (base: string): [string, string][] => [
  ['GET', base],
  ['GET', `${base}/attachments`],
  ['HEAD', `${base}/attachments`],
  ['GET', `${base}/attachments/$count`],
  ['GET', `${base}/attachments/${attachment}`],
  ['GET', `${base}/attachments/${attachment}/$value`],
];
const writes = (base: string): [string, string][] => [
  ['POST', `${base}/attachments`],
  ['PATCH', `${base}/attachments/${attachment}`],
  ['DELETE', `${base}/attachments/nothing`],
];
const times = (count: number, status: number): number[] => Array.from({ length: count }, () => status);

describe('the own mailbox', () => {
  // Every other scope and role: `test/unit/access/authAccess.test.ts`.
  it.each([
    ['Calendars.Read', 200, 403],
    ['Calendars.ReadWrite', 200, 201],
    [' ', 403, 403],
  ])('the own mailbox, asked with the scope %j, answers reading with %i and attaching with %i', async (scope, reading, attaching) => {
    const caller = { user: adele.upn, scope };
    const base = `/v1.0/me/events/${event}`;
    expect(await statuses(reads(base), caller)).toEqual(times(6, reading));
    expect(await statuses(writes(base), caller)).toEqual(attaching === 201 ? [201, 200, 404] : [403, 403, 403]);
    expect(
      await statuses(
        [
          ['PUT', `/v1.0/me/events/${event}`],
          ['DELETE', `/v1.0/me/events/nothing`],
        ],
        caller,
      ),
    ).toEqual(attaching === 201 ? [400, 404] : [403, 403]);
  });

  it.each([
    'me',
    `users/${adele.id}`,
    `users/${adele.id.toUpperCase()}`,
    `users/${adele.upn}`,
    `users/${adele.upn.toUpperCase()}`,
    `users/${adele.id}@${demoTenant}`,
  ])('the own mailbox is reached as %s', async (owner) => {
    expect((await ask('GET', `/v1.0/${owner}/events/${event}/attachments`, { user: adele.upn })).status).toBe(200);
  });
});

describe('what a user may not walk through is 403, the same whether it is there or not', () => {
  it.each(['GET', 'POST'])('what a user may not walk through is 403: %s', async (method) => {
    const owners = [
      `users/${megan.id}`,
      `users/${megan.upn}`,
      `users/${nobody}`,
      'users/nobody@contoso.example',
      `users/${adele.id}@${otherTenant}`,
      `users/${guest.id}`,
      `invitations/${demoIds.invitation}/invitedUser`,
      `invitations/${nobody}/invitedUser`,
      `groups/${nobody}`,
      `users/${megan.id}/joinedGroups/${nobody}`,
    ];
    const answers = await Promise.all(
      owners.flatMap((owner) =>
        [event, 'nothing', demoIds.event].map((id) => ask(method, `/v1.0/${owner}/events/${id}/attachments`, { user: adele.upn })),
      ),
    );
    for (const answer of answers) expectError(answer, 403, 'ErrorAccessDenied', denied);
    const bodies = answers.map(({ text }) => text.replace(/"innerError":.*$/, ''));
    expect(new Set(bodies).size).toBe(1);
    const headers = answers.map((answer) => [...answer.headers.keys()].sort().join());
    expect(new Set(headers).size).toBe(1);
  });
});

describe('an application', () => {
  const base = (): string => `/v1.0/users/${adele.id}/events/${event}`;

  it.each([
    ['Calendars.Read', 200, 403],
    ['Calendars.ReadWrite', 200, 201],
    [' ', 403, 403],
  ])('an application with the role %j is answered %i to reading and %i to attaching', async (role, reading, attaching) => {
    const caller = { app: true as const, role };
    expect(await statuses(reads(base()), caller)).toEqual(times(6, reading));
    expect((await ask('POST', `${base()}/attachments`, caller)).status).toBe(attaching);
  });

  it('an application walks through every mailbox of its tenant, by id and by userPrincipalName', async () => {
    for (const { id, upn } of Object.values(demoUsers))
      for (const key of [id, encodeURIComponent(upn)])
        expectError(
          await ask('GET', `/v1.0/users/${key}/events/nothing/attachments`, { app: true }),
          404,
          'ErrorItemNotFound',
          'The specified object was not found in the store.',
        );
  });

  it.each([nobody, 'nobody@contoso.example'])('an application is told that the user %s is none', async (key) => {
    expectError(
      await ask('GET', `/v1.0/users/${key}/events/x/attachments`, { app: true }),
      404,
      'ErrorInvalidUser',
      `The requested user '${key}' is invalid.`,
    );
  });

  it('an application has no /me', async () => {
    for (const path of [
      '/v1.0/me/events/x/attachments',
      `/v1.0/me/joinedGroups/${nobody}/events/x/attachments`,
      '/beta/me/messages/x/event/attachments',
    ])
      expectError(
        await ask('GET', path, { app: true }),
        400,
        'BadRequest',
        '/me request is only valid with delegated authentication flow.',
      );
  });

  it('an application with a scope beside its roles is a user, whose roles count for nothing', async () => {
    const token = await signClaims({ scp: 'User.Read', roles: ['Calendars.ReadWrite'], idtyp: 'app', oid: nobody, sub: nobody });
    expectError(await ask('GET', `${base()}/attachments`, token), 403, 'ErrorAccessDenied', denied);
  });
});

describe('an attendee', () => {
  const viaMessage = `/v1.0/me/messages/${demoIds.message}/event`;
  let attached: string;
  beforeAll(async () => (attached = await api.newFile(demoIds.event)));

  it.each([
    viaMessage,
    `/beta/invitations/${demoIds.invitation}/invitedUser/messages/${demoIds.message}/event`,
    `/v1.0/me/mailFolders/inbox/messages/${demoIds.message}/event`,
  ])('an attendee reads the attachments through the own mailbox, and can change nothing: %s', async (base) => {
    const caller = { user: guest.upn };
    expect(
      await statuses(
        [
          ['GET', base],
          ['GET', `${base}/attachments`],
          ['GET', `${base}/attachments/${attached}/$value`],
        ],
        caller,
      ),
    ).toEqual([200, 200, 200]);
    for (const [method, path] of [
      ['POST', `${base}/attachments`],
      ['PATCH', `${base}/attachments/${attached}`],
      ['DELETE', `${base}/attachments/${attached}`],
    ] as const)
      expectError(await ask(method, path, caller), 403, 'ErrorAccessDenied', denied);
  });

  it('an attendee does not walk through the organizer’s mailbox', async () => {
    for (const key of [adele.id, adele.upn])
      expectError(
        await ask('GET', `/v1.0/users/${key}/events/${demoIds.event}/attachments`, { user: guest.upn }),
        403,
        'ErrorAccessDenied',
        denied,
      );
  });

  it('an attendee does not have the event itself in the own calendar', async () => {
    expectError(await ask('GET', `/v1.0/me/events/${demoIds.event}/attachments`, { user: guest.upn }), 404, 'ErrorItemNotFound');
  });

  it('only an attendee reads by the message: to others its mailbox is closed', async () => {
    const path = `/v1.0/users/${guest.id}/messages/${demoIds.message}/event/attachments`;
    expect((await ask('GET', path, { user: guest.upn })).status).toBe(200);
    expect((await ask('GET', path, { app: true })).status).toBe(200);
    expectError(await ask('GET', path, { user: adele.upn }), 403, 'ErrorAccessDenied', denied);
    expectError(await ask('GET', `/v1.0/me/messages/${demoIds.message}/event/attachments`, { user: megan.upn }), 404, 'ErrorItemNotFound');
  });
});

describe('an invitation', () => {
  const path = (id: string): string => `/v1.0/invitations/${id}/invitedUser/messages/${demoIds.message}/event/attachments`;
  it.each<[string, TokenRequest, string, number]>([
    ['its guest', { user: guest.upn }, demoIds.invitation, 200],
    ['an application', { app: true }, demoIds.invitation, 200],
    ['somebody else', { user: adele.upn }, demoIds.invitation, 403],
    ['its guest, of an unknown one', { user: guest.upn }, nobody, 403],
    ['an application, of an unknown one', { app: true }, nobody, 404],
  ])('the path of an invitation gives %s what it may have', async (_, caller, id, status) => {
    expect((await ask('GET', path(id), caller)).status).toBe(status);
  });
});

describe('a token that is none', () => {
  const refused = async (token: string | null, message: string): Promise<void> => {
    for (const method of ['GET', 'POST']) {
      const answer = await api.send(`/v1.0/me/events/${event}/attachments`, {
        token,
        ...(method === 'POST' && { json: fileBody('x.txt') }),
      });
      expectError(answer, 401, 'InvalidAuthenticationToken', message);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  };

  it('a token that is missing or empty is 401', () => refused(null, 'Access token is empty.'));
  it('a token that has expired is 401', async () =>
    refused(await api.token({ user: adele.upn, expiresIn: -10 }), 'Access token has expired or is not yet valid.'));
  it.each<[string, TokenRequest]>([
    ['for another audience', { user: adele.upn, audience: 'https://vault.azure.net' }],
    ['of another tenant', { user: adele.upn, tenant: otherTenant }],
    ['of another tenant’s application', { app: true, tenant: otherTenant }],
  ])('a token %s is 401', async (_, request) => refused(await api.token(request), 'Access token validation failure.'));
  it('a token that is garbage is 401', () => refused('garbage', 'Access token validation failure.'));

  it('a token that is none is refused before the path is looked at', async () => {
    for (const path of ['/v1.0/nonsense', '/beta/me/events', '/v1.0/me/events/%ff'])
      expectError(await api.send(path, { token: null }), 401, 'InvalidAuthenticationToken', 'Access token is empty.');
  });
});
