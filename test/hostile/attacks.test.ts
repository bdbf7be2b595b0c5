// Attacks that have failed, so that they go on failing: by who reads a shared calendar, by an attendee, by a stranger, by a guest's token.
// Each row is a request and its answer; ATTACKS.md says which test holds which attack.
import { anHour } from '../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer, Api, Sent } from '../support/api/api.ts';
import { openApi } from '../support/api/api.ts';
import { entriesOf, idsIn } from '../support/api/answers.ts';
import { newPerson, type Person } from '../support/people/people.ts';
import { signClaims } from '../support/people/claims.ts';
import { fileBody } from '../support/api/bodies.ts';

/** In everything that nobody but the owner may read. */
const secret = `Zq${randomUUID().replaceAll('-', '')}`;

let api: Api;
let owner: Person;
let reader: Person;
let invited: Person;
let stranger: Person;
let scene: Readonly<
  Record<
    'base' | 'shared' | 'event' | 'file' | 'hidden' | 'hiddenFile' | 'iCalUId' | 'elsewhere' | 'message' | 'series' | 'occurrence',
    string
  >
>;

const once = { start: { dateTime: '2031-03-03T09:00:00', timeZone: 'UTC' }, end: { dateTime: '2031-03-03T10:00:00', timeZone: 'UTC' } };
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2031-03-03', numberOfOccurrences: 4 } };
const march = 'startDateTime=2031-03-01T00:00:00Z&endDateTime=2031-03-31T00:00:00Z';

beforeAll(async () => {
  api = await openApi();
  [owner, reader, invited, stranger] = await Promise.all([newPerson(api), newPerson(api), newPerson(api), newPerson(api)]);
  const made = async (path: string, json: object): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await owner.send(path, { json });
    expect(answer.status, answer.text).toBe(201);
    return answer.json;
  };
  const calendar = String((await made('/v1.0/me/calendars', { name: 'Shared' })).id);
  const below = `/v1.0/me/calendars/${calendar}`;
  await made(`${below}/calendarPermissions`, { emailAddress: { address: reader.upn }, role: 'read' });
  const attendees = [invited, stranger].map(({ upn }) => ({ emailAddress: { address: upn } }));
  const open = await made(`${below}/events`, { subject: 'open', ...once, attendees: attendees.slice(0, 1), hideAttendees: true });
  const hidden = await made(`${below}/events`, {
    subject: secret,
    body: { content: secret },
    ...once,
    sensitivity: 'private',
    transactionId: secret,
  });
  const elsewhere = await made('/v1.0/me/events', { subject: secret, ...once });
  const series = await made(`${below}/events`, { subject: 'series', ...once, recurrence: daily });
  const [event, file] = [String(open.id), String((await made(`/v1.0/me/events/${String(open.id)}/attachments`, fileBody('a.txt'))).id)];
  const hiddenFile = String((await made(`/v1.0/me/events/${String(hidden.id)}/attachments`, fileBody(secret, secret))).id);
  const [, third] = entriesOf(await owner.send(`/v1.0/me/events/${String(series.id)}/instances?${march}`));
  const occurrence = String(third?.id);
  const change = { method: 'PATCH', json: { subject: secret, sensitivity: 'private' } };
  expect((await owner.send(`/v1.0/me/events/${occurrence}`, change)).status).toBe(200);
  scene = {
    base: `/v1.0/users/${owner.id}`,
    shared: `/v1.0/users/${owner.id}/calendars/${calendar}`,
    event,
    file,
    hidden: String(hidden.id),
    hiddenFile,
    iCalUId: encodeURIComponent(String(hidden.iCalUId)),
    elsewhere: String(elsewhere.id),
    message: idsIn(await invited.with('Calendars.Read')('/v1.0/me/messages'))[0] ?? expect.fail('no invitation'),
    series: String(series.id),
    occurrence,
  };
});

type Row = [what: string, status: number, path: () => string, sent?: Omit<Sent, 'token'>];

async function held(answer: Promise<Answer>, status: number): Promise<void> {
  const { text, ...got } = await answer;
  expect(got.status, text.slice(0, 300)).toBe(status);
  expect(text).not.toContain(secret);
}

const patch = { method: 'PATCH', json: { subject: 'x' } };

