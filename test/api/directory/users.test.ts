// Users by API: who may read and change whom, what a user looks like, and how one enters the directory.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, statusAndCode } from '../../support/api/answers.ts';
import { makeUser, newStranger } from '../../support/people/people.ts';
import { withClaims } from '../../support/people/claims.ts';
import { openApi, type Api } from '../../support/api/api.ts';

let api: Api;
let admin: string;
let reader: string;
const denied = [403, 'Authorization_RequestDenied'];
const missing = [404, 'Request_ResourceNotFound'];
const bad = [400, 'Request_BadRequest'];

beforeAll(async () => {
  api = await openApi();
  admin = await api.token({ app: true, role: 'User.ReadWrite.All Calendars.ReadWrite' });
  reader = await api.token({ app: true, role: 'User.Read.All' });
});

const freshUpn = (): string => `made-${randomUUID()}@contoso.example`;

describe('a user', () => {
  it('a user has Graph’s properties, the same by id, name and oid@tid', async () => {
    const { id, upn } = demoUsers.adele;
    const byId = await api.send(`/v1.0/users/${id}`, { token: reader });
    expect(byId.status).toBe(200);
    expect(byId.json).toEqual({
      '@odata.context': `${api.url}/v1.0/$metadata#users/$entity`,
      id,
      businessPhones: [],
      createdDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
      displayName: 'Adele Vance',
      externalUserState: null,
      externalUserStateChangeDateTime: null,
      givenName: null,
      jobTitle: null,
      mail: null,
      mailNickname: null,
      mobilePhone: null,
      officeLocation: null,
      otherMails: [],
      preferredLanguage: null,
      proxyAddresses: [],
      surname: null,
      userPrincipalName: upn,
      userType: 'Member',
    });
    for (const path of [`users/${upn.toUpperCase()}`, `Users('${upn}')`, `users/${id.toUpperCase()}`, `users/${id}@${demoTenant}`])
      expect((await api.send(`/v1.0/${path}`, { token: reader })).json).toEqual(byId.json);
    const { json } = await api.send(`/beta/users/${id}?$select=id,UserPrincipalName`, { token: reader });
    expect(json).toEqual({ '@odata.context': `${api.url}/beta/$metadata#users(id,userPrincipalName)/$entity`, id, userPrincipalName: upn });
  });

  it.each([
    ['$select=password', [400, 'RequestBroker--ParseUri']],
    ['$expand=memberOf', [400, 'BadRequest']],
  ])('GET of a user refuses %s by name', async (query, expected) => {
    expect(statusAndCode(await api.send(`/v1.0/me?${query}`))).toEqual(expected);
  });
});

