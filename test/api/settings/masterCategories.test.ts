// A mailbox's list of categories through the running stack: Graph's six, made, listed, recolored, deleted, and refused.
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { entriesOf, expectError, guidPattern, pagesFrom, type Entity } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
const path = '/v1.0/me/outlook/masterCategories';
const scope = 'MailboxSettings.ReadWrite';

beforeAll(async () => {
  api = await openApi();
});

const send = (of: Person, below = '', sent: Omit<Sent, 'token'> = {}): Promise<Answer> => of.with(scope)(`${path}${below}`, sent);
const add = (of: Person, json: object): Promise<Answer> => send(of, '', { json });
const namesOf = (answer: Answer): unknown[] => entriesOf(answer).map(({ displayName }) => displayName);
const contextOf = (of: Person) => `${api.url}/v1.0/$metadata#users('${of.id}')/outlook/masterCategories`;

const six = [
  ['Red category', 'preset0'],
  ['Orange category', 'preset1'],
  ['Yellow category', 'preset3'],
  ['Green category', 'preset4'],
  ['Blue category', 'preset7'],
  ['Purple category', 'preset8'],
];

it('a new mailbox has Graph’s six categories, whose ids stay when the list is first changed', async () => {
  const person = await newPerson(api, 'six');
  const list = await send(person);
  expect(list.json['@odata.context']).toBe(contextOf(person));
  const before = entriesOf(list);
  expect(before.map(({ displayName, color }) => [displayName, color])).toEqual(six);
  for (const { id } of before) expect(id).toMatch(guidPattern);
  const other = entriesOf(await send(await newPerson(api, 'six')));
  expect(other.map(({ id }) => id)).not.toContain(before[0]?.id);
  expect((await add(person, { displayName: 'Own' })).status).toBe(201);
  expect(entriesOf(await send(person)).slice(0, 6)).toEqual(before);
});

it('a category is made, read, recolored and deleted', async () => {
  const person = await newPerson(api, 'making');
  const made = await add(person, { displayName: 'Project expenses', color: 'Preset9' });
  const { id } = made.json;
  const entity = { id, displayName: 'Project expenses', color: 'preset9' };
  expect([made.status, made.json]).toEqual([201, { '@odata.context': `${contextOf(person)}/$entity`, ...entity }]);
  expect(id).toMatch(guidPattern);
  const place = new URL(String(made.headers.get('location'))).pathname;
  expect((await person.with(scope)(place)).json).toEqual(made.json);
  expect((await send(person, `/${String(id)}?$select=color`)).json).toEqual({
    '@odata.context': `${contextOf(person)}(color)/$entity`,
    id,
    color: 'preset9',
  });

  const recolored = await send(person, `/${String(id)}`, { method: 'PATCH', json: { color: 'none', displayName: 'Project expenses' } });
  expect([recolored.status, recolored.json]).toEqual([200, { ...made.json, color: 'none' }]);
  expect((await send(person, `/${String(id)}`, { method: 'DELETE' })).status).toBe(204);
  for (const sent of [{}, { method: 'DELETE' }, { method: 'PATCH', json: { color: 'none' } }])
    expectError(await send(person, `/${String(id)}`, sent), 404, 'ErrorItemNotFound');
  expect((await add(person, { displayName: 'Project expenses' })).json).toMatchObject({ color: 'none' });
});

it('an ETag is of one category, and If-Match is honoured', async () => {
  const person = await newPerson(api, 'etags');
  const made = await add(person, { displayName: 'Tagged' });
  const etag = String(made.headers.get('etag'));
  await add(person, { displayName: 'Another' });
  const one = `/${String(made.json.id)}`;
  expect((await send(person, one, { headers: { 'If-None-Match': etag } })).status).toBe(304);
  expect((await send(person, one, { method: 'PATCH', json: { color: 'preset2' }, headers: { 'If-Match': etag } })).status).toBe(200);
  for (const sent of [{ method: 'PATCH', json: { color: 'preset3' } }, { method: 'DELETE' }])
    expectError(await send(person, one, { ...sent, headers: { 'If-Match': etag } }), 412, 'ErrorIrresolvableConflict');
});

