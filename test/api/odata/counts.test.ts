// …/$count behind every collection: what its pages hold together for this caller, and `$count=true` the same.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Entity, entriesOf, expectError, pagesFrom } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { fileBody } from '../../support/api/bodies.ts';
import { attendeesOf, newestMeeting } from '../../support/api/meetings.ts';

type Send = (path: string, sent?: Omit<Sent, 'token'>) => Promise<Answer>;

let api: Api;
let owner: Person;
let reader: Person;
let asApplication: Send;
/** Ids of the owner's second calendar, its calendar group, and a series in it. */
let calendar: string;
let calendarGroup: string;
let series: string;

const march = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-04-01T00:00:00Z';
const daily = {
  subject: 'daily',
  ...hourOn('03-01'),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 9 } },
};

const made = async (send: Send, path: string, json: object): Promise<string> => {
  const { status, text, json: body } = await send(`/v1.0/${path}`, { json });
  expect(status, text).toBe(201);
  return String(body.id);
};

beforeAll(async () => {
  api = await openApi();
  [owner, reader] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'reader')]);
  const token = await api.token({ app: true, role: 'Calendars.ReadWrite User.ReadWrite.All Group.ReadWrite.All' });
  asApplication = (path, sent) => api.send(path, { ...sent, token });
  const send: Send = (path, sent) => owner.send(path, sent);
  calendarGroup = await made(send, 'me/calendarGroups', { name: 'Projects' });
  calendar = await made(send, `me/calendarGroups/${calendarGroup}/calendars`, { name: 'Launch' });
  await made(send, 'me/calendars', { name: 'Other' });
  const events = `me/calendars/${calendar}/events`;
  series = await made(send, events, daily);
  for (const [subject, sensitivity] of [
    ['a', 'normal'],
    ['b', 'private'],
    ['a', 'normal'],
    ['c', 'private'],
    ['a', 'private'],
  ])
    await made(send, events, { subject, sensitivity, ...hourOn('03-02') });
  await made(send, events, {
    subject: 'long',
    start: { dateTime: '2027-02-01T00:00:00', timeZone: 'UTC' },
    end: { dateTime: '2027-03-10T00:00:00', timeZone: 'UTC' },
  });
  await made(send, 'me/events', { subject: 'elsewhere', ...hourOn('03-02') });
  await made(send, `me/events/${series}/attachments`, fileBody('a.txt'));
  await made(send, `me/calendars/${calendar}/calendarPermissions`, { emailAddress: { address: reader.upn }, role: 'read' });

  const occurrences = entriesOf(await send(`/v1.0/me/events/${series}/instances?${march}&$select=id`)).map(({ id }) => String(id));
  const change = (index: number, sent: Omit<Sent, 'token'>) =>
    send(`/v1.0/me/events/${series}/instances/${String(occurrences[index])}`, sent);
  await change(0, { method: 'DELETE' });
  await change(1, { method: 'PATCH', json: { subject: 'moved', ...hourOn('03-20') } });
  await change(2, { method: 'PATCH', json: { sensitivity: 'private' } });
  await change(3, { method: 'PATCH', json: { subject: 'out', ...hourOn('05-20') } });
});

/** What all pages of a list hold together, two entries a page. */
async function listed(send: Send, path: string, query = ''): Promise<readonly Entity[]> {
  const asSender: Pick<Api, 'send'> = { send: (link, sent) => send(link, sent) };
  const pages = await pagesFrom({ ...api, ...asSender }, `${path}?${query}&$top=2`.replace('?&', '?'));
  return pages.flatMap(entriesOf);
}

