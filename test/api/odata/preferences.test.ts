// What callers prefer: sizes of pages, answers without the entity, and what answers say of it (contract, section 10).
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, expectError, idsIn, isEntity, nextLinkOf, pagesFrom } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { batch } from '../../support/api/batches.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { expectLevels } from '../../support/api/levels.ts';
import { createMeeting, newestMeeting } from '../../support/api/meetings.ts';
import { newPerson, newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let person: Person;
let guest: Person;
let series: string;
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-31T00:00:00Z';
const prefer = (text: string) => ({ headers: { Prefer: text } });
const applied = ({ headers }: Answer): string | null => headers.get('preference-applied');

beforeAll(async () => {
  api = await openApi();
  [person, guest] = await Promise.all([newStranger(api), newStranger(api)]);
  await guest.send('/v1.0/me/calendar');
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 15 },
  };
  series = await createMeeting(person, [guest], { recurrence });
  for (let i = 0; i < 12; i++) await person.newEvent({ subject: `event ${i}`, ...hourOn('03-02') });
  for (let i = 0; i < 3; i++) await person.send(`/v1.0/me/events/${series}/attachments`, { json: bare(i) });
  for (const name of ['a', 'b', 'c']) await person.send('/v1.0/me/calendars', { json: { name } });
});

const bare = (i: number) => ({ '@odata.type': '#microsoft.graph.attachment', name: `a${i}` });

describe('pages', () => {
  const lists: readonly [string, () => string, number][] = [
    ['events', () => '/v1.0/me/events', 10],
    ['a window', () => `/v1.0/me/calendarView?${window}`, 10],
    ['instances', () => `/v1.0/me/events/${series}/instances?${window}`, 10],
    ['calendars', () => '/v1.0/me/calendars', 4],
    ['attachments', () => `/v1.0/me/events/${series}/attachments`, 3],
  ];

  it.each(lists)('%s come on pages of the size that is preferred, or of ten', async (_, path, usual) => {
    const first = await person.send(path());
    expect([entriesOf(first).length, applied(first)]).toEqual([usual, null]);
    const small = await person.send(path(), prefer('odata.maxpagesize=2'));
    expect([entriesOf(small).length, applied(small)]).toEqual([2, 'odata.maxpagesize=2']);
    // A link keeps the size, without being told, and says of it nothing.
    const second = await person.send(nextLinkOf(small) ?? expect.fail('no link'));
    expect([entriesOf(second).length > 0 && entriesOf(second).length <= 2, applied(second)]).toEqual([true, null]);
    const other = await person.send(nextLinkOf(small) ?? '', prefer('odata.maxpagesize=1'));
    expect([entriesOf(other).length, idsIn(other)[0], applied(other)]).toEqual([1, idsIn(second)[0], 'odata.maxpagesize=1']);
    const walked = await pagesFrom({ ...api, send: (each) => person.send(each) }, nextLinkOf(small) ?? '');
    const all = await pagesFrom({ ...api, send: (each) => person.send(each) }, path());
    expect([...idsIn(small), ...walked.flatMap(idsIn)]).toEqual(all.flatMap(idsIn));
  });

  it.each([
    ['$top=1', 3, 1],
    ['$top=3', 1, 1],
    ['$top=0', 1, 0],
    ['$top=5', 100, 5],
  ])('the smaller counts of %s and pages of %i', async (top, size, entries) => {
    expect(entriesOf(await person.send(`/v1.0/me/events?${top}`, prefer(`odata.maxpagesize=${size}`)))).toHaveLength(entries);
  });

  it.each(['odata.maxpagesize=0', 'odata.maxpagesize=many', 'odata.maxpagesize'])('%s is not followed', async (text) => {
    const answer = await person.send('/v1.0/me/events', prefer(text));
    expect([entriesOf(answer).length, applied(answer)]).toEqual([10, null]);
  });

  it('a size is nothing to one entity, and to a number', async () => {
    for (const path of [`/v1.0/me/events/${series}`, '/v1.0/me/events/$count'])
      expect(applied(await person.send(path, prefer('odata.maxpagesize=1')))).toBeNull();
  });
});

it('several preferences are applied in one header, in parts of a batch as well', async () => {
  const all =
    'IdType="ImmutableId", odata.maxpagesize=3, outlook.body-content-type="text", outlook.timezone="Europe/Berlin", return=minimal';
  const answer = await person.send('/v1.0/me/events', prefer(all));
  const shown = 'outlook.timezone="Europe/Berlin", outlook.body-content-type="text", odata.maxpagesize=3, IdType="ImmutableId"';
  expect(applied(answer)).toBe(shown);
  const [part] = await batch({ send: (path, sent) => person.send(path, sent) }, [
    { id: '1', method: 'GET', url: '/me/events', headers: { Prefer: all } },
  ]);
  expect(part?.headers['Preference-Applied']).toBe(shown);
  const gone = await person.newEvent();
  const removed = await person.send(`/v1.0/me/events/${String(gone.id)}`, { method: 'DELETE', ...prefer(all) });
  expect([removed.status, applied(removed)]).toEqual([204, 'IdType="ImmutableId"']);
  expect(applied(await person.send('/v1.0/me/events/none', prefer(all)))).toBeNull();
});

