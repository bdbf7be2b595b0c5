// The permissions of a calendar through the running stack: as Graph shows them, made, changed, taken away.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { entriesOf, statusAndCode } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let owner: Person;
let other: Person;
const path = '/v1.0/me/calendar/calendarPermissions';
const organization = 'RGVmYXVsdA==';

beforeAll(async () => {
  api = await openApi();
  owner = await newPerson(api, 'sharing');
  other = await newPerson(api, 'other');
});

const share = (person: Person, role: string, below = path, by = owner) =>
  by.send(below, {
    json: {
      emailAddress: { address: person.upn, name: 'Somebody' },
      role,
      isInsideOrganization: true,
      isRemovable: true,
      allowedRoles: ['read'],
    },
  });

it('a calendar has a permission for the organization from the first moment', async () => {
  const person = await newPerson(api, 'fresh');
  const calendar = String((await person.send('/v1.0/me/calendar')).json.id);
  const list = await person.send(path);
  const entity = {
    id: organization,
    isRemovable: false,
    isInsideOrganization: true,
    role: 'freeBusyRead',
    allowedRoles: ['none', 'freeBusyRead', 'limitedRead', 'read', 'write'],
    emailAddress: { name: 'My Organization' },
  };
  const context = `${api.url}/v1.0/$metadata#users('${person.id}')/calendars('${calendar}')/calendarPermissions`;
  expect(list.json).toEqual({ '@odata.context': context, value: [entity] });
  expect((await person.send(`${path}/${organization}`)).json).toEqual({ '@odata.context': `${context}/$entity`, ...entity });
});

it('a permission is made, read, changed and taken away', async () => {
  const made = await share(other, 'Read');
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    isRemovable: true,
    isInsideOrganization: true,
    role: 'read',
    emailAddress: { name: 'Somebody', address: other.upn },
    allowedRoles: [
      'none',
      'freeBusyRead',
      'limitedRead',
      'read',
      'write',
      'delegateWithoutPrivateEventAccess',
      'delegateWithPrivateEventAccess',
    ],
  });
  const place = String(made.headers.get('location'));
  expect((await owner.send(place)).json).toEqual(made.json);

  const changed = await owner.send(place, { method: 'PATCH', json: { role: 'write' } });
  expect([changed.status, changed.json]).toEqual([200, { ...made.json, role: 'write' }]);
  expect(entriesOf(await owner.send(path)).map(({ role }) => role)).toEqual(['freeBusyRead', 'write']);
  expect(entriesOf(await owner.send(`${path}?$select=role`))).toEqual([
    { id: organization, role: 'freeBusyRead' },
    { id: made.json.id, role: 'write' },
  ]);

  expect((await owner.send(place, { method: 'DELETE' })).status).toBe(204);
  for (const sent of [{}, { method: 'DELETE' }, { method: 'PATCH', json: { role: 'read' } }])
    expect((await owner.send(place, sent)).status).toBe(404);
});

it('a permission shares one calendar by itself', async () => {
  const calendars = [];
  for (const name of ['a', 'b']) calendars.push(String((await owner.send('/v1.0/me/calendars', { json: { name } })).json.id));
  const [a, b] = calendars.map((id) => `/v1.0/me/calendars/${id}/calendarPermissions`);
  const { id } = (await share(other, 'read', a)).json;
  expect(entriesOf(await owner.send(String(b)))).toHaveLength(1);
  expect((await owner.send(`${String(b)}/${String(id)}`)).status).toBe(404);
  expect((await owner.send(`${String(b)}/${String(id)}`, { method: 'DELETE' })).status).toBe(404);
  expect((await owner.send(`${String(a)}/${String(id)}`)).status).toBe(200);
});

