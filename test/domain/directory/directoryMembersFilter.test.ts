// `$filter`, `$search` and `$orderby` on a group's members and owners, and on what somebody is a member of: what the list has, less what is left out.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApplicationCaller } from '../../../lib/access/tokens/caller.ts';
import { startHousehold, type Household } from '../../support/people/household.ts';

let house: Household;
let admin: ApplicationCaller;
let group: string;
let adele: string;
/** Names of members, in the order of the list. */
let all: readonly string[];

interface Named {
  readonly displayName: string;
}
const people = Array.from({ length: 120 }, (_, index) => `${index % 40 === 7 ? 'Adele' : 'Bob'} ${index}`);
const teams = ['Red', 'Green', 'Blue'];
const send = (method: string, path: string, json?: object) => house.instance.send(admin, method, `/v1.0/${path}`, json);
const q = encodeURIComponent;

beforeAll(async () => {
  house = await startHousehold();
  const roles = new Set(['User.ReadWrite.All', 'Group.ReadWrite.All']);
  admin = { kind: 'application', tenant: house.tenant, id: randomUUID(), appId: 'app', roles };
  const { directory } = house.instance.services;
  const make = (displayName: string) =>
    directory.createUser(house.tenant, { userId: directory.newId(), displayName, jobTitle: displayName.slice(0, 3) }, 'app:test');
  const users = await Promise.all(people.map(make));
  const ids = users.map(({ userId }) => userId);
  const named = (displayName: string, groupTypes: string[]) => ({
    groupId: directory.newId(),
    mailNickname: displayName.toLowerCase(),
    displayName,
    groupTypes,
  });
  const large = named('Everybody', ['Unified']);
  group = large.groupId;
  await directory.createGroup(house.tenant, large, 'app:test', { owners: ids.slice(5, 10) });
  await Promise.all(ids.map((id) => directory.enterMember(house.tenant, group, id, 'app:test')));
  adele = ids[7] ?? expect.fail();
  for (const team of teams)
    await directory.createGroup(house.tenant, named(team, team === 'Red' ? [] : ['Unified']), 'app:test', { members: [adele] });
  all = await pagesOf(`groups/${group}/members?$top=50`);
}, 60_000);
afterAll(() => house.close());

/** The names on all pages. */
async function pagesOf(path: string): Promise<string[]> {
  const names: string[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { status, json } = await send('GET', next);
    expect(status, JSON.stringify(json)).toBe(200);
    names.push(...(json.value as readonly Named[]).map(({ displayName }) => displayName));
    const link = json['@odata.nextLink'];
    next = typeof link === 'string' ? link.replace('https://localhost/v1.0/', '') : undefined;
  }
  return names;
}

it.each([
  ["startswith(displayName,'adele')", (name: string) => name.startsWith('Adele')],
  ["displayName eq 'Bob 3' or displayName eq 'bob 119'", (name: string) => ['Bob 3', 'Bob 119'].includes(name)],
  ["not startswith(displayName,'Bob 1')", (name: string) => !name.startsWith('Bob 1')],
  ["displayName eq 'nobody'", () => false],
])('a filter of members finds on pages of any size what the list has of %s, in its order, and counts it', async (filter, isFound) => {
  const expected = all.filter(isFound);
  expect(all).toHaveLength(people.length);
  for (const top of [1, 2, 100]) {
    if (top === 1 && expected.length > 5) continue;
    for (const collection of ['members', 'transitiveMembers/graph.user'])
      expect(await pagesOf(`groups/${group}/${collection}?$top=${top}&$filter=${q(filter)}`)).toEqual(expected);
  }
  const counted = await send('GET', `groups/${group}/members?$count=true&$top=1&$filter=${q(filter)}`);
  expect(counted.json['@odata.count']).toBe(expected.length);
  expect((await send('GET', `groups/${group}/members/$count?$filter=${q(filter)}`)).text).toBe(String(expected.length));
});

it.each([
  ['', () => true, 'displayName'],
  [`$filter=${q("startswith(displayName,'bob 1')")}`, (name: string) => name.startsWith('Bob 1'), 'displayName desc'],
  [`$search=${q('"displayName:adele"')}`, (name: string) => name.startsWith('Adele'), 'displayName desc'],
  [`$search=${q('"displayName:adele"')}`, (name: string) => name.startsWith('Adele'), undefined],
])('what members are found by %s is ordered as it is asked for, on pages of any size', async (found, isFound, order) => {
  const expected = all.filter(isFound);
  if (order !== undefined) expected.sort();
  if (order?.endsWith('desc') === true) expected.reverse();
  const asked = `${found}${order === undefined ? '' : `&$orderby=${q(order)}`}`;
  for (const top of [2, 40, 100])
    for (const collection of ['members', 'transitiveMembers/graph.user'])
      expect(await pagesOf(`groups/${group}/${collection}?$top=${top}&${asked}`)).toEqual(expected);
  expect((await send('GET', `groups/${group}/members?$count=true&$top=1&${asked}`)).json['@odata.count']).toBe(expected.length);
  expect((await send('GET', `groups/${group}/members/$count?${found}`)).text).toBe(String(expected.length));
});