describe('who reads a calendar', () => {
  it.each<Row>([
    ['a private event', 404, () => `${scene.base}/events/${scene.hidden}`],
    ['its attachments', 404, () => `${scene.base}/events/${scene.hidden}/attachments`],
    ['their number', 404, () => `${scene.base}/events/${scene.hidden}/attachments/$count`],
    ['its calendar', 404, () => `${scene.base}/events/${scene.hidden}/calendar`],
    ['its instances', 404, () => `${scene.base}/events/${scene.hidden}/instances?${march}`],
    ['one by its iCalUId', 404, () => `${scene.base}/events(iCalUId='${scene.iCalUId}')`],
    ['one by its transactionId', 404, () => `${scene.base}/events(transactionId='${secret}')`],
    ['a private occurrence', 404, () => `${scene.base}/events/${scene.occurrence}`],
    ['a private occurrence’s attachments', 404, () => `${scene.base}/events/${scene.occurrence}/attachments`],
    [
      'an attachment of a private event under an open one',
      404,
      () => `${scene.base}/events/${scene.event}/attachments/${scene.hiddenFile}`,
    ],
    ['the same in the own mailbox', 404, () => `/v1.0/me/events/${scene.event}/attachments/${scene.hiddenFile}`],
    ['an event of another calendar', 404, () => `${scene.base}/events/${scene.elsewhere}`],
    ['its bytes', 404, () => `${scene.base}/events/${scene.elsewhere}/attachments/x/$value`],
    ['messages', 403, () => `${scene.base}/messages`],
    ['calendar groups', 403, () => `${scene.base}/calendarGroups`],
    ['permissions', 403, () => `${scene.shared}/calendarPermissions`],
    ['list', 200, () => `${scene.shared}/events?$count=true&$top=1`],
    ['list by subject', 200, () => `${scene.shared}/events?$filter=startswith(subject,'Z')&$count=true`],
    ['list by sensitivity', 200, () => `${scene.shared}/events?$filter=sensitivity eq 'private'&$count=true`],
    ['list by what it is not', 200, () => `${scene.shared}/events?$filter=not (sensitivity eq 'normal')&$count=true`],
    ['view', 200, () => `${scene.shared}/calendarView?${march}`],
    ['instances', 200, () => `${scene.base}/events/${scene.series}/instances?${march}`],
  ])('who reads a calendar is not shown: %s', async (_, status, path) => {
    await held(reader.with('Calendars.Read.Shared')(path()), status);
  });

  it('who reads a calendar is told no number that counts what is hidden', async () => {
    const send = reader.with('Calendars.Read.Shared');
    for (const [query, count] of [
      ['', 2],
      ["&$filter=startswith(subject,'Z')", 0],
      ["&$filter=sensitivity eq 'private'", 0],
      ["&$filter=not (sensitivity eq 'normal')", 0],
    ] as const)
      expect((await send(`${scene.shared}/events?$count=true${query}`)).json['@odata.count']).toBe(count);
  });

  it.each<Row>([
    ['change', 403, () => `${scene.base}/events/${scene.event}`, patch],
    ['change what is hidden', 404, () => `${scene.base}/events/${scene.hidden}`, patch],
    ['delete', 403, () => `${scene.base}/events/${scene.event}`, { method: 'DELETE' }],
    ['delete what is hidden', 404, () => `${scene.base}/events/${scene.hidden}`, { method: 'DELETE' }],
    [
      'delete a hidden attachment under an open event',
      403,
      () => `${scene.base}/events/${scene.event}/attachments/${scene.hiddenFile}`,
      { method: 'DELETE' },
    ],
    ['cancel', 403, () => `${scene.base}/events/${scene.event}/cancel`, { json: {} }],
    ['accept', 403, () => `${scene.base}/events/${scene.event}/accept`, { json: {} }],
    ['attach', 403, () => `${scene.base}/events/${scene.event}/attachments`, { json: fileBody('x') }],
    ['make a calendar', 403, () => `${scene.base}/calendars`, { json: { name: 'x' } }],
    ['share', 403, () => `${scene.shared}/calendarPermissions`, { json: { emailAddress: { address: 'a@b.example' }, role: 'write' } }],
    ['rename', 403, () => scene.shared, { method: 'PATCH', json: { name: 'x' } }],
  ])('who reads a calendar may not %s', async (_, status, path, sent) => {
    await held(reader.with('Calendars.ReadWrite.Shared')(path(), sent), status);
  });
});

describe('an attendee', () => {
  it.each<Row>([
    ['change', 403, () => `/v1.0/me/messages/${scene.message}/event`, patch],
    ['attach', 403, () => `/v1.0/me/messages/${scene.message}/event/attachments`, { json: fileBody('x') }],
    ['put', 405, () => `/v1.0/me/messages/${scene.message}/event`, { method: 'PUT', json: {} }],
    ['come by the organizer’s path', 403, () => `${scene.base}/events/${scene.event}`],
    ['read the organizer’s messages', 403, () => `${scene.base}/messages/${scene.message}/event`],
  ])('an attendee may not %s', async (_, status, path, sent) => {
    await held(invited.with('Calendars.ReadWrite')(path(), sent), status);
  });

  it('an attendee may not accept by a token that reads', async () => {
    for (const scope of ['Calendars.Read', 'Mail.ReadWrite'])
      await held(invited.with(scope)(`/v1.0/me/messages/${scene.message}/event/accept`, { json: {} }), 403);
  });

  it('an attendee of a message is nobody else', async () => {
    await held(stranger.with('Calendars.Read')(`/v1.0/me/messages/${scene.message}/event`), 404);
    await held(stranger.with('Calendars.Read.Shared')(`/v1.0/users/${invited.id}/messages/${scene.message}/event`), 403);
  });
});

