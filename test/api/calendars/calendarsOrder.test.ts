// Lists of calendars, of their groups and of permissions in the order of a property, from an entry on, and by more filters than names.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, expectError, namesIn, nextLinkOf, pagesFrom } from '../../support/api/answers.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { newPerson, newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let person: Person;
beforeAll(async () => {
  api = await openApi();
  person = await newPerson(api);
  for (const collection of ['calendars', 'calendarGroups'])
    for (const name of ['team b', 'Über', 'Apples', 'nuts'])
      expect((await person.send(`/v1.0/me/${collection}`, { json: { name } })).status).toBe(201);
});

const names = async (who: Person, path: string): Promise<string[]> =>
  (await pagesFrom({ ...api, send: (each) => who.send(each) }, path)).flatMap((page) => namesIn(page));

describe.each([
  ['calendars', ['Apples', 'Calendar', 'nuts', 'team b', 'Über'], '/v1.0/me/calendar'],
  ['calendarGroups', ['Apples', 'My Calendars', 'nuts', 'team b', 'Über'], '/v1.0/me/calendarGroup'],
])('%s', (collection, sorted, first) => {
  it.each(['$top=1', '$top=2', '$top=3', '$top=100'])(
    'with %s the pages are in the order of names, in any case of letters',
    async (top) => {
      const path = `/v1.0/me/${collection}?$orderby=`;
      expect(await names(person, `${path}name&${top}`)).toEqual(sorted);
      expect(await names(person, `${path}Name desc&${top}`)).toEqual([...sorted].reverse());
    },
  );

  it('an order holds for what $filter finds, and $skip begins behind entries of both', async () => {
    const filter = encodeURIComponent("contains(name,'e')");
    const expected = sorted.filter((name) => /e/i.test(name));
    expect(await names(person, `/v1.0/me/${collection}?$orderby=name&$filter=${filter}`)).toEqual(expected);
    expect(await names(person, `/v1.0/me/${collection}?$orderby=name&$filter=${filter}&$skip=1&$top=1`)).toEqual(expected.slice(1));
    const page = await person.send(`/v1.0/me/${collection}?$orderby=name&$skip=2&$top=2&$count=true`);
    expect([namesIn(page), page.json['@odata.count']]).toEqual([sorted.slice(2, 4), 5]);
    expect(await names(person, `/v1.0/me/${collection}?$skip=1`)).toEqual(['team b', 'Über', 'Apples', 'nuts']);
    expect(await names(person, `/v1.0/me/${collection}?$skip=9`)).toEqual([]);
  });

  it('the default one keeps its place once it is stored and renamed', async () => {
    expect((await person.send(first, { method: 'PATCH', json: { name: 'Zebra' } })).status).toBe(200);
    expect((await names(person, `/v1.0/me/${collection}?$orderby=name&$top=2`)).indexOf('Zebra')).toBe(3);
    expect((await person.send(first, { method: 'PATCH', json: { name: sorted[1] } })).status).toBe(200);
  });

  it('another order is refused by name, and a link is good for its order alone', async () => {
    expectError(await person.send(`/v1.0/me/${collection}?$orderby=changeKey`), 400, 'BadRequest', /'changeKey'.*: name\./);
    const next = nextLinkOf(await person.send(`/v1.0/me/${collection}?$orderby=name&$top=1`)) ?? expect.fail('no link');
    expectError(await person.send(next.replace('orderby=name', 'orderby=name desc')), 400, 'BadRequest', /skiptoken/);
  });

  it('ten come on a page unless the request says otherwise, of calendars', async () => {
    const other = await newPerson(api);
    for (let i = 0; i < 11; i++) await other.send(`/v1.0/me/${collection}`, { json: { name: `n${i}` } });
    const page = await other.send(`/v1.0/me/${collection}`);
    expect(entriesOf(page)).toHaveLength(collection === 'calendars' ? 10 : 12);
    expect(nextLinkOf(page) !== undefined).toBe(collection === 'calendars');
  });
});

