// allowedCalendarSharingRoles through the running stack: it answers what sharing then takes.
import { beforeAll, expect, it } from 'vitest';
import { expectError } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { guestToken, newGuest } from '../../support/people/guests.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let owner: Person;
let member: Person;
const guest = newGuest();

const guests = ['freeBusyRead', 'limitedRead', 'read'];
const delegates = ['delegateWithoutPrivateEventAccess', 'delegateWithPrivateEventAccess'];

beforeAll(async () => {
  api = await openApi();
  [owner, member] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'member')]);
  const { token } = await guestToken(api, guest);
  expect((await api.send('/v1.0/me', { token })).status).toBe(200);
});

const rolesFor = (address: string, calendar = 'calendar', by = owner) =>
  by.send(`/v1.0/me/${calendar}/allowedCalendarSharingRoles(User='${encodeURIComponent(address.replaceAll("'", "''"))}')`);

it('a member can be given every role of a default calendar, and no delegate’s of another one', async () => {
  expect((await rolesFor(member.upn.toUpperCase())).json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#Collection(microsoft.graph.calendarRoleType)`,
    value: [...guests, 'write', ...delegates],
  });
  const { id } = (await owner.send('/v1.0/me/calendars', { json: { name: 'Other' } })).json;
  expect((await rolesFor(member.upn, `calendars/${String(id)}`)).json.value).toEqual([...guests, 'write']);
});

it('a guest can be given less, and the owner and whom nobody knows nothing', async () => {
  expect((await rolesFor(guest.upn)).json.value).toEqual(guests);
  for (const address of [owner.upn, 'nobody@contoso.example', 'no address', "o'nobody@contoso.example"])
    expect((await rolesFor(address)).json.value, address).toEqual([]);
});

it('only the owner and applications are told, and a guest is told of nobody', async () => {
  const path = `allowedCalendarSharingRoles(User='${member.upn}')`;
  const token = await api.token({ app: true, role: 'Calendars.Read' });
  expect((await api.send(`/v1.0/users/${owner.id}/calendar/${path}`, { token })).json.value).toHaveLength(6);
  expectError(await member.send(`/v1.0/users/${owner.id}/calendar/${path}`), 403, 'ErrorAccessDenied');
  const shared = { emailAddress: { address: member.upn }, role: 'write' };
  expect((await owner.send('/v1.0/me/calendar/calendarPermissions', { json: shared })).status).toBe(201);
  expectError(await member.with('Calendars.ReadWrite.Shared')(`/v1.0/users/${owner.id}/calendar/${path}`), 403, 'ErrorAccessDenied');
  expectError(await api.send(`/v1.0/me/calendar/${path}`, await guestToken(api, guest, 'Calendars.Read')), 403, 'ErrorAccessDenied');
  expectError(await owner.with('User.Read')(`/v1.0/me/calendar/${path}`), 403, 'ErrorAccessDenied');
});

it('the argument is needed, and alone', async () => {
  for (const [args, message] of [
    ['', /needs the argument 'User'/],
    ['()', /needs the argument 'User'/],
    ["(User='a@b.c',Role='read')", /no argument 'Role'/],
  ] as const)
    expectError(await owner.send(`/v1.0/me/calendar/allowedCalendarSharingRoles${args}`), 400, 'BadRequest', message);
  const refused = await owner.send("/v1.0/me/calendar/allowedCalendarSharingRoles(User='a@b.c')", { json: {} });
  expectError(refused, 405, 'ErrorInvalidRequest');
  expect(refused.headers.get('allow')).toBe('GET, HEAD');
});