describe('a token', () => {
  const claims = (more: object) => signClaims({ oid: stranger.id, sub: 's', upn: stranger.upn, scp: 'Calendars.Read', ...more });
  it.each<[string, number, string, () => object]>([
    ['of scopes between tabs', 403, '/v1.0/me/events', () => ({ scp: 'User.Read\tCalendars.Read' })],
    ['of a scope in another case', 403, '/v1.0/me/events', () => ({ scp: 'calendars.read' })],
    ['of roles beside scopes', 403, '/v1.0/users', () => ({ roles: ['User.Read.All'], idtyp: 'app' })],
    ['of a group that is none', 403, '/v1.0/groups/__proto__/events', () => ({ groups: ['__proto__'] })],
  ])('%s is no more than it is', async (_, status, path, more) => {
    const answer = await api.send(path, { token: await claims(more()) });
    expect([status, 400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain(secret);
  });

  it('a token with somebody else’s name and the own id opens the own mailbox', async () => {
    const { json } = await api.send('/v1.0/me', { token: await claims({ upn: owner.upn, scp: 'User.Read' }) });
    expect(json.id).toBe(stranger.id);
    await held(api.send(`/v1.0/me/events/${scene.hidden}`, { token: await claims({ upn: owner.upn }) }), 404);
  });
});

describe('what no path leads to', () => {
  it.each([
    '/v1.0/me/events/%2e%2e/%2e%2e/users',
    '/v1.0/me/events/x%00/attachments',
    '/v1.0/me/events/%252f',
    '/v1.0//me/events',
    '/v1.0/me;a=b/events',
    '/.env',
    '/admin/host/keys',
    '/runtime/webhooks/blobs',
    '/admin/functions/',
  ])('the path %s leads nowhere', async (path) => {
    const { status, text } = await stranger.send(path);
    expect([400, 401, 403, 404]).toContain(status);
    expect(text).not.toContain(secret);
  });

  it.each(['X-Forwarded-Host', 'X-Forwarded-Proto', 'X-Original-URL', 'X-Rewrite-URL', 'X-HTTP-Method-Override'])(
    '%s changes nothing',
    async (name) => {
      const plain = await stranger.send('/v1.0/me/calendar');
      const bent = await stranger.send('/v1.0/me/calendar', { headers: { [name]: 'evil.example' } });
      expect([bent.status, bent.text]).toEqual([plain.status, plain.text]);
    },
  );

  it.each(['x', 'A'.repeat(43), encodeURIComponent('\u0000'), encodeURIComponent('a\r\nb'), '%ff', '..%2f..', 'a.b.c', 'é'.repeat(10)])(
    'an upload of the token %j leads nowhere',
    async (token) => {
      for (const method of ['GET', 'PUT', 'DELETE'])
        expect([400, 404]).toContain(
          (await api.send(`/uploads/${token}`, { method, token: null, ...(method === 'PUT' && { body: 'x' }) })).status,
        );
    },
  );
});

describe('ten at once', () => {
  const atOnce = <T>(count: number, of: (i: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, i) => of(i)));
  const sorted = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).sort((a, b) => a - b);

  it('ten requests at once that change one version change it once', async () => {
    const id = await stranger.putEvent();
    const { headers } = await stranger.send(`/v1.0/me/events/${id}`);
    const condition = { 'If-Match': headers.get('etag') ?? '' };
    const sent = (i: number) => ({ method: 'PATCH', json: { subject: `s${i}` }, headers: condition });
    const answers = await atOnce(10, (i) => stranger.send(`/v1.0/me/events/${id}`, sent(i)));
    expect(sorted(answers)).toEqual([200, ...Array<number>(9).fill(412)]);
  });

  it('ten requests at once that put what must not be there put it once', async () => {
    const path = `/v1.0/me/events/put-${randomUUID()}`;
    const answers = await atOnce(10, () => stranger.send(path, { method: 'PUT', json: anHour, headers: { 'If-None-Match': '*' } }));
    expect(sorted(answers)).toEqual([201, ...Array<number>(9).fill(412)]);
  });

  it('ten requests at once with one transactionId make one event', async () => {
    const transactionId = randomUUID();
    const answers = await atOnce(8, () => stranger.send('/v1.0/me/events', { json: { transactionId, ...anHour } }));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
  });

  it('ten requests at once that delete one version delete it once', async () => {
    const id = await stranger.putEvent();
    const { headers } = await stranger.send(`/v1.0/me/events/${id}`);
    const sent = { method: 'DELETE', headers: { 'If-Match': headers.get('etag') ?? '' } };
    const answers = await atOnce(8, () => stranger.send(`/v1.0/me/events/${id}`, sent));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => ![204, 404, 412].includes(status))).toEqual([]);
  });
});