it.each([
  ['isDefaultCalendar eq true', ['Calendar']],
  ['isDefaultCalendar ne true', ['team b', 'Über', 'Apples', 'nuts']],
  ["isDefaultCalendar eq false and startswith(name,'n')", ['nuts']],
  ["hexColor eq '' and color eq 'auto'", ['Calendar', 'team b', 'Über', 'Apples', 'nuts']],
])('calendars are found by $filter=%s', async (filter, expected) => {
  expect(await names(person, `/v1.0/me/calendars?$filter=${encodeURIComponent(filter)}`)).toEqual(expected);
  const group = String(entriesOf(await person.send('/v1.0/me/calendarGroups'))[0]?.id);
  const inGroup = `/v1.0/me/calendarGroups/${group}/calendars`;
  expect(await names(person, `${inGroup}?$filter=${encodeURIComponent(filter)}`)).toEqual(expected);
  expect((await person.send(`${inGroup}/$count?$filter=${encodeURIComponent(filter)}`)).text).toBe(String(expected.length));
});

it('a calendar is found by its id', async () => {
  const [, second] = entriesOf(await person.send('/v1.0/me/calendars'));
  expect(await names(person, `/v1.0/me/calendars?$filter=id eq '${String(second?.id)}'`)).toEqual([second?.name]);
});

it('shared calendars have the same options', async () => {
  const reader = await newStranger(api, { scope: 'Calendars.Read Calendars.Read.Shared' });
  await reader.send('/v1.0/me/calendar');
  for (const { id } of entriesOf(await person.send('/v1.0/me/calendars')))
    await person.send(`/v1.0/me/calendars/${String(id)}/calendarPermissions`, {
      json: { emailAddress: { address: reader.upn }, role: 'read' },
    });
  const path = `/v1.0/users/${person.id}/calendars`;
  expect(await names(reader, `${path}?$orderby=name desc&$top=2`)).toEqual(['Über', 'team b', 'nuts', 'Calendar', 'Apples']);
  expect(await names(reader, `${path}?$orderby=name&$skip=3`)).toEqual(['team b', 'Über']);
  expect(await names(reader, `${path}?$filter=isDefaultCalendar eq true`)).toEqual(['Calendar']);
  expect((await names(reader, `${path}?$top=2`)).sort()).toEqual(['Apples', 'Calendar', 'nuts', 'team b', 'Über'].sort());
  expect((await reader.send(`${path}/$count?$filter=contains(name,'u')`)).text).toBe('1');
});

it('permissions have the same options', async () => {
  const owner = await newPerson(api);
  const path = '/v1.0/me/calendar/calendarPermissions';
  const people = await Promise.all(['write', 'read', 'freeBusyRead'].map(async (role) => ({ role, ...(await newPerson(api)) })));
  for (const { role, upn } of people) await owner.send(path, { json: { emailAddress: { address: upn }, role } });
  const roles = async (query: string): Promise<unknown[]> => entriesOf(await owner.send(`${path}?${query}`)).map(({ role }) => role);
  expect(await roles('$orderby=role')).toEqual(['freeBusyRead', 'freeBusyRead', 'read', 'write']);
  expect(await roles('$orderby=role desc&$skip=1&$top=2')).toEqual(['read', 'freeBusyRead']);
  expect(await roles("$filter=role eq 'Read'")).toEqual(['read']);
  expect(await roles(`$filter=emailAddress/address eq '${people[0]?.upn.toUpperCase() ?? ''}'`)).toEqual(['write']);
  expect(await roles('$filter=isRemovable eq false')).toEqual(['freeBusyRead']);
  expect(await roles("$filter=contains(emailAddress/name,'organization')")).toEqual(['freeBusyRead']);
  expect((await owner.send(`${path}/$count?$filter=isRemovable eq true`)).text).toBe('3');
  expectError(await owner.send(`${path}?$filter=allowedRoles eq 'x'`), 400, 'BadRequest', /'allowedRoles'/);
});