it('owners and memberships are searched and ordered as members are, the members that are groups as well', async () => {
  const owners = await pagesOf(`groups/${group}/owners?$top=2&$orderby=displayName`);
  expect(owners).toEqual(['Adele 7', 'Bob 5', 'Bob 6', 'Bob 8', 'Bob 9']);
  for (const collection of ['memberOf', 'transitiveMemberOf/graph.group', 'joinedGroups']) {
    const path = `users/${adele}/${collection}`;
    expect(await pagesOf(`${path}?$top=1&$orderby=${q('displayName desc')}`)).toEqual(['Red', 'Green', 'Everybody', 'Blue']);
    expect(await pagesOf(`${path}?$search=${q('"displayName:gre"')}`)).toEqual(['Green']);
    expect((await send('GET', `${path}/$count?$search=${q('"displayName:gre"')}`)).text).toBe('1');
  }
  expect(await pagesOf(`groups/${group}/members/graph.group?$orderby=displayName&$search=${q('"displayName:a"')}`)).toEqual([]);
});

it('a list of more than a thousand is not put in an order', async () => {
  const { directory } = house.instance.services;
  const page = { limit: 1, order: { property: 'sought.displayName', descending: false } } as const;
  const groups = (count: number) => directory.groupsOfInOrder(house.tenant, adele, Array.from({ length: count }, randomUUID), page);
  await expect(groups(996)).resolves.toMatchObject({ entries: [{ displayName: 'Blue' }] });
  await expect(groups(997)).rejects.toMatchObject({ status: 400, message: /1000 .*\$orderby/ });
});

it('a filter finds owners and memberships as it finds members, and leaves out who is none', async () => {
  expect(await pagesOf(`groups/${group}/owners?$filter=${q("startswith(displayName,'Adele')")}`)).toEqual(['Adele 7']);
  const inOrder = await pagesOf(`users/${adele}/memberOf`);
  expect([...inOrder].sort()).toEqual(['Blue', 'Everybody', 'Green', 'Red']);
  for (const [filter, found] of [
    ["groupTypes/any(t:t eq 'Unified')", ['Blue', 'Everybody', 'Green']],
    ["displayName ne 'Green' and startswith(mailNickname,'r')", ['Red']],
  ] as const)
    for (const collection of ['memberOf', 'transitiveMemberOf/graph.group', 'joinedGroups']) {
      const path = `users/${adele}/${collection}`;
      expect(await pagesOf(`${path}?$top=1&$filter=${q(filter)}`)).toEqual(inOrder.filter((name) => found.some((each) => each === name)));
      expect((await send('GET', `${path}/$count?$filter=${q(filter)}`)).text).toBe(String(found.length));
    }
});

it('a filter of the members that are groups names properties of groups, an empty filter is none', async () => {
  const byName = q("startswith(displayName,'R') or startswith(mailNickname,'r') or startswith(mail,'r')");
  for (const filter of [byName, ''])
    expect(await pagesOf(`groups/${group}/members/microsoft.graph.group?$count=true&$top=10&$filter=${filter}`)).toEqual([]);
  expect((await send('GET', `groups/${group}/members/microsoft.graph.group/$count?$filter=${byName}`)).text).toBe('0');
  expect((await send('GET', `groups/${group}/members/microsoft.graph.group?$filter=${q("surname eq 'x'")}`)).status).toBe(400);
  expect(await pagesOf(`groups/${group}/members/microsoft.graph.user?$top=100&$filter=`)).toEqual(all);
});

it.each([
  ['members', 'shoeSize eq 1'],
  ['members', "groupTypes/any(t:t eq 'Unified')"],
  ['memberOf', "userPrincipalName eq 'x'"],
  ['memberOf', "contains(displayName,'x')"],
])('a filter of %s that its type does not have is refused: %s', async (collection, filter) => {
  const path = collection === 'members' ? `groups/${group}/members` : `users/${adele}/memberOf`;
  expect((await send('GET', `${path}?$filter=${q(filter)}`)).status).toBe(400);
});