it('nobody gets two permissions of one calendar', async () => {
  const calendar = String((await owner.send('/v1.0/me/calendars', { json: { name: 'once' } })).json.id);
  const below = `/v1.0/me/calendars/${calendar}/calendarPermissions`;
  const answers = await Promise.all(['read', 'write', 'limitedRead'].map((role) => share(other, role, below)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  expect(entriesOf(await owner.send(below))).toHaveLength(2);
});

it('a permission takes an address for whoever has it in the directory, in any case, and an object id for none', async () => {
  const person = await newPerson(api, 'upper');
  const calendar = String((await owner.send('/v1.0/me/calendars', { json: { name: 'case' } })).json.id);
  const below = `/v1.0/me/calendars/${calendar}/calendarPermissions`;
  expect((await owner.send(below, { json: { emailAddress: { address: person.upn.toUpperCase() }, role: 'read' } })).status).toBe(201);

  const unknown = `nobody-${randomUUID()}@contoso.example`;
  const mail = `mail-${randomUUID()}@contoso.example`;
  const application = await api.token({ app: true, role: 'User.ReadWrite.All' });
  const upn = `mailed-${randomUUID()}@contoso.example`;
  const user = await api.send('/v1.0/users', {
    json: { displayName: 'Mailed', userPrincipalName: upn, mail, mailNickname: 'mailed', accountEnabled: true },
    token: application,
  });
  expect(user.status).toBe(201);
  for (const address of [unknown, person.id]) {
    const refused = await owner.send(below, { json: { emailAddress: { address }, role: 'read' } });
    expect(statusAndCode(refused)).toEqual([400, 'ErrorInvalidRequest']);
    expect(refused.json).toMatchObject({ error: { message: expect.stringContaining(address) as unknown } });
  }
  expect((await owner.send(below, { json: { emailAddress: { address: mail.toUpperCase() }, role: 'read' } })).status).toBe(201);
});

it.each([
  [{}, 'ErrorInvalidRequest', 'emailAddress'],
  [{ emailAddress: {}, role: 'read' }, 'ErrorInvalidRequest', 'address'],
  [{ emailAddress: { address: 'self' } }, 'ErrorInvalidRequest', 'role'],
  [{ emailAddress: { address: 'self' }, role: 'custom' }, 'RequestBodyRead', 'custom'],
  [{ emailAddress: { address: 'self' }, role: 'owner' }, 'RequestBodyRead', 'owner'],
  [{ emailAddress: { address: 'self' }, role: 'read' }, 'ErrorInvalidRequest', 'owner'],
])('a permission is refused with the body %j', async (json, code, named) => {
  const address = 'emailAddress' in json && 'address' in json.emailAddress ? { emailAddress: { address: owner.upn } } : {};
  const refused = await owner.send(path, { json: { ...json, ...address } });
  expect(statusAndCode(refused)).toEqual([400, code]);
  expect(refused.json).toMatchObject({ error: { message: expect.stringContaining(named) as unknown } });
});

it('a calendar keeps the organization’s permission: another role, but no delegate’s, and never gone', async () => {
  const person = await newPerson(api, 'keeping');
  const place = `${path}/${organization}`;
  expect(statusAndCode(await person.send(place, { method: 'DELETE' }))).toEqual([400, 'ErrorInvalidRequest']);
  const delegate = { method: 'PATCH', json: { role: 'delegateWithPrivateEventAccess' } };
  expect(statusAndCode(await person.send(place, delegate))).toEqual([400, 'ErrorInvalidRequest']);
  expect((await person.send(place, { method: 'PATCH', json: { role: 'limitedRead' } })).json).toMatchObject({
    id: organization,
    role: 'limitedRead',
  });
  expect(entriesOf(await person.send(path))).toMatchObject([{ id: organization, role: 'limitedRead' }]);
});

it('the list of permissions pages in the order of their making', async () => {
  const person = await newPerson(api, 'paging');
  const people = [];
  for (const name of ['a', 'b', 'c']) people.push(await newPerson(api, name));
  for (const each of people) await share(each, 'read', path, person);
  const first = await person.send(`${path}?$top=2`);
  await person.send(`${path}/${String(entriesOf(first)[1]?.id)}`, { method: 'DELETE' });
  const second = await person.send(String(first.json['@odata.nextLink']));
  const addresses = [...entriesOf(first), ...entriesOf(second)].map(({ emailAddress }) => emailAddress);
  expect(addresses).toEqual([{ name: 'My Organization' }, ...people.map(({ upn }) => ({ name: 'Somebody', address: upn }))]);
  expect(second.json).not.toHaveProperty('@odata.nextLink');
});

it('a permission is shown to an application, and changed by one that may write', async () => {
  const below = `/v1.0/users/${owner.upn}/calendar/calendarPermissions`;
  const reader = await api.token({ app: true, role: 'Calendars.Read' });
  const writer = await api.token({ app: true, role: 'Calendars.ReadWrite' });
  const person = await newPerson(api, 'given');
  const json = { emailAddress: { address: person.upn }, role: 'read' };
  expect((await api.send(below, { token: reader })).status).toBe(200);
  expect((await api.send(below, { json, token: reader })).status).toBe(403);
  expect((await api.send(below, { json, token: writer })).status).toBe(201);
});
