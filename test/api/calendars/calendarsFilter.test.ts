// Lists of calendars and of calendar groups by `$filter` on their names, which are the same in any case of letters.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, expectError, namesIn, nextLinkOf } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi } from '../../support/api/api.ts';

let person: Person;
beforeAll(async () => {
  person = await newPerson(await openApi());
  for (const collection of ['calendars', 'calendarGroups'])
    for (const name of ['MyCalendar', 'Über', "Kim's team", 'team b'])
      expect((await person.send(`/v1.0/me/${collection}`, { json: { name } })).status).toBe(201);
});

const found = async (collection: string, filter: string): Promise<string[]> =>
  namesIn(await person.send(`/v1.0/me/${collection}?$filter=${encodeURIComponent(filter)}`));

describe.each([
  ['calendars', 'Calendar'],
  ['calendarGroups', 'My Calendars'],
])('%s', (collection, first) => {
  it.each([
    ["name eq 'mycalendar'", ['MyCalendar']],
    ["Name eq 'üBER'", ['Über']],
    ["name eq 'kim''s TEAM'", ["Kim's team"]],
    ["contains(name,'TEAM')", ["Kim's team", 'team b']],
    ["startswith(name,'Team')", ['team b']],
    ["name eq 'nothing' or name eq 'TEAM B'", ['team b']],
    ["not contains(name,'e') and name ne 'x'", []],
  ])('$filter=%s finds what it says', async (filter, expected) => {
    expect(await found(collection, filter)).toEqual(expected);
  });

  it('filters find the default one under its name, before it is stored and after', async () => {
    const path = collection === 'calendars' ? '/v1.0/me/calendar' : '/v1.0/me/calendarGroup';
    expect(await found(collection, `name eq '${first.toUpperCase()}'`)).toEqual([first]);
    expect((await person.send(path, { method: 'PATCH', json: { name: 'Renamed' } })).status).toBe(200);
    expect(await found(collection, `name eq '${first}'`)).toEqual([]);
    expect(await found(collection, "name eq 'renamed'")).toEqual(['Renamed']);
    expect((await person.send(path, { method: 'PATCH', json: { name: first } })).status).toBe(200);
    expect(await found(collection, `startswith(name,'${first}')`)).toEqual([first]);
  });

  it('filters follow a renaming, and come in pages bound to their filter', async () => {
    const { json } = await person.send(`/v1.0/me/${collection}`, { json: { name: 'Before' } });
    await person.send(`/v1.0/me/${collection}/${String(json.id)}`, { method: 'PATCH', json: { name: 'Team after' } });
    expect([await found(collection, "name eq 'before'"), await found(collection, "name eq 'TEAM AFTER'")]).toEqual([[], ['Team after']]);
    const page = await person.send(`/v1.0/me/${collection}?$filter=contains(name,'team')&$top=2&$count=true`);
    expect([namesIn(page), page.json['@odata.count']]).toEqual([["Kim's team", 'team b'], 3]);
    const next = nextLinkOf(page) ?? expect.fail('no link');
    expect(namesIn(await person.send(next))).toEqual(['Team after']);
    expectError(await person.send(next.replace('team', 'other')), 400, 'BadRequest', /skiptoken/);
    expect(entriesOf(await person.send(`/v1.0/me/${collection}?$top=1`))).toHaveLength(1);
  });

  it('filters are refused by name for everything else', async () => {
    for (const filter of ['id eq 1', "changeKey eq 'x'", 'name eq 1', 'name eq null', "name gt 'u'"])
      expectError(await person.send(`/v1.0/me/${collection}?$filter=${filter}`), 400, 'BadRequest', new RegExp(filter.split(' ')[0] ?? ''));
    expectError(await person.send(`/v1.0/me/${collection}?$filter=nothing eq 1`), 400, 'RequestBroker--ParseUri', /'nothing'/);
    expectError(await person.send('/v1.0/me/calendar/calendarPermissions?$filter=id eq 1'), 400, 'BadRequest', /'id'/);
  });
});

it('calendars are found by their color, the default one before it is stored and after', async () => {
  const other = await newPerson(await openApi());
  expect((await other.send('/v1.0/me/calendars', { json: { name: 'Red', color: 'lightRed' } })).status).toBe(201);
  const byColor = async (filter: string): Promise<string[]> => {
    const page = await other.send(`/v1.0/me/calendars?$count=true&$filter=${encodeURIComponent(filter)}`);
    expect(page.json['@odata.count']).toBe(namesIn(page).length);
    return namesIn(page);
  };
  expect([await byColor("color eq 'LIGHTRED'"), await byColor("color eq 'auto'")]).toEqual([['Red'], ['Calendar']]);
  expect((await other.send('/v1.0/me/calendar', { method: 'PATCH', json: { color: 'lightBlue' } })).status).toBe(200);
  expect([await byColor("color eq 'auto'"), await byColor("color ne 'lightRed' and name eq 'calendar'")]).toEqual([[], ['Calendar']]);
  expectError(await other.send("/v1.0/me/calendars?$filter=color eq 'pink'"), 400, 'BadRequest', /'color'/);
});
