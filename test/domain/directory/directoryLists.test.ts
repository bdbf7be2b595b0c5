// Lists of users and groups: what `$filter`, `$search` and `$orderby` find, page by page, and what that costs.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplicationCaller } from '../../../lib/access/tokens/caller.ts';
import { isEntity } from '../../support/api/answers.ts';
import { startHousehold, type Household } from '../../support/people/household.ts';

let house: Household;
let admin: ApplicationCaller;
const ids = new Map<string, string>();

const people = [
  { displayName: 'Adele Vance', givenName: 'Adele', surname: 'Vance', mail: 'adele@contoso.example', jobTitle: 'Architect' },
  { displayName: 'adele zimmer', surname: 'Zimmer', mailNickname: 'az', otherMails: ['Az@Home.example'] },
  { displayName: 'Megan Bowen', mail: 'megan@contoso.example', proxyAddresses: ['SMTP:megan@contoso.example', 'smtp:mb@contoso.example'] },
  { displayName: 'Ünal Özgür', preferredLanguage: 'tr-TR' },
  { displayName: 'OneVideo Room2', mail: 'room@contoso.example' },
  { displayName: 'Sam', userType: 'Guest', mail: 'sam@fabrikam.example' },
  { displayName: "Ann O'Neill 😀", officeLocation: '18/2111' },
];
const teams = [
  { displayName: 'Product team', mailNickname: 'product', description: 'Who makes the PhotoBooth' },
  { displayName: 'Sales', mailNickname: 'sales', mail: 'sales@contoso.example', visibility: 'Public' },
  { displayName: 'Guards', mailNickname: 'guards', groupTypes: [], mailEnabled: false, securityEnabled: true },
];

beforeAll(async () => {
  house = await startHousehold();
  const roles = new Set(['User.ReadWrite.All', 'Group.ReadWrite.All']);
  admin = { kind: 'application', tenant: house.tenant, id: randomUUID(), appId: 'app', roles };
  for (const [path, made] of [
    [
      'users',
      people.map((each) => ({ userPrincipalName: `${each.displayName.split(' ')[0] ?? ''}${randomUUID()}@contoso.example`, ...each })),
    ],
    ['groups', teams],
  ] as const)
    for (const json of made) {
      const answer = await house.instance.send(admin, 'POST', `/v1.0/${path}`, json);
      expect(answer.status, JSON.stringify(answer.json)).toBe(201);
      ids.set(json.displayName, String(answer.json.id));
    }
});
afterAll(() => house.close());

const get = (path: string) => house.instance.send(admin, 'GET', `/v1.0/${path}`);
const queryOf = (options: Readonly<Record<string, string>>): string => new URLSearchParams(options).toString();

/** The display names on all pages of a list, two entries a page. */
async function namesOn(path: string, options: Readonly<Record<string, string>>): Promise<string[]> {
  const names: string[] = [];
  let next: string | undefined = `/v1.0/${path}?${queryOf({ $top: '2', $select: 'displayName', ...options })}`;
  while (next !== undefined) {
    const { status, json } = await house.instance.send(admin, 'GET', next);
    expect(status, JSON.stringify(json)).toBe(200);
    names.push(...(Array.isArray(json.value) ? json.value.filter(isEntity) : []).map(({ displayName }) => String(displayName)));
    const link = json['@odata.nextLink'];
    next = typeof link === 'string' ? link.slice(link.indexOf('/v1.0/')) : undefined;
  }
  return names;
}

/** The same, sorted; holds both ways to ask for the number against it. */
async function found(path: string, options: Readonly<Record<string, string>>): Promise<string[]> {
  const names = await namesOn(path, options);
  const counted = await get(`${path}?${queryOf({ ...options, $count: 'true', $top: '1' })}`);
  expect(counted.json['@odata.count']).toBe(names.length);
  const number = await house.instance.send(admin, 'GET', `/v1.0/${path}/$count?${queryOf(options)}`);
  expect(number.status).toBe(200);
  return names.sort();
}