describe('return=minimal', () => {
  const writes: readonly [string, string, () => Promise<string>, () => object | Promise<object>][] = [
    ['a new event', 'POST', () => Promise.resolve('/v1.0/me/events'), () => ({ subject: 'x', ...anHour })],
    ['an event that is put', 'PUT', () => Promise.resolve(`/v1.0/me/events/put-${Date.now()}`), () => ({ subject: 'x', ...anHour })],
    ['an event that is replaced', 'PUT', async () => `/v1.0/me/events/${String((await person.newEvent()).id)}`, () => ({ ...anHour })],
    ['an event that is changed', 'PATCH', async () => `/v1.0/me/events/${String((await person.newEvent()).id)}`, () => ({ subject: 'y' })],
    ['an occurrence', 'PATCH', occurrence, () => ({ subject: 'moved' })],
    ['a new calendar', 'POST', () => Promise.resolve('/v1.0/me/calendars'), () => ({ name: `c${Date.now()}` })],
    ['a calendar', 'PATCH', () => Promise.resolve('/v1.0/me/calendar'), () => ({ color: 'lightRed' })],
    ['a new calendar group', 'POST', () => Promise.resolve('/v1.0/me/calendarGroups'), () => ({ name: 'g' })],
    ['a calendar group', 'PATCH', () => Promise.resolve('/v1.0/me/calendarGroup'), () => ({ name: 'renamed' })],
    ['a new permission', 'POST', () => Promise.resolve(permissions), async () => await toSomebody()],
    ['a permission', 'PATCH', async () => `${permissions}/${await permission()}`, () => ({ role: 'read' })],
    ['a new attachment', 'POST', () => Promise.resolve(`/v1.0/me/events/${series}/attachments`), () => bare(9)],
  ];
  const permissions = '/v1.0/me/calendar/calendarPermissions';
  const toSomebody = async () => ({ emailAddress: { address: (await newPerson(api)).upn }, role: 'write' });
  const permission = async (): Promise<string> => String((await person.send(permissions, { json: await toSomebody() })).json.id);
  async function occurrence(): Promise<string> {
    const [first] = entriesOf(await person.send(`/v1.0/me/events/${series}/instances?${window}`));
    return `/v1.0/me/events/${String(first?.id)}`;
  }

  it.each(writes)('return=minimal leaves out %s, and says where it is', async (name, method, path, body) => {
    const target = await path();
    const json = await body();
    const answer = await person.send(target, { method, json, ...prefer('return=minimal, IdType="ImmutableId"') });
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([204, '', null]);
    expect(applied(answer)).toBe('IdType="ImmutableId", return=minimal');
    const entity = await person.send(answer.headers.get('odata-entityid') ?? expect.fail('no OData-EntityId'));
    expect(entity.status).toBe(200);
    const { subject } = json as { readonly subject?: string };
    if (subject !== undefined) expect(entity.json.subject).toBe(subject);
    expect(answer.headers.get('etag')).toBe(entity.headers.get('etag'));
    const isNew = method === 'POST' || name.includes('put');
    expect(answer.headers.get('location')).toBe(isNew ? answer.headers.get('odata-entityid') : null);
  });

  it('an attendee’s entry is changed likewise, and what is no write answers as ever', async () => {
    const entry = await newestMeeting(guest);
    const answer = await guest.send(entry, { method: 'PATCH', json: { showAs: 'busy' }, ...prefer('return=minimal') });
    expect([answer.status, applied(answer)]).toEqual([204, 'return=minimal']);
    expect((await guest.send(answer.headers.get('odata-entityid') ?? '')).json.showAs).toBe('busy');
    const read = await person.send('/v1.0/me/calendar', prefer('return=minimal'));
    expect([read.status, applied(read)]).toEqual([200, null]);
    const represented = await person.send('/v1.0/me/calendar', { method: 'PATCH', json: {}, ...prefer('return=representation') });
    expect([represented.status, applied(represented)]).toEqual([200, null]);
  });
});

