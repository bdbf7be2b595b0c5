// Invitations by API: how a guest comes into the tenant, and that nobody comes by a mail address.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { demoIds, demoUsers } from '../../infra/local/demo/tenant.ts';
import { openApi, type Answer, type Api } from '../support/api.ts';
import { refusal, somebody, withClaims } from '../support/people.ts';

let api: Api;
let inviter: string;
let reader: string;
const denied = [403, 'Authorization_RequestDenied'];
const missing = [404, 'Request_ResourceNotFound'];
const bad = [400, 'Request_BadRequest'];

beforeAll(async () => {
  api = await openApi();
  inviter = await api.token({ app: true, role: 'User.Invite.All Calendars.ReadWrite' });
  reader = await api.token({ app: true, role: 'User.Read.All' });
});

const required = { invitedUserEmailAddress: 'pat@fabrikam.example', inviteRedirectUrl: 'https://app.example/welcome' };
const invite = (json: unknown, token = inviter): Promise<Answer> => api.send('/v1.0/invitations', { token, json });

function invitedId({ json }: Answer): string {
  const { invitedUser } = json;
  return typeof invitedUser === 'object' && invitedUser !== null && 'id' in invitedUser
    ? String(invitedUser.id)
    : expect.fail('no invitedUser');
}

it('makes a guest, and answers as Graph does', async () => {
  const answer = await invite({ ...required, invitedUserDisplayName: 'Pat', sendInvitationMessage: true });
  expect(answer.status).toBe(201);
  const { id } = answer.json;
  expect(answer.json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#invitations/$entity`,
    id,
    inviteRedeemUrl: required.inviteRedirectUrl,
    invitedUserDisplayName: 'Pat',
    invitedUserType: 'Guest',
    invitedUserEmailAddress: 'pat@fabrikam.example',
    sendInvitationMessage: true,
    resetRedemption: false,
    inviteRedirectUrl: required.inviteRedirectUrl,
    status: 'PendingAcceptance',
    invitedUserMessageInfo: { messageLanguage: null, ccRecipients: [], customizedMessageBody: null },
    invitedUser: { id: invitedId(answer) },
  });
  expect(answer.headers.get('location')).toBe(`${api.url}/v1.0/invitations('${String(id)}')`);
  expect((await api.send(answer.headers.get('location') ?? '', { token: inviter })).json).toEqual(answer.json);
  const guest = await api.send(`/v1.0/invitations/${String(id)}/invitedUser`, { token: reader });
  expect(guest.json).toMatchObject({
    '@odata.context': `${api.url}/v1.0/$metadata#users/$entity`,
    id: invitedId(answer),
    displayName: 'Pat',
    mail: 'pat@fabrikam.example',
    userType: 'Guest',
    externalUserState: 'PendingAcceptance',
    userPrincipalName: null,
  });
  expect((await api.send(`/v1.0/users/${invitedId(answer)}`, { token: reader })).json).toEqual(guest.json);
});

it('links the guest whose object id it is given, who then comes with a token of its own', async () => {
  const { id, upn, token } = await somebody(api);
  const answer = await invite({ ...required, invitedUser: { id: id.toUpperCase(), userPrincipalName: upn } });
  expect(invitedId(answer)).toBe(id);
  const { id: invitation } = answer.json;
  const path = `/v1.0/invitations/${String(invitation)}`;
  const event = await api.send(`${path}/invitedUser/events`, { token: inviter, json: { subject: 'made for the guest' } });
  expect(event.status).toBe(201);
  expect((await api.send(`/v1.0/users/${upn}/events/${String(event.json.id)}`, { token })).json).toMatchObject({
    subject: 'made for the guest',
  });
  expect((await api.send(path, { token: inviter })).json).toMatchObject({ status: 'Completed' });
  expect((await api.send(`${path}/invitedUser`, { token })).json).toMatchObject({ id, userType: 'Guest', externalUserState: 'Accepted' });
  expect((await api.send(`${path}/invitedUser/events/${String(event.json.id)}`, { token })).status).toBe(200);
});

it('lets the guest bring the own userPrincipalName where the invitation gave none', async () => {
  const { id, upn, token } = await somebody(api);
  await invite({ ...required, invitedUser: { id } });
  expect((await api.send('/v1.0/me', { token })).json).toMatchObject({ id, userPrincipalName: upn, userType: 'Guest' });
});