describe('the caller itself', () => {
  it('the caller itself enters the directory by its first request, whatever that is', async () => {
    const { id, upn, token } = await newStranger(api, { scope: 'Calendars.Read' });
    expect(statusAndCode(await api.send(`/v1.0/users/${id}`, { token: reader }))).toEqual(missing);
    expect((await api.send('/v1.0/me/events/none', { token })).status).toBe(404);
    const { json } = await api.send(`/v1.0/users/${upn}`, { token: reader });
    expect(json).toMatchObject({ id, userPrincipalName: upn, displayName: upn, userType: 'Member' });
  });

  it('the caller itself is not entered by a preferred_username', async () => {
    const { id, upn, token } = await newStranger(api);
    const bare = await withClaims(token, { upn: undefined, preferred_username: upn, email: upn });
    expect((await api.send('/v1.0/me', { token: bare })).json).toMatchObject({ id, userPrincipalName: null });
    expect(statusAndCode(await api.send(`/v1.0/users/${upn}`, { token: reader }))).toEqual(missing);
  });

  it('the caller itself takes the name of a newer token along, and an older token doesn’t take it back', async () => {
    const { id, upn, token } = await newStranger(api);
    await api.send('/v1.0/me/events', { token, json: { subject: 'kept', ...anHour } });
    const renamed = freshUpn();
    const now = Math.floor(Date.now() / 1000);
    const newer = await withClaims(token, { upn: renamed, iat: now + 5 });
    expect((await api.send('/v1.0/me', { token: newer })).json).toMatchObject({ id, userPrincipalName: renamed });
    expect((await api.send('/v1.0/me', { token })).json).toMatchObject({ id, userPrincipalName: renamed });
    expect((await api.send(`/v1.0/users/${renamed}`, { token: reader })).json).toMatchObject({ id });
    expect(statusAndCode(await api.send(`/v1.0/users/${upn}`, { token: reader }))).toEqual(missing);
    expect((await makeUser(api, admin, { userPrincipalName: upn })).id).not.toBe(id);
  });

  it('the caller itself reads itself by a Calendars scope or User.Read, and nobody else', async () => {
    for (const scope of ['Calendars.Read', 'User.Read']) {
      const { id, upn, token } = await newStranger(api, { scope });
      for (const path of ['me', `users/${id}`, `users/${upn}`, `users/${id}@${demoTenant}`])
        expect((await api.send(`/v1.0/${path}`, { token })).json).toMatchObject({ id });
      for (const path of [
        `users/${demoUsers.megan.id}`,
        `users/${demoUsers.megan.upn}`,
        `users/${randomUUID()}`,
        'users/nobody@contoso.example',
        'users',
        `users/${id}@${randomUUID()}`,
      ])
        expect(statusAndCode(await api.send(`/v1.0/${path}`, { token })), path).toEqual(denied);
    }
    const { token } = await newStranger(api, { scope: 'Group.Read.All' });
    expect(statusAndCode(await api.send('/v1.0/me', { token }))).toEqual(denied);
  });

  it('the caller itself changes what tells nobody who it is, with User.ReadWrite', async () => {
    const { id, token } = await newStranger(api, { scope: 'User.ReadWrite' });
    expect(
      (await api.send('/v1.0/me', { token, method: 'PATCH', json: { mobilePhone: '+1 555', businessPhones: ['1'], officeLocation: 'x' } }))
        .status,
    ).toBe(204);
    expect((await api.send(`/v1.0/users/${id}`, { token, method: 'PATCH', json: { officeLocation: null } })).status).toBe(204);
    expect((await api.send('/v1.0/me', { token })).json).toMatchObject({
      mobilePhone: '+1 555',
      businessPhones: ['1'],
      officeLocation: null,
    });
    for (const json of [{ userPrincipalName: freshUpn() }, { displayName: 'x' }, { userType: 'Guest' }, { mail: 'x@y.example' }])
      expect(statusAndCode(await api.send('/v1.0/me', { token, method: 'PATCH', json }))).toEqual(denied);
    expect(
      statusAndCode(await api.send(`/v1.0/users/${demoUsers.megan.id}`, { token, method: 'PATCH', json: { mobilePhone: '1' } })),
    ).toEqual(denied);
    const { token: calendarOnly } = await newStranger(api);
    expect(statusAndCode(await api.send('/v1.0/me', { token: calendarOnly, method: 'PATCH', json: { mobilePhone: '1' } }))).toEqual(denied);
  });

  it('the caller itself is not an application', async () => {
    expect(statusAndCode(await api.send('/v1.0/me', { token: reader }))).toEqual([400, 'BadRequest']);
  });
});