describe('a filter of users', () => {
  it.each<[string, string[]]>([
    ["displayName eq 'ADELE VANCE'", ['Adele Vance']],
    ["displayName ne 'adele vance' and startswith(displayName,'ad')", ['adele zimmer']],
    ["startswith(displayName,'Ad')", ['Adele Vance', 'adele zimmer']],
    ["startswith(displayName,'ün') or startswith(mail,'ROOM')", ['OneVideo Room2', 'Ünal Özgür']],
    ["startswith(displayName,'ann o''neill 😀')", ["Ann O'Neill 😀"]],
    ["not startswith(displayName,'a') and mail ne null", ['Megan Bowen', 'OneVideo Room2', 'Sam']],
    ["mail in ('adele@contoso.example','SAM@fabrikam.example')", ['Adele Vance', 'Sam']],
    ['mail eq null and surname ne null', ['adele zimmer']],
    ["surname ge 'w'", ['adele zimmer']],
    ["givenName eq 'adele' or mailNickname eq 'AZ'", ['Adele Vance', 'adele zimmer']],
    ["jobTitle eq 'architect'", ['Adele Vance']],
    ["startswith(officeLocation,'18/')", ["Ann O'Neill 😀"]],
    ["preferredLanguage eq 'tr-tr'", ['Ünal Özgür']],
    ["userType eq 'Guest'", ['Sam']],
    ["userType eq 'guest' or startswith(userPrincipalName,'MEGAN')", ['Megan Bowen', 'Sam']],
    ["otherMails/any(x:x eq 'az@home.example')", ['adele zimmer']],
    ["proxyAddresses/any(p:p eq 'smtp:MB@contoso.example')", ['Megan Bowen']],
    ["not proxyAddresses/any(p:p eq 'smtp:mb@contoso.example') and startswith(mail,'m')", []],
    ["startswith(displayName,'adele') eq false and userType eq 'Guest'", ['Sam']],
    ["createdDateTime ge 2020-01-01T00:00:00Z and displayName eq 'Sam'", ['Sam']],
    ["displayName eq 'nobody'", []],
  ])('a filter %s finds %j', async (filter, expected) => {
    expect(await found('users', { $filter: filter })).toEqual(expected);
  });

  it('a filter by ids finds those that are users', async () => {
    const [adele, team] = [ids.get('Adele Vance') ?? '', ids.get('Sales') ?? ''];
    expect(await found('users', { $filter: `id in ('${adele.toUpperCase()}','${team}')` })).toEqual(['Adele Vance']);
    expect(await found('groups', { $filter: `id eq '${team}'` })).toEqual(['Sales']);
  });

  it.each([
    "contains(displayName,'a')",
    "endswith(mail,'a')",
    'displayName eq 1',
    'displayName gt null',
    "businessPhones eq '1'",
    "otherMails eq 'x'",
    "mail/any(x:x eq 'y')",
    "otherMails/any(x:x ne 'y')",
    'displayName in ()',
    "displayName in 'a'",
    `mail in (${Array.from({ length: 60 }, () => "'a'").join(',')})`,
    "nothing eq 'x'",
  ])('a filter %s is refused', async (filter) => {
    expect((await get(`users?${queryOf({ $filter: filter })}`)).status).toBe(400);
  });
});

describe('a filter of groups', () => {
  it.each<[string, string[]]>([
    ["groupTypes/any(c:c eq 'Unified')", ['Product team', 'Sales']],
    ["NOT groupTypes/any(c:c eq 'unified')", ['Guards']],
    ["groupTypes/any(c:c eq 'Unified') and startswith(displayName,'s')", ['Sales']],
    ["displayName eq 'product team'", ['Product team']],
    ["mailNickname eq 'GUARDS' or mail eq 'sales@contoso.example'", ['Guards', 'Sales']],
    ['mailEnabled eq true', ['Product team', 'Sales']],
    ['securityEnabled', ['Guards']],
    ['mailEnabled eq false and securityEnabled eq true', ['Guards']],
    ["visibility eq 'public'", ['Sales']],
  ])('a filter %s finds %j', async (filter, expected) => {
    expect(await found('groups', { $filter: filter })).toEqual(expected);
  });
});