/** Holds the number of a list, asked for in both ways, against its pages, and resolves to it. */
async function numberOf(send: Send, path: string, query = ''): Promise<number> {
  const suffix = query === '' ? '' : `?${query}`;
  const answer = await send(`${path}/$count${suffix}`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(answer.text).toMatch(/^\d+$/);
  const head = await send(`${path}/%24count${suffix}`, { method: 'HEAD' });
  expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', answer.headers.get('content-length')]);
  expect(await listed(send, path, query), `${path} ${query}`).toHaveLength(Number(answer.text));
  const page = await send(`${path}?${query}&$count=true&$top=1`.replace('?&', '?'));
  expect(page.json['@odata.count'], page.text).toBe(Number(answer.text));
  return Number(answer.text);
}

describe('the number of', () => {
  it.each([
    ['events', () => `me/calendars/${calendar}/events`, '', 7],
    ['events of the default calendar', () => 'me/events', '', 1],
    ['events that a filter lets through', () => `me/calendars/${calendar}/events`, "$filter=subject eq 'a'", 3],
    ['a window', () => `me/calendars/${calendar}/calendarView`, march, 13],
    ['a window of one day', () => `me/calendars/${calendar}/calendarView`, 'startDateTime=2027-03-02&endDateTime=2027-03-03', 6],
    ['instances', () => `me/events/${series}/instances`, march, 7],
    ['exceptions', () => `me/events/${series}/exceptionOccurrences`, '', 3],
    ['attachments', () => `me/events/${series}/attachments`, '', 1],
    ['attachments that a filter lets through', () => `me/events/${series}/attachments`, "$filter=name eq 'x'", 0],
    ['calendars', () => 'me/calendars', '', 3],
    ['calendars that a filter lets through', () => 'me/calendars', "$filter=name eq 'LAUNCH'", 1],
    ['calendars of a calendar group', () => `me/calendarGroups/${calendarGroup}/calendars`, '', 1],
    ['calendars of the default calendar group', () => 'me/calendarGroup/calendars', '', 2],
    ['calendar groups', () => 'me/calendarGroups', '', 2],
    ['permissions', () => `me/calendars/${calendar}/calendarPermissions`, '', 2],
    ['messages', () => 'me/messages', '', 0],
    ["an inbox's messages", () => 'me/mailFolders/Inbox/messages', '', 0],
    ['groups of a person', () => 'me/joinedGroups', '', 0],
  ])('the number of %s is what the owner is shown', async (_, path, query, expected) => {
    const scope = 'Calendars.ReadWrite User.Read';
    expect(await numberOf(owner.with(scope), `/v1.0/${path()}`, query)).toBe(expected);
  });

  it('what is shared leaves out what the reader may not see: private events and occurrences, calendars of others', async () => {
    const send = reader.with('Calendars.Read.Shared');
    const base = `/v1.0/users/${owner.upn}`;
    expect(await numberOf(send, `${base}/calendars/${calendar}/events`)).toBe(4);
    expect(await numberOf(send, `${base}/calendars/${calendar}/events`, "$filter=subject eq 'a'")).toBe(2);
    expect(await numberOf(send, `${base}/calendars/${calendar}/calendarView`, march)).toBe(9);
    expect(await numberOf(send, `${base}/events/${series}/instances`, march)).toBe(6);
    expect(await numberOf(send, `${base}/events/${series}/exceptionOccurrences`)).toBe(2);
    expect(await numberOf(send, `${base}/calendars`)).toBe(1);
    expect(await numberOf(send, `${base}/calendars`, "$filter=contains(name,'th')")).toBe(0);
    for (const path of ['calendar/events', 'events', `calendar/calendarView`, 'calendars/none/events'])
      expectError(await send(`${base}/${path}/$count${path.endsWith('View') ? `?${march}` : ''}`), 404, 'ErrorItemNotFound');
    expectError(await send(`${base}/calendars/${calendar}/calendarPermissions/$count`), 403, 'ErrorAccessDenied');
    expectError(await send(`${base}/messages/$count`), 403, 'ErrorAccessDenied');
    // Which calendar groups there are is nothing that a sharee is told.
    expect(await numberOf(send, `${base}/calendarGroups/${calendarGroup}/calendars`)).toBe(1);
    expect(await numberOf(send, `${base}/calendarGroups/${calendarGroup}x/calendars`)).toBe(0);
  });

  it("a meeting's attendee counts the messages, and the occurrences that the invitation leads to", async () => {
    const attendee = await newPerson(api, 'attendee');
    const meeting = await made((path, sent) => owner.send(path, sent), 'me/events', { ...daily, ...attendeesOf(attendee) });
    const send: Send = (path, sent) => attendee.send(path, sent);
    expect(await numberOf(send, '/v1.0/me/messages')).toBe(1);
    expect(await numberOf(send, '/v1.0/me/mailFolders/inbox/messages')).toBe(1);
    expect(await numberOf(send, '/v1.0/me/messages', '$filter=receivedDateTime lt 2020-01-01T00:00:00Z')).toBe(0);
    expect(await numberOf(send, `${await newestMeeting(attendee)}/instances`, march)).toBe(9);
    expectError(await send('/v1.0/me/mailFolders/drafts/messages/$count'), 404, 'ErrorItemNotFound');
    expectError(await send(`/v1.0/me/events/${meeting}/instances/$count?${march}`), 404, 'ErrorItemNotFound');
  });

  it('the number of groups, their members and events is what an application is shown, without members who are gone', async () => {
    const people = await Promise.all(['a', 'b', 'c'].map((name) => newPerson(api, name)));
    const bound = people.map(({ id }) => `https://graph.microsoft.com/v1.0/directoryObjects/${id}`);
    const mailNickname = `g-${randomUUID()}`;
    const group = await made(asApplication, 'groups', { displayName: 'G', mailNickname, 'members@odata.bind': bound });
    const [first, second] = people;
    expect((await asApplication(`/v1.0/users/${String(first?.id)}`, { method: 'DELETE' })).status).toBe(204);
    for (const members of ['members', 'members/microsoft.graph.user', 'members/Graph.User'])
      expect(await numberOf(asApplication, `/v1.0/groups/${group}/${members}`)).toBe(2);
    for (const groups of ['memberOf', 'joinedGroups', 'memberOf/graph.group', 'joinedGroups/microsoft.graph.group'])
      expect(await numberOf(asApplication, `/v1.0/users/${String(second?.id)}/${groups}`)).toBe(1);
    expect(await numberOf(asApplication, '/v1.0/groups', `$filter=mailNickname eq '${mailNickname}'`)).toBe(1);
    expect(await numberOf(asApplication, '/v1.0/users', `$filter=userPrincipalName eq '${String(second?.upn)}'`)).toBe(1);
    await made(asApplication, `groups/${group}/events`, { subject: 'ours', sensitivity: 'private', ...hourOn('03-02') });
    for (const way of ['events', 'calendar/events']) expect(await numberOf(asApplication, `/v1.0/groups/${group}/${way}`)).toBe(1);
    expect(await numberOf(asApplication, `/v1.0/groups/${group}/calendarView`, march)).toBe(1);
    expect(await numberOf((path, sent) => second?.send(path, sent) ?? expect.fail('nobody'), `/v1.0/groups/${group}/events`)).toBe(1);
    expect((await asApplication(`/v1.0/groups/${group}`, { method: 'DELETE' })).status).toBe(204);
    expect(await numberOf(asApplication, `/v1.0/users/${String(second?.id)}/memberOf`)).toBe(0);
    expectError(await asApplication(`/v1.0/groups/${group}/members/$count`), 404, 'Request_ResourceNotFound');
  });

  it('the number of all users and groups grows with them', async () => {
    for (const collection of ['users', 'groups']) {
      const number = async () =>
        Number((await asApplication(`/v1.0/${collection}/$count`, { headers: { ConsistencyLevel: 'eventual' } })).text);
      const before = await number();
      const nickname = `n-${randomUUID()}`;
      await made(asApplication, collection, {
        displayName: 'N',
        mailNickname: nickname,
        ...(collection === 'users' && { userPrincipalName: `${nickname}@contoso.example` }),
      });
      const pages = await pagesFrom(
        { ...api, send: (path, sent) => asApplication(path, sent) },
        `/v1.0/${collection}?$select=id&$count=true`,
      );
      const shown = pages.flatMap(entriesOf).length;
      expect(shown).toBeGreaterThan(before);
      expect(await number()).toBeGreaterThanOrEqual(shown);
      expect(Number(pages[0]?.json['@odata.count'])).toBeGreaterThan(before);
    }
    expectError(await owner.send('/v1.0/users/$count'), 403, 'Authorization_RequestDenied');
  });
});

describe('a number', () => {
  it('a number takes the filter and the window of its list, and nothing else', async () => {
    for (const [path, options] of [
      [
        'events',
        [
          '$select=id',
          '$top=1',
          '$skip=1',
          '$count=true',
          '$orderby=subject',
          '$skiptoken=x',
          '$search="x"',
          '$expand=attachments',
          '$apply=x',
          'x=1',
        ],
      ],
      [`calendarView`, [`${march}&$top=1`, `${march}&$orderby=start/dateTime`, `${march}&$skip=1`, `${march}&$count=true`]],
      ['calendars', ['$select=name', '$top=1', '$orderby=name', '$filter=canEdit eq true']],
      ['calendar/calendarPermissions', ["$filter=allowedRoles eq 'read'"]],
      ['messages', ['$orderby=receivedDateTime desc', "$filter=subject eq 'x'"]],
    ] as const)
      for (const option of options) expectError(await owner.send(`/v1.0/me/${path}/$count?${option}`), 400, 'BadRequest');
    expectError(await owner.send("/v1.0/me/events/$count?$filter=nothing eq 'x'"), 400, 'RequestBroker--ParseUri');
    expectError(await owner.send('/v1.0/me/calendarView/$count'), 400, 'ErrorInvalidRequest', /startDateTime/);
    expectError(
      await owner.send(`/v1.0/me/events/${series}/instances/$count?startDateTime=2027-03-01`),
      400,
      'ErrorInvalidRequest',
      /endDateTime/,
    );
  });

  it('the number of a window is that of at most 1,825 days', async () => {
    const days = (count: number) =>
      `startDateTime=2027-03-01T00:00:00Z&endDateTime=${new Date(Date.UTC(2027, 2, 1 + count)).toISOString()}`;
    for (const list of ['calendarView', 'calendarView/$count', `events/${series}/instances`, `events/${series}/instances/$count`]) {
      expect((await owner.send(`/v1.0/me/${list}?${days(1825)}`)).status).toBe(200);
      const message =
        "Your request can't be completed. The range between the start and end dates is greater than the allowed range. Maximum number of days: 1825";
      expectError(await owner.send(`/v1.0/me/${list}?${days(1826)}`), 400, 'ErrorInvalidRequest', message);
    }
  });

  it('a number is read alone, and says so', async () => {
    for (const path of ['me/events', 'me/calendars', 'users', 'groups', 'me/messages', 'me/calendarView'])
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const refused = await owner.send(`/v1.0/${path}/$count`, { method, ...(method === 'DELETE' ? {} : { json: {} }) });
        expectError(refused, 405, 'ErrorInvalidRequest');
        expect(refused.headers.get('allow')).toBe('GET, HEAD');
      }
    const options = await api.send('/v1.0/me/events/$count', { method: 'OPTIONS', token: null });
    expect(options.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });
});

describe('what is not there', () => {
  it('what is not there is told by its name, also where a caller would put an event under it', async () => {
    for (const name of ['reauthorize', 'getSchedule', 'permanentDelete', 'attachments', 'calendarView'])
      for (const method of ['GET', 'PUT', 'DELETE'])
        expectError(
          await owner.send(`/v1.0/me/events/${name}`, { method, ...(method === 'PUT' && { json: { subject: 'x' } }) }),
          400,
          'BadRequest',
          `Resource not found for the segment '${name}'.`,
        );
    for (const path of [
      'users/delta',
      'groups/g/members/graph.device',
      `me/events/e/exceptionOccurrences/delta?${march}`,
      'me/calendars/delta',
      'me/messages/delta()',
    ])
      expectError(await owner.send(`/v1.0/${path}`), 400, 'BadRequest', /^Resource not found for the segment '[\w.()]+'\.$/);
  });
});

describe('a cast', () => {
  it('a cast shows the members as users, and what somebody is in as groups', async () => {
    const person = await newPerson(api);
    const bound = [`https://graph.microsoft.com/v1.0/directoryObjects/${person.id}`];
    const group = await made(asApplication, 'groups', { displayName: 'G', mailNickname: `g-${randomUUID()}`, 'members@odata.bind': bound });
    const members = await asApplication(`/v1.0/groups/${group}/members/graph.user?$select=id`);
    expect(members.json).toEqual({ '@odata.context': `${api.url}/v1.0/$metadata#users(id)`, value: [{ id: person.id }] });
    const groups = await asApplication(`/v1.0/users/${person.id}/memberOf/microsoft.graph.group?$select=id`);
    expect(groups.json).toEqual({ '@odata.context': `${api.url}/v1.0/$metadata#groups(id)`, value: [{ id: group }] });
  });
});
