// What stands around people and groups: transitive memberships, whom one meets, photos, mail folders, places, and properties without a value.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationCaller } from '../../../lib/access/tokens/caller.ts';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { isEntity, type Entity } from '../../support/api/answers.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

let house: Household;
let admin: ApplicationCaller;
let adele: Housemate;
let megan: Housemate;
let team: string;
let guards: string;

const scopes = 'User.Read.All Group.Read.All People.Read Place.Read.All Mail.Read Calendars.ReadWrite';

beforeAll(async () => {
  house = await startHousehold();
  const roles = new Set(['User.ReadWrite.All', 'Group.ReadWrite.All', 'People.Read.All', 'Place.Read.All', 'Calendars.ReadWrite']);
  admin = { kind: 'application', tenant: house.tenant, id: randomUUID(), appId: 'app', roles };
  [adele, megan] = [await house.come('adele'), await house.come('megan')];
  const bind = { 'members@odata.bind': [`https://graph.microsoft.com/v1.0/users/${adele.id}`] };
  team = String((await asAdmin('POST', 'groups', { displayName: 'Team', mailNickname: 'team', ...bind })).json.id);
  guards = String(
    (await asAdmin('POST', 'groups', { displayName: 'Guards', mailNickname: 'guards', securityEnabled: true, ...bind })).json.id,
  );
});
afterAll(() => house.close());

const asAdmin = (method: string, path: string, json?: object) => house.instance.send(admin, method, `/v1.0/${path}`, json);
const as = (person: Housemate, method: string, path: string, json?: object, scope = scopes) =>
  house.instance.send({ ...person.caller, scopes: new Set(scope.split(' ')) }, method, `/v1.0/${path}`, json);
const valueOf = ({ status, json }: InstanceAnswer): readonly Entity[] => {
  expect(status, JSON.stringify(json)).toBe(200);
  return Array.isArray(json.value) ? json.value.filter(isEntity) : expect.fail('no list');
};
const codeOf = ({ status, json }: InstanceAnswer) => [status, isEntity(json.error) ? json.error.code : undefined];