it('a list is filtered, ordered, counted and paged', async () => {
  const person = await newPerson(api, 'listing');
  for (const [displayName, color] of [
    ['zebra', 'preset1'],
    ['Ant', 'preset24'],
    ["it's", 'none'],
  ])
    await add(person, { displayName, color });
  const query = async (text: string) => send(person, `?${text}`);
  expect(namesOf(await query("$filter=displayName eq 'ZEBRA'"))).toEqual(['zebra']);
  expect(namesOf(await query("$filter=displayName eq 'it''s' or color eq 'Preset24'"))).toEqual(['Ant', "it's"]);
  expect(namesOf(await query("$filter=startswith(displayName,'a')"))).toEqual(['Ant']);
  const ordered = [
    'Ant',
    'Blue category',
    'Green category',
    "it's",
    'Orange category',
    'Purple category',
    'Red category',
    'Yellow category',
    'zebra',
  ];
  expect(namesOf(await query('$orderby=displayName'))).toEqual(ordered);
  expect(namesOf(await query('$orderby=displayName desc&$skip=1&$top=2'))).toEqual(['Yellow category', 'Red category']);
  expect(namesOf(await query('$orderby=color&$top=2'))).toEqual(["it's", 'Red category']);
  const token = await api.token({ user: person.upn, scope });
  const pages = await pagesFrom(api, `${path}?$orderby=displayName&$top=4&$skip=1&$count=true&$select=displayName`, { token });
  expect(pages.flatMap(namesOf)).toEqual(ordered.slice(1));
  expect(pages.map(({ json }) => json['@odata.count'])).toEqual([9, 9]);
  const counted = await send(person, '/$count');
  expect([counted.text, counted.headers.get('content-type')]).toEqual(['9', 'text/plain; charset=utf-8']);
  expect((await send(person, "/$count?$filter=color eq 'preset1'")).text).toBe('2');
  expectError(await query('$top=1&$expand=x'), 400, 'BadRequest', /\$expand/);
  expectError(await query('$orderby=id'), 400, 'BadRequest', /'id'/);
  expectError(await send(person, '/$count?$top=1'), 400, 'BadRequest', /\$top/);
});

it('a page neither skips nor repeats a category when others come and go meanwhile', async () => {
  const person = await newPerson(api, 'paging');
  const first = await send(person, '?$top=2');
  const next = new URL(String(first.json['@odata.nextLink']));
  const all: readonly Entity[] = entriesOf(await send(person));
  for (const { id } of all.slice(1, 3)) await send(person, `/${String(id)}`, { method: 'DELETE' });
  const second = await person.with(scope)(`${next.pathname}${next.search}`);
  expect(namesOf(second)).toEqual(['Green category', 'Blue category']);
});

it('a name that is there in any case of letters is taken, also by two at once', async () => {
  const person = await newPerson(api, 'taken');
  expectError(await add(person, { displayName: 'RED Category' }), 409, 'Conflict', /'RED Category'/);
  const answers = await Promise.all(['same', 'Same', 'SAME'].map((displayName) => add(person, { displayName })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  expect(entriesOf(await send(person))).toHaveLength(7);
});

it.each([
  [{}, 'ErrorInvalidRequest', /'displayName' is missing/],
  [{ displayName: ' ' }, 'ErrorInvalidRequest', /'displayName' must not be empty/],
  [{ displayName: 'x'.repeat(256) }, 'BadRequest', /at most 255/],
  [{ displayName: 'x', color: 'preset25' }, 'RequestBodyRead', /'preset25'.*categoryColor/],
  [{ displayName: 'x', colour: 'none' }, 'RequestBodyRead', /'colour'.*outlookCategory/],
])('a category is refused with the body %j', async (json, code, message) => {
  const person = await newPerson(api, 'refused');
  expectError(await add(person, json), 400, code, message);
});

it('a category keeps its name', async () => {
  const person = await newPerson(api, 'renaming');
  const [red] = entriesOf(await send(person));
  const renamed = await send(person, `/${String(red?.id)}`, { method: 'PATCH', json: { displayName: 'Crimson', color: 'preset5' } });
  expectError(renamed, 400, 'ErrorInvalidRequest', /cannot be changed/);
  expect(entriesOf(await send(person))[0]).toEqual(red);
});

it('categories of an event stay what they are when a category is deleted', async () => {
  const person = await newPerson(api, 'events');
  const { id } = await person.newEvent({ subject: 'x', categories: ['Red category', 'Unlisted'] });
  const [red] = entriesOf(await send(person));
  expect((await send(person, `/${String(red?.id)}`, { method: 'DELETE' })).status).toBe(204);
  expect((await person.send(`/v1.0/me/events/${String(id)}`)).json.categories).toEqual(['Red category', 'Unlisted']);
});

it('categories need the permissions of settings, and those of others are for applications', async () => {
  const [person, other] = await Promise.all([newPerson(api, 'own'), newPerson(api, 'other')]);
  expectError(await person.with('Calendars.ReadWrite')(path), 403, 'ErrorAccessDenied');
  const read = person.with('MailboxSettings.Read');
  expect((await read(path)).status).toBe(200);
  expectError(await read(path, { json: { displayName: 'x' } }), 403, 'ErrorAccessDenied');
  const theirs = `/v1.0/users/${other.id}/outlook/masterCategories`;
  expectError(await person.with(scope)(theirs), 403, 'ErrorAccessDenied');
  const token = await api.token({ app: true, role: scope });
  expect((await api.send(theirs, { token, json: { displayName: `by ${randomUUID()}` } })).status).toBe(201);
  expect(entriesOf(await send(other))).toHaveLength(7);
  const refused = await send(person, '', { method: 'PUT', json: {} });
  expectError(refused, 405, 'ErrorInvalidRequest');
  expect(refused.headers.get('allow')).toBe('GET, HEAD, POST');
});
