// Invitations by API: what they make of a guest, whom they find, and who may say who somebody is.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoDomain, demoIds, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { entriesOf, statusAndCode } from '../../support/api/answers.ts';
import { newStranger } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { guestToken, invitedId, newGuest } from '../../support/people/guests.ts';

let api: Api;
let inviter: string;
let admin: string;
const denied = [403, 'Authorization_RequestDenied'];
const missing = [404, 'Request_ResourceNotFound'];
const bad = [400, 'Request_BadRequest'];
const badAddress = [400, 'BadRequest'];

beforeAll(async () => {
  api = await openApi();
  inviter = await api.token({ app: true, role: 'User.Invite.All' });
  admin = await api.token({ app: true, role: 'User.ReadWrite.All Calendars.ReadWrite' });
});

const inviteRedirectUrl = 'https://app.example/welcome';
const invite = (address: string, more: object = {}, token = inviter): Promise<Answer> =>
  api.send('/v1.0/invitations', { token, json: { invitedUserEmailAddress: address, inviteRedirectUrl, ...more } });
const user = (id: string): Promise<Answer> => api.send(`/v1.0/users/${id}`, { token: admin });
const usersWith = async (filter: string): Promise<unknown[]> =>
  entriesOf(await api.send(`/v1.0/users?$filter=${encodeURIComponent(filter)}&$select=id`, { token: admin })).map(({ id }) => id);

describe('a guest who is new', () => {
  it('a guest who is new is made of the address, and answered as Graph does', async () => {
    const { address, guestName } = newGuest();
    const answer = await invite(address, { invitedUserDisplayName: 'Sam', sendInvitationMessage: true });
    expect(answer.status, answer.text).toBe(201);
    const [id, guestId] = [String(answer.json.id), invitedId(answer)];
    expect(answer.json).toEqual({
      '@odata.context': `${api.url}/v1.0/$metadata#invitations/$entity`,
      id,
      inviteRedeemUrl: inviteRedirectUrl,
      invitedUserDisplayName: 'Sam',
      invitedUserType: 'Guest',
      invitedUserEmailAddress: address,
      sendInvitationMessage: true,
      resetRedemption: false,
      inviteRedirectUrl,
      status: 'PendingAcceptance',
      invitedUserMessageInfo: { messageLanguage: null, ccRecipients: [], customizedMessageBody: null },
      invitedUser: { id: guestId },
    });
    expect(answer.headers.get('location')).toBe(`${api.url}/v1.0/invitations('${id}')`);
    expect((await api.send(answer.headers.get('location') ?? '', { token: inviter })).json).toEqual(answer.json);
    const guest = await user(guestId);
    expect(guest.json).toMatchObject({
      displayName: 'Sam',
      mail: address,
      otherMails: [address],
      proxyAddresses: [`SMTP:${address}`],
      mailNickname: `${guestName}#EXT#`,
      userType: 'Guest',
      externalUserState: 'PendingAcceptance',
      externalUserStateChangeDateTime: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      userPrincipalName: `${guestName}#EXT#@${demoDomain}`,
    });
    expect((await api.send(`/v1.0/invitations/${id}/invitedUser`, { token: admin })).json).toEqual(guest.json);
  });

  it('a guest who is new is called by what stands before the @ where the invitation gives no name', async () => {
    const { address } = newGuest('kim');
    expect((await user(invitedId(await invite(address)))).json).toMatchObject({ displayName: address.split('@')[0] });
  });

  it('a guest who is new is found by each of its addresses, in any case of letters', async () => {
    const { address, guestName } = newGuest();
    const id = invitedId(await invite(address));
    const written = address.toUpperCase();
    const [mail, name, other, proxy] = [
      `mail eq '${written}'`,
      `userPrincipalName eq '${guestName}#EXT#@${demoDomain}'`,
      `otherMails/any(x:x eq '${written}')`,
      `proxyAddresses/any(p:p eq 'SMTP:${address}')`,
    ];
    for (const filter of [mail, name, other, proxy, `${mail} or ${name} or ${other} or ${proxy}`, `mail eq 'x@y.example' or ${other}`])
      expect([filter, await usersWith(filter)]).toEqual([filter, [id]]);
    for (const filter of [`userPrincipalName eq '${address}'`, `mail eq '${guestName}'`, `proxyAddresses/any(p:p eq '${address}')`])
      expect([filter, await usersWith(filter)]).toEqual([filter, []]);
    expect((await api.send(`/v1.0/users/${address}`, { token: admin })).status).toBe(404);
  });
});