describe('members and memberships', () => {
  it('members and memberships are the same transitively, and none of them is a group', async () => {
    for (const path of ['members', 'transitiveMembers']) {
      expect(valueOf(await as(megan, 'GET', `groups/${team}/${path}`))).toMatchObject([
        { '@odata.type': '#microsoft.graph.user', id: adele.id },
      ]);
      const cast = await as(megan, 'GET', `groups/${team}/${path}/graph.user?$count=true`);
      expect(valueOf(cast)).toMatchObject([{ id: adele.id }]);
      expect(cast.json).toMatchObject({ '@odata.context': 'https://localhost/v1.0/$metadata#users', '@odata.count': 1 });
      const none = await as(megan, 'GET', `groups/${team}/${path}/microsoft.graph.group?$count=true`);
      expect([valueOf(none), none.json['@odata.count']]).toEqual([[], 0]);
    }
    const direct = await as(adele, 'GET', 'me/memberOf');
    expect((await as(adele, 'GET', 'me/transitiveMemberOf')).json.value).toEqual(direct.json.value);
    expect(valueOf(await as(adele, 'GET', 'me/transitiveMemberOf/graph.group?$select=displayName'))).toHaveLength(2);
    expect(codeOf(await as(megan, 'GET', `groups/${randomUUID()}/transitiveMembers`))).toEqual([404, 'Request_ResourceNotFound']);
    expect((await as(megan, 'POST', `groups/${team}/transitiveMembers/$ref`, {})).status).toBe(400);
  });

  it('members and memberships of a group: it is asked as people are, and is in no other one', async () => {
    for (const path of ['memberOf', 'transitiveMemberOf', 'transitiveMemberOf/graph.group']) {
      const list = await as(megan, 'GET', `groups/${team}/${path}?$count=true&$select=id`);
      expect([valueOf(list), list.json['@odata.count']]).toEqual([[], 0]);
      expect((await as(megan, 'GET', `groups/${team}/${path}/$count`)).text).toBe('0');
    }
    for (const [action, json] of [
      ['checkMemberGroups', { groupIds: [guards] }],
      ['microsoft.graph.checkMemberObjects', { ids: [guards] }],
      ['getMemberGroups', { securityEnabledOnly: false }],
    ] as const)
      expect((await as(megan, 'POST', `groups/${team}/${action}`, json)).json).toEqual({
        '@odata.context': 'https://localhost/v1.0/$metadata#Collection(Edm.String)',
        value: [],
      });
    for (const [method, path] of [
      ['GET', 'memberOf'],
      ['POST', 'getMemberGroups'],
    ] as const) {
      const json = method === 'GET' ? undefined : { securityEnabledOnly: false };
      expect(codeOf(await as(megan, method, `groups/${randomUUID()}/${path}`, json))).toEqual([404, 'Request_ResourceNotFound']);
      for (const [scope, status] of Object.entries({ 'User.Read.All': 403, 'GroupMember.Read.All': 200 }))
        expect((await as(megan, method, `groups/${team}/${path}`, json, scope)).status).toBe(status);
    }
  });

  it('members and memberships are checked by ids: of those asked for, or all', async () => {
    const none = randomUUID();
    const check = await as(adele, 'POST', 'me/checkMemberGroups', { groupIds: [none, guards.toUpperCase(), guards] });
    expect([check.status, check.json]).toEqual([
      200,
      { '@odata.context': 'https://localhost/v1.0/$metadata#Collection(Edm.String)', value: [guards] },
    ]);
    const objects = await as(megan, 'POST', `users/${adele.id}/microsoft.graph.checkMemberObjects`, { ids: [team, none] });
    expect(objects.json.value).toEqual([team]);
    expect((await as(megan, 'POST', 'me/checkMemberGroups', { groupIds: [team] })).json.value).toEqual([]);
    for (const action of ['getMemberGroups', 'getMemberObjects']) {
      const all = await asAdmin('POST', `users/${adele.upn}/${action}`, {});
      expect(new Set(all.json.value as string[])).toEqual(new Set([team, guards]));
      expect((await asAdmin('POST', `users/${adele.id}/${action}`, { securityEnabledOnly: true })).json.value).toEqual([guards]);
    }
  });

  it.each([
    [{}, 'Request_BadRequest'],
    [{ groupIds: 'x' }, 'RequestBodyRead'],
    [{ ids: [] }, 'RequestBodyRead'],
    [{ groupIds: Array.from({ length: 21 }, () => randomUUID()) }, 'Request_BadRequest'],
  ])('members and memberships are not checked by %j', async (json, code) => {
    expect(codeOf(await as(adele, 'POST', 'me/checkMemberGroups', json))).toEqual([400, code]);
  });

  it('members and memberships are checked with the permissions of memberOf', async () => {
    const ask = (scope: string, of: string) => as(adele, 'POST', `${of}/checkMemberGroups`, { groupIds: [team] }, scope);
    expect((await ask('User.Read', 'me')).status).toBe(200);
    expect(codeOf(await ask('User.Read', `users/${megan.id}`))).toEqual([403, 'Authorization_RequestDenied']);
    expect((await ask('GroupMember.Read.All', `users/${megan.id}`)).status).toBe(200);
  });
});

