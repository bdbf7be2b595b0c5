// Guests of the tenant, and tokens that don't say who is one: nothing that is the organization's, and no looking up of people.
import { beforeAll, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { signClaims } from '../../support/people/claims.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { guestToken, newGuest } from '../../support/people/guests.ts';
import { randomUUID } from 'node:crypto';

let api: Api;
let owner: Person;
beforeAll(async () => {
  api = await openApi();
  owner = await newPerson(api, 'owner');
  const shared = await owner.send('/v1.0/me/calendar/calendarPermissions/RGVmYXVsdA==', { method: 'PATCH', json: { role: 'read' } });
  expect(shared.status, shared.text).toBe(200);
});

const scopes = 'Calendars.ReadWrite Calendars.Read.Shared';
const tokenOf = (oid: string, more: object = {}) => signClaims({ oid, sub: randomUUID(), scp: scopes, ...more });
const guestName = (): string => newGuest().upn;

/** What a token is answered where the organization may read. */
const reads = async (token: string): Promise<number> => (await api.send(`/v1.0/users/${owner.id}/calendar/events`, { token })).status;

async function userTypeOf(id: string): Promise<unknown> {
  const token = await api.token({ app: true, role: 'User.Read.All' });
  return (await api.send(`/v1.0/users/${id}`, { token })).json.userType;
}

it.each([
  ['is silent', {}, 403, null],
  ['has a name alone', { name: 'Pat', preferred_username: 'pat@contoso.example' }, 403, null],
  ['says member', { acct: 0 }, 200, 'Member'],
  ['says guest', { acct: 1 }, 403, 'Guest'],
  ['says something else', { acct: 2 }, 403, 'Guest'],
  ['has a guest’s name', { upn: guestName() }, 403, 'Guest'],
  ['has a member’s name', { upn: `pat-${randomUUID()}@contoso.example` }, 200, 'Member'],
])('a token that %s is a guest’s', async (_, claims, status, userType) => {
  const oid = randomUUID();
  for (let round = 0; round < 2; round++) expect(await reads(await tokenOf(oid, claims))).toBe(status);
  expect(await userTypeOf(oid)).toBe(userType);
});

it('who was silent first counts by what the next token says, at once', async () => {
  const [member, guest] = [randomUUID(), randomUUID()];
  expect(await reads(await tokenOf(member))).toBe(403);
  expect(await reads(await tokenOf(member, { acct: 0 }))).toBe(200);
  // The directory knows by now.
  expect(await reads(await tokenOf(member))).toBe(200);

  expect(await reads(await tokenOf(guest))).toBe(403);
  expect(await reads(await tokenOf(guest, { upn: guestName() }))).toBe(403);
  expect(await reads(await tokenOf(guest))).toBe(403);
  expect([await userTypeOf(member), await userTypeOf(guest)]).toEqual(['Member', 'Guest']);
});

it('who has come as a member and is a guest by now is one at once, and stays one whatever own tokens say', async () => {
  const oid = randomUUID();
  expect(await reads(await tokenOf(oid, { acct: 0 }))).toBe(200);
  expect(await reads(await tokenOf(oid, { acct: 1 }))).toBe(403);
  expect(await reads(await tokenOf(oid))).toBe(403);
  expect(await reads(await tokenOf(oid, { acct: 0 }))).toBe(403);
  expect(await userTypeOf(oid)).toBe('Guest');
});

it('an application makes a member, also of who never says it', async () => {
  const oid = randomUUID();
  expect(await reads(await tokenOf(oid))).toBe(403);
  const token = await api.token({ app: true, role: 'User.ReadWrite.All' });
  expect((await api.send(`/v1.0/users/${oid}`, { method: 'PATCH', json: { userType: 'Member' }, token })).status).toBe(204);
  expect(await reads(await tokenOf(oid))).toBe(200);
});

it('guests share no calendars: the answers would tell who is in the directory', async () => {
  const { token } = await guestToken(api, newGuest(), scopes);
  const share = (by: string, address: string) =>
    api.send('/v1.0/me/calendar/calendarPermissions', { token: by, json: { emailAddress: { address }, role: 'read' } });
  for (const address of [owner.upn, 'nobody@contoso.example']) {
    const refused = await share(token, address);
    expect([refused.status, refused.text.includes(address)]).toEqual([403, false]);
    expect((await share(await tokenOf(randomUUID()), address)).status).toBe(403);
  }
  const member = await tokenOf(randomUUID(), { acct: 0 });
  expect((await share(member, owner.upn)).status).toBe(201);
  expect((await share(member, 'nobody@contoso.example')).status).toBe(400);
});