describe('a guest who is there', () => {
  it('a guest who is there is the same by every invitation of the address, at once and later, and nothing else changes', async () => {
    const { address } = newGuest();
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => invite(address)));
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const [id = '', ...others] = new Set(made.map(invitedId));
    expect(others).toEqual([]);
    expect(new Set(made.map(({ json }) => json.id)).size).toBe(5);
    const before = await user(id);
    const again = await invite(address.toUpperCase(), { invitedUserDisplayName: 'Another', invitedUserType: 'Member' }, admin);
    expect([again.status, invitedId(again)]).toEqual([201, id]);
    expect((await user(id)).json).toEqual(before.json);
  });

  it('a guest who is there is who came by the guest name before, and has the address from then on', async () => {
    const sam = newGuest();
    const { token, oid } = await guestToken(api, sam, 'User.Read');
    expect((await api.send('/v1.0/me', { token })).json).toMatchObject({ id: oid, userType: 'Guest', mail: null });
    const answer = await invite(sam.address);
    expect([answer.status, answer.json.status, invitedId(answer)]).toEqual([201, 'Completed', oid]);
    expect(await usersWith(`mail eq '${sam.address}'`)).toEqual([oid]);
  });

  it('a guest who is there ends with its deletion: the address is free, the invitation gone, and the guest invited anew is another', async () => {
    const { address } = newGuest();
    const answer = await invite(address);
    const path = `/v1.0/invitations/${String(answer.json.id)}`;
    const event = await api.send(`${path}/invitedUser/events`, { token: admin, json: { subject: 'x', ...anHour } });
    expect(event.status).toBe(201);
    expect((await api.send(`/v1.0/users/${invitedId(answer)}`, { token: admin, method: 'DELETE' })).status).toBe(204);
    for (const tail of ['', '/invitedUser']) expect(statusAndCode(await api.send(`${path}${tail}`, { token: admin }))).toEqual(missing);
    expect((await api.send(`${path}/invitedUser/events/${String(event.json.id)}`, { token: admin })).status).toBe(404);
    expect(statusAndCode(await invite(address, { invitedUser: { id: invitedId(answer) } }, admin))).toEqual(bad);
    expect(await usersWith(`otherMails/any(x:x eq '${address}')`)).toEqual([]);
    const anew = await invite(address);
    expect([anew.status, anew.json.status]).toEqual([201, 'PendingAcceptance']);
    expect(invitedId(anew)).not.toBe(invitedId(answer));
  });
});

describe('who somebody is', () => {
  it('who somebody is can’t be said by who may only invite: nothing is made', async () => {
    const sam = newGuest();
    const { oid } = await guestToken(api, sam);
    const member = (await newStranger(api, { scope: 'User.Invite.All User.ReadWrite.All' })).token;
    for (const bearer of [inviter, member])
      for (const more of [
        { invitedUser: { id: oid } },
        { invitedUser: { userPrincipalName: sam.upn } },
        { invitedUserType: 'Member' },
        { invitedUser: { userPrincipalName: 'ceo@contoso.example' }, invitedUserType: 'Member' },
      ])
        expect([more, statusAndCode(await invite(sam.address, more, bearer))]).toEqual([more, denied]);
    expect(await usersWith(`mail eq '${sam.address}'`)).toEqual([]);
    expect((await invite(sam.address, { invitedUserType: 'Guest', invitedUser: {} })).status).toBe(201);
  });

  it('an application with User.ReadWrite.All says who somebody is: the guest then comes by that id', async () => {
    const sam = newGuest();
    const { token, oid } = await guestToken(api, sam);
    const more = { invitedUser: { id: oid.toUpperCase(), userPrincipalName: sam.upn }, invitedUserType: 'Member' };
    const answer = await invite(sam.address, more, admin);
    expect(invitedId(answer)).toBe(oid);
    const path = `/v1.0/invitations/${String(answer.json.id)}`;
    const event = await api.send(`${path}/invitedUser/events`, { token: admin, json: { subject: 'made for the guest', ...anHour } });
    expect(event.status).toBe(201);
    const me = `/v1.0/me/events/${String(event.json.id)}`;
    expect((await api.send(me, { token })).json).toMatchObject({ subject: 'made for the guest' });
    expect((await api.send(path, { token: inviter })).json).toMatchObject({ status: 'Completed' });
    expect((await api.send(`${path}/invitedUser`, { token })).json).toMatchObject({
      id: oid,
      userPrincipalName: sam.upn,
      userType: 'Guest',
      externalUserState: 'Accepted',
    });
  });

  it('an id names one user of several invitations at once', async () => {
    const sam = newGuest();
    const invitedUser = { id: randomUUID(), userPrincipalName: sam.upn };
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => invite(sam.address, { invitedUser }, admin)));
    expect(made.map((answer) => [answer.status, invitedId(answer)])).toEqual(made.map(() => [201, invitedUser.id]));
  });

  it('an invitation gives the address to a user who is there, and changes nothing else of it', async () => {
    const sam = newGuest();
    const { id, token } = await newStranger(api, { scope: 'User.Read' });
    const before = (await api.send('/v1.0/me', { token })).json;
    const answer = await invite(sam.address, { invitedUserDisplayName: 'Other', invitedUser: { id } }, admin);
    expect([answer.status, answer.json.status, invitedId(answer)]).toEqual([201, 'Completed', id]);
    expect((await api.send('/v1.0/me', { token })).json).toEqual({
      ...before,
      mail: sam.address,
      proxyAddresses: [`SMTP:${sam.address}`],
    });
  });
});