describe('people', () => {
  const slot = (hour: number) => ({
    start: { dateTime: `2027-05-01T${String(hour).padStart(2, '0')}:00:00`, timeZone: 'UTC' },
    end: { dateTime: `2027-05-01T${String(hour).padStart(2, '0')}:30:00`, timeZone: 'UTC' },
  });
  const to = (...all: readonly (readonly [address: string, name?: string])[]) => ({
    attendees: all.map(([address, name]) => ({ emailAddress: { address, ...(name !== undefined && { name }) } })),
  });
  let nora: Housemate;
  let omar: Housemate;

  beforeAll(async () => {
    [nora, omar] = [await house.come('nora'), await house.come('omar')];
    await asAdmin('PATCH', `users/${omar.id}`, {
      displayName: 'Omar Tall',
      jobTitle: 'Baker',
      mobilePhone: '+1 5',
      mail: `o${omar.id}@contoso.example`,
    });
    const omars: [string] = [`O${omar.id}@contoso.example`];
    await nora.must('POST', '/v1.0/me/events', { subject: 'a', ...slot(9), ...to(omars, ['guest@fabrikam.example', 'Gus Guest']) });
    await nora.must('POST', '/v1.0/me/events', { subject: 'b', sensitivity: 'private', ...slot(10), ...to([omar.upn]) });
    await nora.must('POST', '/v1.0/me/events', { subject: 'alone', ...slot(11) });
  });

  it('people are those of the own meetings, whom one meets most first, the organizer among them', async () => {
    const answer = await as(nora, 'GET', 'me/people?$count=true');
    expect(answer.json['@odata.context']).toBe(`https://localhost/v1.0/$metadata#users('${nora.id}')/people`);
    expect(answer.json['@odata.count']).toBe(2);
    const [first, second] = valueOf(answer);
    expect(first).toEqual({
      id: omar.id,
      displayName: 'Omar Tall',
      givenName: null,
      surname: null,
      birthday: '',
      personNotes: '',
      isFavorite: false,
      jobTitle: 'Baker',
      companyName: null,
      yomiCompany: '',
      department: null,
      officeLocation: null,
      profession: '',
      userPrincipalName: omar.upn,
      imAddress: null,
      scoredEmailAddresses: [
        {
          address: `o${omar.id}@contoso.example`,
          relevanceScore: expect.any(Number) as unknown,
          selectionLikelihood: 'notSpecified',
          itemId: null,
        },
      ],
      phones: [{ type: 'mobile', number: '+1 5' }],
      postalAddresses: [],
      websites: [],
      personType: { class: 'Person', subclass: 'OrganizationUser' },
    });
    expect(second).toMatchObject({
      displayName: 'Gus Guest',
      userPrincipalName: null,
      scoredEmailAddresses: [{ address: 'guest@fabrikam.example' }],
      personType: { class: 'Person', subclass: 'ImplicitContact' },
    });
    expect(valueOf(await as(omar, 'GET', 'me/people?$select=id'))).toContainEqual({ id: nora.id });
    for (const { id } of [first, second].filter(isEntity)) {
      expect((await as(nora, 'GET', `me/people/${String(id)}?$select=id`)).json).toMatchObject({ id });
    }
    expect(codeOf(await as(nora, 'GET', `me/people/${megan.id}`))).toEqual([404, 'ErrorItemNotFound']);
    expect(valueOf(await as(megan, 'GET', 'me/people'))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['$search=om', ['Omar Tall']],
    ['$search="tall"', ['Omar Tall']],
    ['$search="displayName:gu"', ['Gus Guest']],
    ['$search=fabrikam', ['Gus Guest']],
    ['$search=mar', []],
    ["$filter=personType/class eq 'Person' and personType/subclass eq 'OrganizationUser'", ['Omar Tall']],
    ["$filter=startswith(displayName,'g') or jobTitle eq 'baker'", ['Omar Tall', 'Gus Guest']],
    ['$orderby=displayName', ['Gus Guest', 'Omar Tall']],
    ['$orderby=displayName desc', ['Omar Tall', 'Gus Guest']],
    ['$skip=1', ['Gus Guest']],
    ['$top=1', ['Omar Tall']],
  ])('people are found and ordered by %s', async (query, expected) => {
    const names = valueOf(await as(nora, 'GET', `me/people?${query}`)).map(({ displayName }) => displayName);
    expect(names).toEqual(expected);
  });

  it('people come page by page', async () => {
    const first = await as(nora, 'GET', 'me/people?$top=1&$select=displayName');
    const link = String(first.json['@odata.nextLink']);
    const second = await as(nora, 'GET', link.slice(link.indexOf('me/people')));
    expect(valueOf(second)).toEqual([{ displayName: 'Gus Guest' }]);
    expect(second.json['@odata.nextLink']).toBeUndefined();
  });

  it('people of a mailbox are told to its owner with People.Read, and to applications with People.Read.All', async () => {
    expect(codeOf(await as(nora, 'GET', 'me/people', undefined, 'User.Read.All Calendars.Read'))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
    expect(codeOf(await as(nora, 'GET', `users/${omar.id}/people`, undefined, 'People.Read.All'))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
    expect(valueOf(await as(nora, 'GET', `users/${nora.upn}/people`, undefined, 'People.Read'))).toHaveLength(2);
    expect(valueOf(await asAdmin('GET', `users/${nora.id}/people`))).toHaveLength(2);
    expect(codeOf(await asAdmin('GET', `users/${randomUUID()}/people`))).toEqual([404, 'Request_ResourceNotFound']);
    for (const query of ['$filter=nothing eq 1', '$search="mail:x"', '$orderby=surname', '$expand=x', '$top=x'])
      expect((await as(nora, 'GET', `me/people?${query}`)).status, query).toBe(400);
  });
});

describe('what nobody has here', () => {
  it.each(['photo', 'photo/$value', 'photos/48x48', "photos('48x48')/$value"])('nobody has a %s here', async (path) => {
    for (const owner of ['me', `users/${megan.upn}`, `groups/${team}`]) {
      const { json, status } = await as(adele, 'GET', `${owner}/${path}`);
      expect([status, json.error]).toMatchObject([404, { code: 'ImageNotFound', message: "The photo wasn't found." }]);
    }
    expect(codeOf(await as(adele, 'GET', `users/${randomUUID()}/${path}`))).toEqual([404, 'Request_ResourceNotFound']);
    expect(codeOf(await as(adele, 'GET', `groups/${team}/${path}`, undefined, 'User.Read.All'))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
    expect(codeOf(await as(adele, 'GET', `users/${megan.id}/${path}`, undefined, 'User.Read'))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
    expect((await as(adele, 'PUT', `me/${path}`)).status).toBe(405);
  });

  it('nobody has photos or places here, and lists say so', async () => {
    for (const path of ['me/photos', `groups/${team}/photos`, 'places/microsoft.graph.room', 'places/graph.roomlist']) {
      const answer = await as(adele, 'GET', `${path}?$count=true&$top=5`);
      expect([valueOf(answer), answer.json['@odata.count']]).toEqual([[], 0]);
    }
    expect((await as(adele, 'GET', "places/microsoft.graph.room?$filter=displayName eq 'x'")).status).toBe(200);
    expect(codeOf(await as(adele, 'GET', 'places/microsoft.graph.room', undefined, 'Calendars.Read'))).toEqual([
      403,
      'Authorization_RequestDenied',
    ]);
    expect((await as(adele, 'GET', 'places')).status).toBe(400);
  });
});

describe('a mail folder', () => {
  it('a mail folder is the inbox, with the number of its messages', async () => {
    const start = { dateTime: '2027-06-01T09:00:00', timeZone: 'UTC' };
    const end = { dateTime: '2027-06-01T10:00:00', timeZone: 'UTC' };
    await adele.must('POST', '/v1.0/me/events', { subject: 'm', start, end, attendees: [{ emailAddress: { address: megan.upn } }] });
    const folder = {
      id: 'inbox',
      displayName: 'Inbox',
      parentFolderId: null,
      childFolderCount: 0,
      unreadItemCount: 1,
      totalItemCount: 1,
      isHidden: false,
    };
    const list = await as(megan, 'GET', 'me/mailFolders?$count=true');
    expect([valueOf(list), list.json['@odata.count']]).toEqual([[folder], 1]);
    expect((await as(megan, 'GET', 'me/mailFolders/Inbox')).json).toEqual({
      '@odata.context': `https://localhost/v1.0/$metadata#users('${megan.id}')/mailFolders/$entity`,
      ...folder,
    });
    expect((await asAdmin('GET', `users/${megan.id}/mailFolders('inbox')?$select=totalItemCount`)).json).toMatchObject({
      totalItemCount: 1,
    });
    expect(valueOf(await as(megan, 'GET', 'me/mailFolders/inbox/childFolders'))).toEqual([]);
    expect(valueOf(await as(megan, 'GET', 'me/mailFolders?$skip=1'))).toEqual([]);
  });

  it('a mail folder in which nothing lies isn’t there, and others’ are nobody’s business', async () => {
    for (const path of ['drafts', 'drafts/childFolders', 'inbox/childFolders/x'])
      expect(codeOf(await as(megan, 'GET', `me/mailFolders/${path}`)), path).toEqual([404, 'ErrorItemNotFound']);
    expect((await as(adele, 'GET', `users/${megan.id}/mailFolders`)).status).toBe(403);
    expect(codeOf(await as(megan, 'GET', 'me/mailFolders', undefined, 'User.Read'))).toEqual([403, 'ErrorAccessDenied']);
    expect((await as(megan, 'POST', 'me/mailFolders', {})).status).toBe(405);
  });
});