describe('forms of JSON', () => {
  it('$format counts before Accept, is kept by links, and is refused where it is none', async () => {
    const none = await person.send('/v1.0/me/events?$top=2&$format=application/json;odata.metadata=none', {
      headers: { Accept: 'application/json;odata.metadata=full' },
    });
    expect(none.headers.get('content-type')).toContain('odata.metadata=none');
    expect(Object.keys(none.json)).toEqual(['value', '@odata.nextLink']);
    const next = await person.send(nextLinkOf(none) ?? expect.fail('no link'));
    expect([next.headers.get('content-type'), Object.keys(next.json)[0]]).toEqual([none.headers.get('content-type'), 'value']);
    const json = await person.send('/v1.0/me/calendar?format=json', { headers: { Accept: 'application/json;odata.metadata=none' } });
    expect(json.json['@odata.context']).toBeDefined();
    expectError(await person.send('/v1.0/me/events?$format=xml'), 406, 'NotAcceptable');
    expectError(await person.send('/v1.0/me/events?$format=nothing'), 400, 'BadRequest', /\$format/);
    expectError(await person.send('/v1.0/me/events?$format=json&format=json'), 400, 'BadRequest', /more than once/);
    expectError(await person.send('/v1.0/me/events/$count?$format=json'), 400, 'BadRequest', /\$format/);
  });

  it('what can not be written is refused before anything is made', async () => {
    const name = `never ${Date.now()}`;
    const headers = { Accept: 'application/json;odata.metadata=all' };
    expectError(await person.send('/v1.0/me/calendars', { json: { name }, headers }), 406, 'NotAcceptable', /metadata=all/);
    expect(idsIn(await person.send(`/v1.0/me/calendars?$filter=name eq '${name}'`))).toEqual([]);
  });

  it('numbers of 64 bits are texts where they are to be, and counts are such ones', async () => {
    const answer = await person.send('/v1.0/me/events?$count=true&$top=1', {
      headers: { Accept: 'application/json;IEEE754Compatible=true' },
    });
    expect(answer.headers.get('content-type')).toContain('IEEE754Compatible=true');
    expect(typeof answer.json['@odata.count']).toBe('string');
    expect(typeof entriesOf(answer)[0]?.reminderMinutesBeforeStart).toBe('number');
  });

  it('parts of a batch are written as each asks for', async () => {
    const part = (id: string, accept: string) => ({ id, method: 'GET', url: '/me/calendar', headers: { Accept: accept } });
    const [none, full] = await batch({ send: (path, sent) => person.send(path, sent) }, [
      part('1', 'application/json;odata.metadata=none'),
      part('2', 'application/json;odata.metadata=full'),
    ]);
    expect(none?.headers['Content-Type']).toContain('metadata=none');
    expect(isEntity(none?.body) && Object.keys(none.body).filter((name) => name.includes('@'))).toEqual([]);
    expect(isEntity(full?.body) && full.body['@odata.type']).toBe('#microsoft.graph.calendar');
  });

  it('all metadata says types, places and links', async () => {
    const usual = await person.send(`/v1.0/me/events/${series}?$expand=attachments($select=name)`);
    const { json } = await expectLevels(
      (path, sent) => person.send(path, sent),
      `/v1.0/me/events/${series}?$expand=attachments($select=name)`,
      usual,
    );
    const url = `${api.url}/v1.0/users('${person.id}')/events('${series}')`;
    const at = url.replaceAll('=', '%3D');
    expect(json).toMatchObject({
      '@odata.type': '#microsoft.graph.event',
      '@odata.id': at,
      '@odata.editLink': at,
      'createdDateTime@odata.type': '#DateTimeOffset',
      'categories@odata.type': '#Collection(String)',
      'importance@odata.type': '#microsoft.graph.importance',
      'reminderMinutesBeforeStart@odata.type': '#Int32',
      'attendees@odata.type': '#Collection(microsoft.graph.attendee)',
      'instances@odata.navigationLink': `${at}/instances`,
      start: { '@odata.type': '#microsoft.graph.dateTimeTimeZone' },
      webLink: at,
    });
    expect(json).not.toHaveProperty('subject@odata.type');
    expect(json).not.toHaveProperty('isAllDay@odata.type');
  });
});

it('the URL that an event says leads to it, in a window and for an attendee too', async () => {
  const [occurrence] = entriesOf(await person.send(`/v1.0/me/calendarView?${window}&$filter=`.replace('&$filter=', '')));
  expect((await person.send(String(occurrence?.webLink))).json.id).toBe(occurrence?.id);
  const entry = await guest.send(await newestMeeting(guest));
  expect((await guest.send(String(entry.json.webLink))).json.id).toBe(entry.json.id);
  expect((await person.send('/beta/me/events?$top=1')).text).toContain('"webLink":"http');
});

it.each(['POST', 'PUT'])('%s of an event needs its start and its end', async (method) => {
  const path = method === 'POST' ? '/v1.0/me/events' : '/v1.0/me/events/without-times';
  const { start, end } = anHour;
  for (const [json, missing] of [
    [{ subject: 'x' }, 'start'],
    [{ subject: 'x', start }, 'end'],
    [{ subject: 'x', end }, 'start'],
    [{ start, end: null }, 'end'],
  ] as const)
    expectError(await person.send(path, { method, json }), 400, 'ErrorPropertyValidationFailure', new RegExp(`'${missing}' is missing`));
});
