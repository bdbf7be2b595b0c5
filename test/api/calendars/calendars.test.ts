// Calendars through the running stack: made, read, listed, changed; the default one from the first moment, whoever changes it first.
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let owner: Person;

beforeAll(async () => {
  api = await openApi();
});

const namesIn = (answer: Answer) => entriesOf(answer).map(({ name }) => name);

async function newCalendar(person: Person, name: string, below = '/v1.0/me/calendars'): Promise<string> {
  const { status, json } = await person.send(below, { json: { name } });
  expect(status).toBe(201);
  return String(json.id);
}

describe('the default calendar', () => {
  beforeAll(async () => {
    owner = await newPerson(api, 'default');
  });

  it('the default calendar is there before anything is stored, with all properties of Graph', async () => {
    const { status, json } = await owner.send('/v1.0/me/calendar');
    expect(status).toBe(200);
    expect(json).toEqual({
      '@odata.context': `${api.url}/v1.0/$metadata#users('${owner.id}')/calendars/$entity`,
      '@odata.etag': expect.any(String) as unknown,
      id: expect.any(String) as unknown,
      name: 'Calendar',
      color: 'auto',
      hexColor: '',
      isDefaultCalendar: true,
      changeKey: expect.any(String) as unknown,
      canShare: true,
      canViewPrivateItems: true,
      canEdit: true,
      allowedOnlineMeetingProviders: [],
      defaultOnlineMeetingProvider: 'unknown',
      isTallyingResponses: true,
      isRemovable: false,
      owner: { name: owner.upn, address: owner.upn },
    });
  });

  it('the default calendar is one and the same by every path', async () => {
    const { json } = await owner.send('/v1.0/me/calendar');
    const id = String(json.id);
    const group = String(entriesOf(await owner.send('/v1.0/me/calendarGroups'))[0]?.id);
    for (const path of [
      `/me/calendars/${id}`,
      `/users/${owner.upn}/calendar`,
      `/me/calendarGroup/calendars('${id}')`,
      `/me/calendarGroups/${group}/calendars/${id}`,
    ]) {
      const same = await owner.send(`/v1.0${path}`);
      expect([path, same.status, same.json.id]).toEqual([path, 200, id]);
    }
  });

  it('the default calendar keeps both of two first changes', async () => {
    for (let round = 0; round < 5; round++) {
      const person = await newPerson(api, 'racing');
      const changes = [{ name: 'Mine' }, { color: 'lightGreen' }, { hexColor: '#00ff7f' }];
      const answers = await Promise.all(changes.map((json) => person.send('/v1.0/me/calendar', { method: 'PATCH', json })));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect((await person.send('/v1.0/me/calendar')).json).toMatchObject({ name: 'Mine', color: 'lightGreen', hexColor: '#00ff7f' });
      expect(entriesOf(await person.send('/v1.0/me/calendars'))).toHaveLength(1);
    }
  });

  it('the default calendar has another changeKey after each change', async () => {
    const before = await owner.send('/v1.0/me/calendar');
    const changed = await owner.send('/v1.0/me/calendar', { method: 'PATCH', json: { name: 'Once' } });
    const again = await owner.send('/v1.0/me/calendar', { method: 'PATCH', json: { name: 'Twice' } });
    expect(new Set([before, changed, again].map(({ json }) => json.changeKey)).size).toBe(3);
    expect(again.headers.get('etag')).toBe(again.json['@odata.etag']);
  });

  it('the default calendar can’t be deleted, nor another one made the default', async () => {
    const { id } = (await owner.send('/v1.0/me/calendar')).json;
    const byId = await owner.send(`/v1.0/me/calendars/${String(id)}`, { method: 'DELETE' });
    expect(byId.status).toBe(400);
    expect(byId.json).toMatchObject({ error: { code: 'ErrorInvalidRequest', message: expect.stringContaining('default') as unknown } });
    expect((await owner.send('/v1.0/me/calendar', { method: 'DELETE' })).status).toBe(405);
    const other = await newCalendar(owner, 'Other');
    const refused = await owner.send(`/v1.0/me/calendars/${other}`, { method: 'PATCH', json: { isDefaultCalendar: true } });
    expect([refused.status, (await owner.send('/v1.0/me/calendar')).json.id]).toEqual([400, id]);
  });

  it('the default calendar is the only one of a group, to be read and not to be deleted', async () => {
    const calendar = await api.send(`/v1.0/groups/${demoGroup.id}/calendar`);
    expect(calendar.status).toBe(200);
    expect(calendar.json).toMatchObject({
      '@odata.context': `${api.url}/v1.0/$metadata#groups('${demoGroup.id}')/calendar/$entity`,
      name: 'Calendar',
      isDefaultCalendar: true,
      canShare: false,
      owner: { address: demoGroup.mailNickname },
    });
    expect((await api.send(`/v1.0/groups/${demoGroup.id}/calendar`, { method: 'DELETE' })).status).toBe(405);
    const megan = await api.token({ user: 'megan@contoso.example' });
    expect((await api.send(`/v1.0/groups/${demoGroup.id}/calendar`, { token: megan })).status).toBe(403);
  });
});

