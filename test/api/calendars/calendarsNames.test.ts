// Two calendars of a mailbox don't have one name; and a version of a calendar, or of a calendar group, that If-Match asks for.
import { beforeAll, describe, expect, it } from 'vitest';
import { namesIn, refusal } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';

let api: Api;
let owner: Person;
beforeAll(async () => {
  api = await openApi();
});

const calendars = '/v1.0/me/calendars';
const named = (name: string, below = calendars): Promise<Answer> => owner.send(below, { json: { name } });
const taken = { status: 409, code: 'ErrorFolderExists' };

async function made(name: string): Promise<string> {
  const answer = await named(name);
  expect(answer.status, answer.text).toBe(201);
  return `${calendars}/${String(answer.json.id)}`;
}

describe('the name of a calendar', () => {
  it('the name of a calendar is no other one’s of the mailbox, in any case of letters and in any group', async () => {
    owner = await newPerson(api, 'naming');
    const path = await made('Team');
    const group = String((await owner.send('/v1.0/me/calendarGroups', { json: { name: 'Team' } })).json.id);
    for (const below of [calendars, `/v1.0/me/calendarGroups/${group}/calendars`])
      expect(refusal(await named('TEAM', below))).toMatchObject({ ...taken, message: expect.stringContaining('TEAM') as unknown });
    const other = await made('Other');
    expect(refusal(await owner.send(other, { method: 'PATCH', json: { name: 'team' } }))).toMatchObject(taken);
    expect((await owner.send(other)).json.name).toBe('Other');
    expect((await owner.send(path, { method: 'PATCH', json: { name: 'team' } })).json.name).toBe('team');
    expect(namesIn(await owner.send(calendars))).toEqual(['Calendar', 'team', 'Other']);
    const stranger = await newPerson(api, 'stranger');
    expect((await stranger.send(calendars, { json: { name: 'Team' } })).status).toBe(201);
  });

  it('the name of a calendar is free again when the calendar is renamed or deleted, also to itself', async () => {
    owner = await newPerson(api, 'naming');
    const path = await made('First');
    expect((await owner.send(path, { method: 'PATCH', json: { name: 'Second' } })).status).toBe(200);
    await made('First');
    expect((await owner.send(path, { method: 'DELETE' })).status).toBe(204);
    const again = await made('Second');
    for (const name of ['Third', 'Second']) expect((await owner.send(again, { method: 'PATCH', json: { name } })).status).toBe(200);
    expect(refusal(await named('second'))).toMatchObject(taken);
    await made('Third');
  });

  it('the name of a calendar is one calendar’s, however many are made, renamed or deleted at once', async () => {
    owner = await newPerson(api, 'naming');
    const many = await Promise.all(Array.from({ length: 6 }, () => named('Same')));
    expect(many.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409, 409]);
    const path = `${calendars}/${String(many.find(({ status }) => status === 201)?.json.id)}`;
    const renamed = await Promise.all(['a', 'b', 'c', 'd'].map((name) => owner.send(path, { method: 'PATCH', json: { name } })));
    expect(renamed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { name } = (await owner.send(path)).json;
    for (const each of ['Same', 'a', 'b', 'c', 'd']) expect([each, (await named(each)).status]).toEqual([each, each === name ? 409 : 201]);
    const [gone, kept] = await Promise.all([
      owner.send(path, { method: 'DELETE' }),
      owner.send(path, { method: 'PATCH', json: { name: 'late' } }),
    ]);
    expect([gone.status, [200, 404].includes(kept.status)]).toEqual([204, true]);
    await made('late');
    await made(String(name));
  });

  it('the default calendar has a name of its own', async () => {
    owner = await newPerson(api, 'naming');
    expect((await owner.send('/v1.0/me/calendar', { method: 'PATCH', json: { name: 'Mine' } })).status).toBe(200);
    await made('Mine');
    await made('Calendar');
  });
});

describe.each([
  ['a calendar', calendars],
  ['a calendar group', '/v1.0/me/calendarGroups'],
])('the version of %s', (_, list) => {
  const conflict = { status: 412, code: 'ErrorIrresolvableConflict' };

  it('a calendar, or its group, is changed and deleted only as If-Match names it, and read only where it is another version', async () => {
    owner = await newPerson(api, 'versions');
    const first = await named('First', list);
    const path = `${list}/${String(first.json.id)}`;
    const etag = String(first.headers.get('etag'));
    const when = (tag: string, method: string, json?: object): Promise<Answer> =>
      owner.send(path, { method, headers: { 'If-Match': tag }, ...(json && { json }) });
    expect((await owner.send(path, { headers: { 'If-None-Match': etag } })).status).toBe(304);
    const changed = await when(etag, 'PATCH', { name: 'Second' });
    expect(changed.status, changed.text).toBe(200);
    expect((await owner.send(path, { headers: { 'If-None-Match': etag } })).json.name).toBe('Second');
    expect(refusal(await when(etag, 'PATCH', { name: 'Third' }))).toMatchObject(conflict);
    expect(refusal(await when(etag, 'DELETE'))).toMatchObject(conflict);
    expect((await owner.send(path)).json.name).toBe('Second');
    expect((await when('*', 'PATCH', { name: 'Fourth' })).status).toBe(200);
    const { headers } = await owner.send(path);
    expect((await when(String(headers.get('etag')), 'DELETE')).status).toBe(204);
    expect((await when('*', 'DELETE')).status).toBe(404);
  });

  it('a version is changed by one of two who name it at once, the default one as well', async () => {
    owner = await newPerson(api, 'versions');
    const [standard] = (await owner.send(list)).json.value as { id: string }[];
    const { json } = await named('Racing', list);
    for (const id of [json.id, standard?.id]) {
      const path = `${list}/${String(id)}`;
      const headers = { 'If-Match': String((await owner.send(path)).headers.get('etag')) };
      const answers = await Promise.all(['a', 'b', 'c'].map((name) => owner.send(path, { method: 'PATCH', json: { name }, headers })));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
      const winner = answers.find(({ status }) => status === 200);
      expect((await owner.send(path)).json.name).toBe(winner?.json.name);
    }
  });
});