describe('others', () => {
  it('others are read with User.Read.All; with User.ReadBasic.All only who they are', async () => {
    const { token } = await newStranger(api, { scope: 'User.Read.All' });
    expect((await api.send(`/v1.0/users/${demoUsers.megan.id}`, { token })).json).toMatchObject({
      displayName: 'Megan Bowen',
      userType: 'Member',
    });
    expect(statusAndCode(await api.send(`/v1.0/users/${randomUUID()}`, { token }))).toEqual(missing);
    const { token: basic } = await newStranger(api, { scope: 'User.ReadBasic.All' });
    const { json } = await api.send(`/v1.0/users/${demoUsers.megan.id}`, { token: basic });
    expect(Object.keys(json)).toEqual(['@odata.context', 'id', 'displayName', 'givenName', 'mail', 'surname', 'userPrincipalName']);
    for (const entry of entriesOf(await api.send('/v1.0/users?$select=id,userType&$top=3', { token: basic })))
      expect(Object.keys(entry)).toEqual(['id']);
  });

  it('others are found by their names and addresses', async () => {
    const { upn, id } = demoUsers.megan;
    const find = (filter: string) => api.send(`/v1.0/users?$filter=${encodeURIComponent(filter)}`, { token: reader });
    expect(entriesOf(await find(`userPrincipalName eq '${upn.toUpperCase()}'`))).toMatchObject([{ id }]);
    expect(
      entriesOf(await find(`userPrincipalName eq 'x' or userPrincipalName eq '${upn}' or userPrincipalName eq '${upn}'`)),
    ).toMatchObject([{ id }]);
    const none = await find("userPrincipalName eq 'o''nobody@contoso.example'");
    expect([none.status, none.json]).toEqual([200, { '@odata.context': `${api.url}/v1.0/$metadata#users`, value: [] }]);
    for (const filter of [
      "contains(userPrincipalName,'a')",
      "otherMails eq 'x'",
      "mail/any(x:x eq 'y')",
      "otherMails/any(x:startswith(x,'y'))",
      "otherMails/any(x:x ne 'y')",
    ])
      expect(statusAndCode(await find(filter)), filter).toEqual([400, 'BadRequest']);
    for (const option of ['$orderby=jobTitle', '$count=all', '$skip=1', '$search=x', '$top=x', '$skiptoken=x'])
      expect(statusAndCode(await api.send(`/v1.0/users?${option}`, { token: reader })), option).toEqual([400, 'BadRequest']);
  });

  it('others are made by an application with User.ReadWrite.All, under an id of its own or the service’s', async () => {
    const [upn, id] = [freshUpn(), randomUUID()];
    const json = {
      displayName: 'Ann',
      userPrincipalName: upn,
      mailNickname: 'ann',
      id: id.toUpperCase(),
      accountEnabled: true,
      passwordProfile: { password: 'never kept' },
    };
    const answer = await api.send('/v1.0/users', { token: admin, json });
    expect([answer.status, answer.headers.get('location')]).toEqual([201, `${api.url}/v1.0/users('${id}')`]);
    expect(answer.json).toMatchObject({
      '@odata.context': `${api.url}/v1.0/$metadata#users/$entity`,
      id,
      userPrincipalName: upn,
      mailNickname: 'ann',
    });
    expect(answer.text).not.toContain('never kept');
    expect((await api.send(answer.headers.get('location') ?? '', { token: reader })).json).toEqual(answer.json);
    expect((await makeUser(api, admin)).id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const event = await api.send(`/v1.0/users/${id}/events`, { token: admin, json: { subject: 'first', ...anHour } });
    expect(event.status).toBe(201);
  });

  it('others are made whole or not at all', async () => {
    const upn = freshUpn();
    for (const json of [
      { userPrincipalName: upn },
      { displayName: 'x' },
      { displayName: 'x', userPrincipalName: 'no-at-sign' },
      { displayName: 'x', userPrincipalName: `${randomUUID()}@${randomUUID()}` },
      { displayName: 'x', userPrincipalName: upn, id: 'no-guid' },
      { displayName: 'x', userPrincipalName: demoUsers.megan.upn },
      { displayName: 'x', userPrincipalName: upn, id: demoUsers.megan.id },
    ])
      expect(statusAndCode(await api.send('/v1.0/users', { token: admin, json })), JSON.stringify(json)).toEqual(bad);
    expect(statusAndCode(await api.send('/v1.0/users', { token: admin, json: { displayName: 1, userPrincipalName: upn } }))).toEqual([
      400,
      'RequestBodyRead',
    ]);
    expect(statusAndCode(await api.send(`/v1.0/users/${upn}`, { token: reader }))).toEqual(missing);
  });

  it('others are neither made, changed nor deleted by anybody else', async () => {
    const { id } = await makeUser(api, admin);
    const { token: delegated } = await newStranger(api, { scope: 'User.ReadWrite.All Directory.ReadWrite.All' });
    const calendars = await api.token({ app: true, role: 'Calendars.ReadWrite' });
    for (const token of [delegated, reader, calendars]) {
      expect(statusAndCode(await api.send('/v1.0/users', { token, json: { displayName: 'x', userPrincipalName: freshUpn() } }))).toEqual(
        denied,
      );
      for (const key of [id, randomUUID()]) {
        expect(statusAndCode(await api.send(`/v1.0/users/${key}`, { token, method: 'PATCH', json: { displayName: 'x' } }))).toEqual(denied);
        expect(statusAndCode(await api.send(`/v1.0/users/${key}`, { token, method: 'DELETE' }))).toEqual(denied);
      }
    }
    expect(statusAndCode(await api.send('/v1.0/users', { token: calendars }))).toEqual(denied);
    expect((await api.send(`/v1.0/users/${id}`, { token: reader })).json).toMatchObject({ displayName: 'Made' });
  });
});

describe('a change by an application', () => {
  it('a change by an application sets, clears and leaves', async () => {
    const { id, upn } = await makeUser(api, admin, { jobTitle: 'x', mail: 'a@b.example' });
    expect(
      (await api.send(`/v1.0/users/${upn}`, { token: admin, method: 'PATCH', json: { JobTitle: null, surname: 'Y', userType: 'guest' } }))
        .status,
    ).toBe(204);
    expect((await api.send(`/v1.0/users/${id}`, { token: reader })).json).toMatchObject({
      jobTitle: null,
      mail: 'a@b.example',
      surname: 'Y',
      userType: 'Guest',
      userPrincipalName: upn,
    });
    for (const json of [{ displayName: null }, { userPrincipalName: null }, { userPrincipalName: 'x' }])
      expect(statusAndCode(await api.send(`/v1.0/users/${id}`, { token: admin, method: 'PATCH', json }))).toEqual(bad);
    expect(statusAndCode(await api.send(`/v1.0/users/${randomUUID()}`, { token: admin, method: 'PATCH', json: {} }))).toEqual(missing);
  });

  it('a change by an application of the userPrincipalName keeps the mailbox, and frees the old name', async () => {
    const { id, upn, token } = await newStranger(api);
    const event = String((await api.send('/v1.0/me/events', { token, json: { subject: 'kept', ...anHour } })).json.id);
    const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: 'aGk=' };
    await api.send(`/v1.0/me/events/${event}/attachments`, { token, json: file });
    const renamed = freshUpn();
    expect((await api.send(`/v1.0/users/${id}`, { token: admin, method: 'PATCH', json: { userPrincipalName: renamed } })).status).toBe(204);

    const count = (name: string) => api.send(`/v1.0/users/${name}/events/${event}/attachments/$count`, { token: admin });
    expect((await count(renamed)).text).toBe('1');
    expect((await count(upn)).status).toBe(404);
    expect((await api.send('/v1.0/me', { token })).json).toMatchObject({ userPrincipalName: renamed });
    const next = await makeUser(api, admin, { userPrincipalName: upn });
    expect((await count(upn)).status).toBe(404);
    expect(
      statusAndCode(
        await api.send(`/v1.0/users/${next.id}`, { token: admin, method: 'PATCH', json: { userPrincipalName: renamed.toUpperCase() } }),
      ),
    ).toEqual(bad);
  });
});
