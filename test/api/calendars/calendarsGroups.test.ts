// Calendar groups through the running stack: made, read, listed, renamed, deleted; and the calendars that lie in them.
import { beforeAll, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let owner: Person;

beforeAll(async () => {
  api = await openApi();
  owner = await newPerson(api, 'groups');
});

async function made(path: string, json: object, person = owner): Promise<string> {
  const answer = await person.send(path, { json });
  expect(answer.status).toBe(201);
  return String(answer.json.id);
}

const newGroup = (name: string, person = owner) => made('/v1.0/me/calendarGroups', { name }, person);

it('a mailbox has a default calendar group from the first moment, under its old name too', async () => {
  const person = await newPerson(api, 'fresh');
  const list = await person.send('/v1.0/me/calendarGroups');
  expect(list.json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#users('${person.id}')/calendarGroups`,
    value: [
      {
        '@odata.etag': expect.any(String) as unknown,
        id: expect.any(String) as unknown,
        name: 'My Calendars',
        classId: '0006f0b7-0000-0000-c000-000000000046',
        changeKey: expect.any(String) as unknown,
      },
    ],
  });
  const [first] = entriesOf(list);
  expect((await person.send('/v1.0/me/calendarGroup')).json).toEqual({
    '@odata.context': `${api.url}/v1.0/$metadata#users('${person.id}')/calendarGroups/$entity`,
    ...first,
  });
});

it('a calendar group is made, read and renamed', async () => {
  const answer = await owner.send('/v1.0/me/calendarGroups', { json: { name: 'Projects' } });
  expect(answer.status).toBe(201);
  expect(answer.json).toMatchObject({
    name: 'Projects',
    classId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown,
  });
  const path = String(answer.headers.get('location'));
  expect((await owner.send(path)).json).toEqual(answer.json);
  const renamed = await owner.send(path, { method: 'PATCH', json: { name: 'Ideas' } });
  expect([renamed.status, renamed.json.name, renamed.json.classId]).toEqual([200, 'Ideas', answer.json.classId]);
  expect(renamed.json.changeKey).not.toBe(answer.json.changeKey);
  expect((await owner.send(path)).json).toEqual(renamed.json);
});

it.each([
  [{}, 'ErrorInvalidRequest'],
  [{ name: '' }, 'ErrorInvalidRequest'],
  [{ name: 'x', classId: 'no guid' }, 'RequestBodyRead'],
])('a calendar group is refused with the body %j', async (json, code) => {
  const refused = await owner.send('/v1.0/me/calendarGroups', { json });
  expect([refused.status, refused.json]).toMatchObject([400, { error: { code } }]);
});

it('a first renaming of the default group is kept, of two at once one', async () => {
  const person = await newPerson(api, 'renaming');
  const answers = await Promise.all(['a', 'b'].map((name) => person.send('/v1.0/me/calendarGroup', { method: 'PATCH', json: { name } })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const groups = entriesOf(await person.send('/v1.0/me/calendarGroups'));
  expect(groups.map(({ name }) => name)).toEqual([expect.stringMatching(/^[ab]$/)]);
});

it('a calendar group holds its calendars, and nobody finds them in another', async () => {
  const group = await newGroup('Holding');
  const calendar = await made(`/v1.0/me/calendarGroups/${group}/calendars`, { name: 'Inside' });
  const outside = await made('/v1.0/me/calendars', { name: 'Outside' });
  const idsIn = async (path: string) => entriesOf(await owner.send(path)).map(({ id }) => id);
  expect(await idsIn(`/v1.0/me/calendarGroups/${group}/calendars`)).toEqual([calendar]);
  const inDefault = await idsIn('/v1.0/me/calendarGroup/calendars');
  expect(inDefault).toContain(outside);
  expect(inDefault).not.toContain(calendar);
  expect(await idsIn('/v1.0/me/calendars')).toEqual(expect.arrayContaining([calendar, outside]));

  expect((await owner.send(`/v1.0/me/calendarGroups/${group}/calendars/${calendar}`)).status).toBe(200);
  expect((await owner.send(`/v1.0/me/calendarGroups/${group}/calendars/${outside}`)).status).toBe(404);
  expect((await owner.send(`/v1.0/me/calendarGroup/calendars/${calendar}`)).status).toBe(404);
});

it('a calendar group can’t be deleted as long as a calendar is in it', async () => {
  const group = await newGroup('Full');
  const calendar = await made(`/v1.0/me/calendarGroups/${group}/calendars`, { name: 'Full' });
  const path = `/v1.0/me/calendarGroups/${group}`;
  const refused = await owner.send(path, { method: 'DELETE' });
  expect([refused.status, refused.json]).toMatchObject([
    400,
    { error: { code: 'ErrorInvalidRequest', message: expect.stringContaining('calendars') as unknown } },
  ]);
  expect((await owner.send(`/v1.0/me/calendars/${calendar}`, { method: 'DELETE' })).status).toBe(204);
  expect((await owner.send(path, { method: 'DELETE' })).status).toBe(204);
  expect((await owner.send(path)).status).toBe(404);
  expect((await owner.send(path, { method: 'DELETE' })).status).toBe(404);
  expect((await owner.send(path, { method: 'PATCH', json: { name: 'x' } })).status).toBe(404);
  expect((await owner.send(`${path}/calendars`)).status).toBe(404);
  expect((await owner.send(`${path}/calendars`, { json: { name: 'Inside' } })).status).toBe(404);
});

it('a calendar group is deleted or gets a calendar, never both', async () => {
  for (let round = 0; round < 8; round++) {
    const group = await newGroup('Racing');
    const [deleted, calendar] = await Promise.all([
      owner.send(`/v1.0/me/calendarGroups/${group}`, { method: 'DELETE' }),
      owner.send(`/v1.0/me/calendarGroups/${group}/calendars`, { json: { name: `Racing ${round}` } }),
    ]);
    expect([
      [204, 404],
      [400, 201],
    ]).toContainEqual([deleted.status, calendar.status]);
  }
});

it('a mailbox never loses its default group', async () => {
  const refused = await owner.send('/v1.0/me/calendarGroup', { method: 'DELETE' });
  expect([refused.status, refused.json]).toMatchObject([
    400,
    { error: { code: 'ErrorInvalidRequest', message: expect.stringContaining('default') as unknown } },
  ]);
  const { id } = (await owner.send('/v1.0/me/calendarGroup')).json;
  expect((await owner.send(`/v1.0/me/calendarGroups/${String(id)}`, { method: 'DELETE' })).status).toBe(400);
});

it('the list of calendar groups pages', async () => {
  const person = await newPerson(api, 'paging');
  for (const name of ['a', 'b', 'c']) await newGroup(name, person);
  const first = await person.send('/v1.0/me/calendarGroups?$top=2&$select=name');
  const second = await person.send(String(first.json['@odata.nextLink']));
  expect([...entriesOf(first), ...entriesOf(second)].map(({ name }) => name)).toEqual(['My Calendars', 'a', 'b', 'c']);
  expect(second.json).not.toHaveProperty('@odata.nextLink');
});