describe('a calendar', () => {
  beforeAll(async () => {
    owner = await newPerson(api, 'calendar');
  });

  it('a calendar is made with its properties, and found at its Location', async () => {
    const made = await owner.send('/v1.0/me/calendars', {
      json: { name: 'Launch', color: 'LightBlue', hexColor: '#a6d1f5', canEdit: false },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: 'Launch',
      color: 'lightBlue',
      hexColor: '#a6d1f5',
      isDefaultCalendar: false,
      isRemovable: true,
      canEdit: true,
    });
    expect(made.headers.get('location')).toBe(`${api.url}/v1.0/users('${owner.id}')/calendars('${String(made.json.id)}')`);
    const found = await owner.send(String(made.headers.get('location')));
    expect(found.json).toEqual(made.json);
  });

  it.each([
    [{}, 'ErrorInvalidRequest', 'name'],
    [{ name: '  ' }, 'ErrorInvalidRequest', 'name'],
    [{ name: 7 }, 'RequestBodyRead', '7'],
    [{ name: 'x'.repeat(256) }, 'BadRequest', 'name'],
    [{ name: 'x', color: 'mauve' }, 'RequestBodyRead', 'mauve'],
    [{ name: 'x', hexColor: 'red' }, 'BadRequest', 'hexColor'],
    [{ name: 'x', isDefaultCalendar: true }, 'ErrorInvalidRequest', 'isDefaultCalendar'],
  ])('a calendar of %j is 400 %s, and nothing is made', async (json, code, named) => {
    const person = await newPerson(api, 'bad');
    const refused = await person.send('/v1.0/me/calendars', { json });
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { code, message: expect.stringContaining(named) as unknown } });
    expect(namesIn(await person.send('/v1.0/me/calendars'))).toEqual(['Calendar']);
  });

  it('a calendar is changed in what is given alone', async () => {
    const id = await newCalendar(owner, 'Before');
    await owner.send(`/v1.0/me/calendars/${id}`, { method: 'PATCH', json: { color: 'lightPink' } });
    const changed = await owner.send(`/v1.0/me/calendars/${id}`, { method: 'PATCH', json: { name: 'After', id: 'x', owner: null } });
    expect(changed.status).toBe(200);
    expect(changed.json).toMatchObject({ id, name: 'After', color: 'lightPink' });
    expect((await owner.send(`/v1.0/me/calendars/${id}`)).json).toEqual(changed.json);
  });

  it('a group’s calendar is changed by its members and by applications, and by nobody else', async () => {
    const [member, stranger] = [await newPerson(api, 'member'), await newPerson(api, 'stranger')];
    const directory = await api.token({ app: true, role: 'Group.ReadWrite.All User.Read.All' });
    const group = await api.send('/v1.0/groups', { token: directory, json: { displayName: 'Team', mailNickname: `t-${member.id}` } });
    const path = `/v1.0/groups/${String(group.json.id)}`;
    const reference = { '@odata.id': `${api.url}/v1.0/users/${member.id}` };
    expect((await api.send(`${path}/members/$ref`, { token: directory, json: reference })).status).toBe(204);
    const change = { method: 'PATCH', json: { name: 'Ours', color: 'lightRed', hexColor: '#ff0000' } };
    const answer = await member.send(`${path}/calendar`, change);
    expect([answer.status, answer.json], answer.text).toMatchObject([200, change.json]);
    expect((await member.with('Group.ReadWrite.All')(`${path}/calendar`, { ...change, json: { name: 'Still ours' } })).status).toBe(200);
    expect((await member.with('Group.Read.All')(`${path}/calendar`, change)).status).toBe(403);
    expect((await stranger.send(`${path}/calendar`, change)).status).toBe(403);
    const app = await api.token({ app: true, role: 'Calendars.ReadWrite' });
    const stale = { headers: { 'If-Match': String(answer.headers.get('etag')) }, token: app };
    expect((await api.send(`${path}/calendar`, { ...change, ...stale })).status).toBe(412);
    expect((await api.send(`${path}/calendar`, { ...change, token: app, json: { name: 'By an application' } })).status).toBe(200);
    expect((await member.send(`${path}/calendar`)).json).toMatchObject({
      name: 'By an application',
      color: 'lightRed',
      hexColor: '#ff0000',
    });
    const minimal = await member.send(`${path}/calendar`, { ...change, headers: { Prefer: 'return=minimal' } });
    expect([minimal.status, minimal.headers.get('odata-entityid')]).toEqual([
      204,
      `${api.url}${path.replace(/\/([^/]+)$/, "('$1')")}/calendar`,
    ]);
    expect((await member.send(`${path}/calendar`, { method: 'PATCH', json: { isDefaultCalendar: false } })).status).toBe(400);
  });

  it('a calendar shows what $select names, and refuses what isn’t a property', async () => {
    const { json } = await owner.send('/v1.0/me/calendar?$select=name,Owner');
    expect(Object.keys(json).toSorted()).toEqual(['@odata.context', '@odata.etag', 'id', 'name', 'owner']);
    expect(json['@odata.context']).toBe(`${api.url}/v1.0/$metadata#users('${owner.id}')/calendars(name,owner)/$entity`);
    const refused = await owner.send('/v1.0/me/calendar?$select=colour');
    expect(refused.json).toMatchObject({
      error: { code: 'RequestBroker--ParseUri', message: expect.stringContaining('microsoft.graph.calendar') as unknown },
    });
    expect((await owner.send('/v1.0/me/calendars?$orderby=changeKey')).status).toBe(400);
  });

  it('a calendar that isn’t there is 404, whatever is asked of it', async () => {
    for (const path of ['/me/calendars/none', '/me/calendars/none/events', '/me/calendars/none/calendarPermissions'])
      expect([path, (await owner.send(`/v1.0${path}`)).status]).toEqual([path, 404]);
    expect((await owner.send('/v1.0/me/calendars/none', { method: 'PATCH', json: { name: 'x' } })).status).toBe(404);
    expect((await owner.send('/v1.0/me/calendars/none', { method: 'DELETE' })).status).toBe(404);
  });

  it('a calendar is nobody else’s: 403, whether it is there or not', async () => {
    const id = await newCalendar(owner, 'Private');
    const other = await newPerson(api, 'other');
    for (const user of [owner.id, owner.upn, 'nobody@contoso.example'])
      for (const path of [
        'calendar',
        'calendars',
        `calendars/${id}`,
        'calendars/none',
        'calendarGroups',
        'calendarGroup/calendars',
        'calendar/calendarPermissions',
      ])
        expect([path, (await other.send(`/v1.0/users/${user}/${path}`)).status]).toEqual([path, 403]);
    expect((await other.send(`/v1.0/me/calendars/${id}`)).status).toBe(404);
  });

  it('a calendar is an application’s to make, in every mailbox of its tenant', async () => {
    const token = await api.token({ app: true, role: 'Calendars.ReadWrite' });
    const made = await api.send(`/v1.0/users/${owner.upn}/calendars`, { json: { name: 'By an application' }, token });
    expect(made.status).toBe(201);
    expect((await owner.send(`/v1.0/me/calendars/${String(made.json.id)}`)).status).toBe(200);
    const reader = await api.token({ app: true, role: 'Calendars.Read' });
    expect((await api.send(`/v1.0/users/${owner.upn}/calendars`, { json: { name: 'No' }, token: reader })).status).toBe(403);
    expect((await api.send('/v1.0/me/calendars', { token })).status).toBe(400);
  });
});