it('makes one guest of several invitations at once', async () => {
  const guest = { id: randomUUID(), userPrincipalName: `guest-${randomUUID()}@fabrikam.example` };
  const made = await Promise.all(Array.from({ length: 5 }, () => invite({ ...required, invitedUser: guest })));
  expect(made.map(({ status }) => status)).toEqual(made.map(() => 201));
  expect(new Set(made.map(({ json }) => json.id)).size).toBe(5);
  expect(made.map(invitedId)).toEqual(made.map(() => guest.id));
});

it('leaves a user who is there already as it is', async () => {
  const answer = await invite({ ...required, invitedUserDisplayName: 'Other', invitedUser: { id: demoUsers.megan.id } });
  expect([answer.status, answer.json.status]).toEqual([201, 'Completed']);
  expect((await api.send(`/v1.0/users/${demoUsers.megan.id}`, { token: reader })).json).toMatchObject({
    displayName: 'Megan Bowen',
    userType: 'Member',
    mail: null,
  });
});

it('never links by mail address: not the invited one’s, not a token’s', async () => {
  const { id, upn, token } = await somebody(api);
  await api.send('/v1.0/me', { token });
  const first = await invite({ ...required, invitedUserEmailAddress: upn });
  const second = await invite({ ...required, invitedUserEmailAddress: upn });
  expect(new Set([id, invitedId(first), invitedId(second)]).size).toBe(3);
  const byMail = await withClaims(token, { email: upn, preferred_username: upn });
  expect((await api.send(`/v1.0/invitations/${String(first.json.id)}/invitedUser`, { token: byMail })).status).toBe(403);
  expect((await api.send('/v1.0/me', { token: byMail })).json).toMatchObject({ id });
});

it('needs an address, a URL, and an id that is one', async () => {
  for (const json of [
    {},
    { inviteRedirectUrl: required.inviteRedirectUrl },
    { invitedUserEmailAddress: 'a@b.example' },
    { ...required, invitedUserEmailAddress: 'nobody' },
    { ...required, inviteRedirectUrl: 'javascript:alert(1)' },
    { ...required, inviteRedirectUrl: 'nowhere' },
    { ...required, invitedUser: { id: 'x' } },
    { ...required, invitedUser: { userPrincipalName: demoUsers.megan.upn } },
  ])
    expect(refusal(await invite(json)), JSON.stringify(json)).toEqual(bad);
  expect(refusal(await invite({ ...required, invitedUserType: 'Owner' }))).toEqual([400, 'RequestBodyRead']);
});

it('is for applications that may invite; the same refusal whether it exists or not', async () => {
  const { token } = await somebody(api, { scope: 'User.Invite.All User.ReadWrite.All Calendars.ReadWrite' });
  const calendars = await api.token({ app: true, role: 'Calendars.ReadWrite' });
  for (const bearer of [token, calendars, reader]) expect(refusal(await invite(required, bearer))).toEqual(denied);
  for (const id of [demoIds.invitation, randomUUID()]) {
    for (const bearer of [token, calendars]) expect(refusal(await api.send(`/v1.0/invitations/${id}`, { token: bearer }))).toEqual(denied);
    const { token: stranger } = await somebody(api, { scope: 'Calendars.ReadWrite User.Read' });
    for (const bearer of [stranger, calendars])
      expect(refusal(await api.send(`/v1.0/invitations/${id}/invitedUser`, { token: bearer }))).toEqual(denied);
    expect((await api.send(`/v1.0/invitations/${id}/invitedUser/events/x`, { token: stranger })).status).toBe(403);
  }
  expect(refusal(await api.send(`/v1.0/invitations/${randomUUID()}`, { token: inviter }))).toEqual(missing);
  expect((await api.send(`/v1.0/invitations/${demoIds.invitation}`, { token: inviter })).json).toMatchObject({
    invitedUser: { id: demoUsers.guest.id },
  });
});

it('ends with the guest', async () => {
  const answer = await invite(required);
  const admin = await api.token({ app: true, role: 'User.ReadWrite.All Calendars.ReadWrite' });
  const path = `/v1.0/invitations/${String(answer.json.id)}`;
  const event = await api.send(`${path}/invitedUser/events`, { token: admin, json: { subject: 'x' } });
  expect((await api.send(`/v1.0/users/${invitedId(answer)}`, { token: admin, method: 'DELETE' })).status).toBe(204);
  for (const tail of ['', '/invitedUser']) expect(refusal(await api.send(`${path}${tail}`, { token: admin }))).toEqual(missing);
  expect((await api.send(`${path}/invitedUser/events/${String(event.json.id)}`, { token: admin })).status).toBe(404);
  expect(refusal(await invite({ ...required, invitedUser: { id: invitedId(answer) } }))).toEqual(bad);
});