describe('an address is refused', () => {
  it.each([
    ['in a domain of the setting', () => Promise.resolve(`new-${randomUUID()}@${demoDomain.toUpperCase()}`)],
    [
      "in a domain of a member's own name",
      async () => {
        const domain = `members-${randomUUID()}.example`;
        await api.send('/v1.0/me', { token: (await newStranger(api, { upn: `ann@${domain}` })).token });
        return `bea@${domain}`;
      },
    ],
  ])('an address is refused %s', async (_, address) => {
    const answer = await invite(await address());
    expect(statusAndCode(answer)).toEqual(badAddress);
  });

  it("an address that is a member's is refused with the member's id", async () => {
    const mail = `ann-${randomUUID()}@fabrikam.example`;
    const json = { displayName: 'Ann', userPrincipalName: `ann-${randomUUID()}@contoso.example`, mail };
    const { json: member } = await api.send('/v1.0/users', { token: admin, json });
    const answer = await invite(mail);
    expect(statusAndCode(answer)).toEqual(badAddress);
    expect(answer.text).toContain(`The invited user already exists in the directory as object ID: ${String(member.id)}`);
  });

  it.each([
    'nobody',
    'a b@c.example',
    '@c.example',
    'a@',
    '.a@c.example',
    'a-@c.example',
    'a@b@c.example',
    'a!b@c.example',
    'a#EXT#@c.example',
    'a@b_c.example',
    'a@-c.example',
    'a"b@c.example',
    'a/b@c.example',
  ])('an address that is none is refused: %s', async (address) => {
    expect(statusAndCode(await invite(address))).toEqual(badAddress);
  });

  it('an address is not refused for a plus, an underscore, or a name of another script', async () => {
    for (const name of ['a+b', '_a_', 'jürgen', "o'brien"]) {
      const answer = await invite(newGuest(name).address);
      expect([name, answer.status]).toEqual([name, 201]);
    }
  });
});

it('an invitation needs an address, a URL, and an id that is one', async () => {
  const { address } = newGuest();
  for (const json of [{}, { inviteRedirectUrl }, { invitedUserEmailAddress: address }])
    expect(statusAndCode(await api.send('/v1.0/invitations', { token: admin, json })), JSON.stringify(json)).toEqual(bad);
  for (const more of [
    { inviteRedirectUrl: 'javascript:alert(1)' },
    { inviteRedirectUrl: 'nowhere' },
    { invitedUser: { id: 'x' } },
    { invitedUser: { userPrincipalName: demoUsers.megan.upn } },
  ])
    expect(statusAndCode(await invite(address, more, admin)), JSON.stringify(more)).toEqual(bad);
  expect(statusAndCode(await invite(address, { invitedUserType: 'Owner' }))).toEqual([400, 'RequestBodyRead']);
});

it('an invitation is for whoever may invite, a user too; the same refusal whether it exists or not', async () => {
  const { token } = await newStranger(api, { scope: 'User.Invite.All' });
  const { address, guestName } = newGuest();
  const made = await invite(address, {}, token);
  expect(made.status, made.text).toBe(201);
  expect((await user(invitedId(made))).json).toMatchObject({ userPrincipalName: `${guestName}#EXT#@${demoDomain}` });
  expect((await api.send(`/v1.0/invitations/${String(made.json.id)}`, { token })).status).toBe(200);
  const calendars = await api.token({ app: true, role: 'Calendars.ReadWrite' });
  const { token: stranger } = await newStranger(api, { scope: 'Calendars.ReadWrite User.Read' });
  for (const bearer of [stranger, calendars]) {
    expect(statusAndCode(await invite(address, {}, bearer))).toEqual(denied);
    for (const id of [demoIds.invitation, randomUUID()]) {
      expect(statusAndCode(await api.send(`/v1.0/invitations/${id}`, { token: bearer }))).toEqual(denied);
      expect(statusAndCode(await api.send(`/v1.0/invitations/${id}/invitedUser`, { token: bearer }))).toEqual(denied);
    }
  }
  for (const id of [demoIds.invitation, randomUUID()])
    expect((await api.send(`/v1.0/invitations/${id}/invitedUser/events/x`, { token: stranger })).status).toBe(403);
  expect(statusAndCode(await api.send(`/v1.0/invitations/${randomUUID()}`, { token: inviter }))).toEqual(missing);
  expect((await api.send(`/v1.0/invitations/${demoIds.invitation}`, { token: inviter })).json).toMatchObject({
    invitedUser: { id: demoUsers.guest.id },
  });
});