describe('a search', () => {
  it.each<[string, string, string[]]>([
    ['users', '"displayName:a"', ['Adele Vance', "Ann O'Neill 😀", 'adele zimmer']],
    ['users', '"displayName:van"', ['Adele Vance']],
    ['users', '"displayName:ance"', []],
    ['users', '"displayName:vance adele"', ['Adele Vance']],
    ['users', '"displayName:video"', ['OneVideo Room2']],
    ['users', '"displayName:onevideo"', ['OneVideo Room2']],
    ['users', '"displayName:OneVideo 2"', ['OneVideo Room2']],
    ['users', '"displayName:ÖZ"', ['Ünal Özgür']],
    ['users', '"displayName:o\'n"', ["Ann O'Neill 😀"]],
    ['users', '"displayName:--"', []],
    ['users', '"mail:megan" OR "displayName:sam"', ['Megan Bowen', 'Sam']],
    ['users', '"mail:contoso"', []],
    ['users', '"displayName:adele" AND "surname:Z"', ['adele zimmer']],
    ['users', '"userPrincipalName:sam" AND ("displayName:x" OR "mail:sam")', ['Sam']],
    ['groups', '"description:booth"', ['Product team']],
    ['groups', '"displayName:team" OR "mailNickname:gua"', ['Guards', 'Product team']],
  ])('a search of %s for %s finds %j', async (path, search, expected) => {
    expect(await found(path, { $search: search })).toEqual(expected);
  });

  it('a search and a filter must both hold', async () => {
    expect(await found('users', { $search: '"displayName:adele"', $filter: "startswith(mail,'a')" })).toEqual(['Adele Vance']);
  });

  it.each(['adele', '"adele"', '"adele:x"', '"displayName:"', '"displayName:a', '"displayName:a" "mail:b"', '("displayName:a"', '"id:a"'])(
    'a search for %s is refused, and says what can be searched',
    async (search) => {
      const { status, json } = await get(`users?${queryOf({ $search: search })}`);
      expect([status, JSON.stringify(json.error)]).toEqual([400, expect.stringContaining('$search')]);
    },
  );
});

describe('an order', () => {
  it.each<[string, string[]]>([
    ['displayName', ['Adele Vance', 'adele zimmer', "Ann O'Neill 😀", 'Megan Bowen', 'OneVideo Room2', 'Sam', 'Ünal Özgür']],
    ['displayName desc', ['Ünal Özgür', 'Sam', 'OneVideo Room2', 'Megan Bowen', "Ann O'Neill 😀", 'adele zimmer', 'Adele Vance']],
    ['createdDateTime', people.map(({ displayName }) => displayName)],
  ])('an order by %s is that of all pages together', async (orderby, expected) => {
    expect(await namesOn('users', { $orderby: orderby })).toEqual(expected);
  });

  it('an order by any of these has everybody once, whoever has no value too', async () => {
    for (const property of ['userPrincipalName', 'mail', 'givenName', 'surname', 'mailNickname'])
      expect((await namesOn('users', { $orderby: `${property} desc` })).sort()).toEqual(
        people.map(({ displayName }) => displayName).sort(),
      );
    expect(await namesOn('groups', { $orderby: 'displayName desc' })).toEqual(['Sales', 'Product team', 'Guards']);
    expect((await get('users?$orderby=jobTitle')).status).toBe(400);
  });

  it('an order goes with a filter and a search, and a link is good for these alone', async () => {
    expect(await namesOn('users', { $orderby: 'displayName desc', $filter: "startswith(mail,'a') or mail eq null" })).toEqual([
      'Ünal Özgür',
      "Ann O'Neill 😀",
      'adele zimmer',
      'Adele Vance',
    ]);
    expect(await namesOn('users', { $orderby: 'surname desc', $search: '"displayName:adele"' })).toEqual(['adele zimmer', 'Adele Vance']);
    const link = String((await get('users?$top=1&$orderby=displayName&$search="displayName:a"')).json['@odata.nextLink']);
    const token = new URL(link).searchParams.get('$skiptoken') ?? '';
    const other = queryOf({ $top: '1', $orderby: 'displayName', $search: '"displayName:b"', $skiptoken: token });
    expect((await get(`users?${other}`)).status).toBe(400);
  });
});

it('a change of a user changes what finds it, at once', async () => {
  const { json } = await house.instance.send(admin, 'POST', '/v1.0/users', {
    displayName: 'Before',
    userPrincipalName: `x${randomUUID()}@contoso.example`,
  });
  const id = String(json.id);
  await house.instance.send(admin, 'PATCH', `/v1.0/users/${id}`, { displayName: 'Later', mail: `later${id}@contoso.example` });
  expect(await namesOn('users', { $search: '"displayName:before"' })).toEqual([]);
  expect(await namesOn('users', { $filter: `mail eq 'LATER${id}@contoso.example'` })).toEqual(['Later']);
  await house.instance.send(admin, 'DELETE', `/v1.0/users/${id}`);
  expect(await namesOn('users', { $search: '"displayName:later"' })).toEqual([]);
});