describe('the list', () => {
  it('the list pages by a cursor: nothing skipped or repeated while calendars come and go', async () => {
    const person = await newPerson(api, 'paging');
    const ids = [String((await person.send('/v1.0/me/calendar')).json.id)];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push(await newCalendar(person, name));

    const first = await person.send('/v1.0/me/calendars?$top=2&$select=name');
    expect(namesIn(first)).toEqual(['Calendar', 'a']);
    await person.send(`/v1.0/me/calendars/${String(ids[1])}`, { method: 'DELETE' });
    await person.send('/v1.0/me/calendar', { method: 'PATCH', json: { name: 'Stored' } });
    const second = await person.send(String(first.json['@odata.nextLink']));
    expect(namesIn(second)).toEqual(['b', 'c']);
    await newCalendar(person, 'f');
    const third = await person.send(String(second.json['@odata.nextLink']));
    expect(namesIn(third)).toEqual(['d', 'e']);
    const last = await person.send(String(third.json['@odata.nextLink']));
    expect(namesIn(last)).toEqual(['f']);
    expect(last.json).not.toHaveProperty('@odata.nextLink');
    expect(namesIn(await person.send('/v1.0/me/calendars'))).toEqual(['Stored', 'b', 'c', 'd', 'e', 'f']);
  });

  it('the list refuses a cursor of another list, mailbox or option', async () => {
    const person = await newPerson(api, 'cursor');
    for (const name of ['a', 'b']) await newCalendar(person, name);
    const { json } = await person.send('/v1.0/me/calendars?$top=1');
    const token = String(new URL(String(json['@odata.nextLink'])).searchParams.get('$skiptoken'));
    const skip = `$skiptoken=${token}`;
    expect((await person.send(`/v1.0/me/calendars?$top=1&${skip}`)).status).toBe(200);
    const other = await newPerson(api, 'cursor');
    expect((await person.send(`/v1.0/me/calendars?$top=2&${skip}`)).status).toBe(400);
    expect((await person.send(`/v1.0/me/calendarGroup/calendars?$top=1&${skip}`)).status).toBe(400);
    expect((await person.send(`/v1.0/me/calendarGroups?$top=1&${skip}`)).status).toBe(400);
    expect((await other.send(`/v1.0/me/calendars?$top=1&${skip}`)).status).toBe(400);
    expect((await person.send(`/v1.0/me/calendars?$top=1&$skiptoken=${token.slice(0, -2)}AA`)).status).toBe(400);
  });

  it('the list may be of no entry', async () => {
    const { status, json } = await (await newPerson(api, 'top')).send('/v1.0/me/calendars?$top=0');
    expect([status, json.value, json['@odata.nextLink']]).toEqual([200, [], undefined]);
  });
});
