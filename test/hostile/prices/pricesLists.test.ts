// What people and lists cost: meetings with as many attendees as there may be, pages of the largest events, what directories are told.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { json as jsonPart } from '../../support/api/batches.ts';
import { itemBody } from '../../support/api/bodies.ts';
import { batchOf, fill, openPriced, times, type Asked, type Priced } from './priced.ts';

const start = { dateTime: '2026-01-01T00:00:00', timeZone: 'UTC' };
const end = { dateTime: '2026-01-01T01:00:00', timeZone: 'UTC' };
const strangers = (): object[] => times(500, () => ({ emailAddress: { address: `${randomUUID()}@x.example`, name: 'n'.repeat(60) } }));
const meeting = (): object => ({ start, end, attendees: strangers() });
const body = { contentType: 'html', content: fill('<b>a&amp;</b> ', 250_000) };
const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2026-01-01' } };
const asText = { headers: { Prefer: 'outlook.body-content-type="text"' } };

let priced: Priced;
let series: string;
let directory: string;
beforeAll(async () => {
  priced = await openPriced();
  directory = await priced.app.api.token({
    user: priced.person.upn,
    scope: 'User.ReadWrite.All Group.ReadWrite.All User.Invite.All Calendars.ReadWrite People.Read',
  });
  for (let k = 0; k < 4; k++) await Promise.all(times(10, () => made({ start, end, body })));
  const attendees = times(500, (i) => ({ emailAddress: { address: `a${i}@x.example`, name: 'n'.repeat(30) } }));
  series = await made({ start, end, recurrence, attendees });
});
afterAll(() => priced.end());

async function made(json: object): Promise<string> {
  const answer = await priced.send('/v1.0/me/events', { json });
  expect(answer.status, answer.text.slice(0, 300)).toBe(201);
  return `/v1.0/me/events/${String(answer.json.id)}`;
}

it.each<[string, number, () => Promise<Asked>]>([
  ['a meeting with 500 people whom nobody knows', 201, () => Promise.resolve(['/v1.0/me/events', { json: meeting() }])],
  ['another 500 in their place', 200, async () => [await made(meeting()), { method: 'PATCH', json: { attendees: strangers() } }]],
  [
    'a meeting with 500 at another time',
    200,
    async () => [await made(meeting()), { method: 'PATCH', json: { end: { ...end, dateTime: '2026-01-01T03:00:00' } } }],
  ],
  ['a deletion of it', 204, async () => [await made(meeting()), { method: 'DELETE' }]],
  [
    'a forward to 499 people',
    202,
    async () => [
      `${await made({ subject: 'a', start, end })}/forward`,
      { json: { ToRecipients: times(499, (i) => ({ emailAddress: { address: `f${i}@x.example` } })) } },
    ],
  ],
])('it is cheap to send %s', async (_, status, prepare) => {
  await priced.expectCheap(prepare, status);
});

const parts = (of: (i: number) => object) => (): Asked => batchOf(times(20, (i) => ({ id: `${i}`, headers: jsonPart, ...of(i) })));

it.each<[string, () => Asked]>([
  ['500 people each', parts(() => ({ method: 'POST', url: '/me/events', body: meeting() }))],
  [
    '200 KB of HTML each',
    parts(() => ({ method: 'POST', url: '/me/events', body: { body: { ...body, content: body.content.slice(0, 204_000) }, ...anHour } })),
  ],
  ['a page of the largest events each', parts(() => ({ method: 'GET', url: '/me/events?$top=100' }))],
  ['a page of their texts each', parts(() => ({ method: 'GET', url: '/me/events?$top=100', ...asText }))],
])('each part of 20 with %s', async (_, request) => {
  await priced.expectCheap(() => Promise.resolve(request()), 200, 20);
});

const window = 'startDateTime=2025-12-31&endDateTime=2030-12-01';

it.each<[string, () => string, object]>([
  ['the largest events', () => '/v1.0/me/events?$top=100', {}],
  ['the largest events as text', () => '/v1.0/me/events?$top=100', asText],
  [
    'a calendar view of the largest events as text',
    () => '/v1.0/me/calendarView?startDateTime=2025-12-31&endDateTime=2026-01-02&$top=100',
    asText,
  ],
  ['a calendar view of five years', () => `/v1.0/me/calendarView?${window}&$top=1000`, {}],
  ['the reminders of five years', () => `/v1.0/me/reminderView(StartDateTime='2025-12-31',EndDateTime='2030-12-01')?$top=1000`, {}],
  ['1,000 occurrences with 500 attendees each', () => `${series}/instances?${window}&$top=1000`, {}],
])('a page of %s', async (_, path, sent) => {
  await priced.expectCheap([path(), sent], 200);
});

const recipients = (count: number): object =>
  times(count, (i) => ({ emailAddress: { address: `a${i}@x.example`, name: 'n'.repeat(300) } }));
const message = itemBody({ '@odata.type': '#microsoft.graph.message', toRecipients: recipients(9_900) });

it('a repeat of an item of 9,900 recipients', async () => {
  const sent = { json: message, headers: { 'Idempotency-Key': randomUUID() } };
  expect((await priced.send(`${priced.event}/attachments`, sent)).status).toBe(201);
  await priced.expectCheap([`${priced.event}/attachments`, sent], 201);
});

const long = fill('e\u0301', 1_390_000);
it.each<[string, number, string, object]>([
  [
    'an invitation to an address of 4 MB',
    400,
    '/v1.0/invitations',
    { invitedUserEmailAddress: fill('a@', 4_000_000), inviteRedirectUrl: 'https://a' },
  ],
  [
    'a guest’s URL of 4 MB',
    400,
    '/v1.0/invitations',
    { invitedUserEmailAddress: 'a@y.example', inviteRedirectUrl: `https://a/${fill('a/../', 4_000_000)}` },
  ],
  [
    'a group of 50,000 members',
    400,
    '/v1.0/groups',
    { displayName: 'g', mailNickname: 'g', 'members@odata.bind': times(50_000, (i) => `https://graph.microsoft.com/v1.0/users/${i}`) },
  ],
  ['a group’s name of 4 MB', 400, '/v1.0/groups', { displayName: long, mailNickname: 'g' }],
  ['a calendar’s name of 4 MB', 400, '/v1.0/me/calendars', { name: long }],
  [
    'a share with an address of 4 MB',
    400,
    '/v1.0/me/calendar/calendarPermissions',
    { role: 'read', emailAddress: { address: fill('a@', 4_000_000) } },
  ],
  ['30,000 locations', 400, '/v1.0/me/events', { ...anHour, locations: times(30_000, (i) => ({ displayName: `l${i}` })) }],
  ['signs in HTML', 201, '/v1.0/me/events', { ...anHour, body: { contentType: 'html', content: fill('<p>&amp; ', 4_180_000) } }],
])('it is cheap to send %s', async (_, status, path, json) => {
  await priced.expectCheap([path, { token: directory, json }], status);
});

const clauses = (clause: string, join: string, count: number): string => encodeURIComponent(times(count, () => clause).join(join));
const words = fill('aB1', 1_000);

it.each<[string, number, () => string]>([
  ['a search for 20 texts of many words', 200, () => `/v1.0/users?$search=${clauses('"displayName:aB1cD2eF3gH4"', ' OR ', 20)}`],
  ['a search for a thousand letters, each a word', 200, () => `/v1.0/users?$search=${clauses(`"displayName:${words}"`, '', 1)}`],
  ['a search without an end', 400, () => `/v1.0/users?$search=${encodeURIComponent(`"${fill('\\', 500)}`)}`],
  ['a search nested without an end', 400, () => `/v1.0/groups?$search=${fill('(', 3_000)}`],
  ['a filter by 50 beginnings', 200, () => `/v1.0/users?$filter=${clauses("startswith(mail,'a')", ' or ', 50)}`],
  ['a filter by 25 addresses of a collection', 200, () => `/v1.0/users?$filter=${clauses("otherMails/any(a:a eq 'b')", ' or ', 25)}`],
  ['the people of 500 at a meeting', 200, () => '/v1.0/me/people?$search=a&$orderby=displayName&$top=1000'],
])('it is cheap to ask for %s', async (_, status, path) => {
  const url = path();
  expect(url.length).toBeLessThan(4_000);
  await priced.expectCheap([url, { token: directory }], status);
});

it('it is cheap to ask about 45,000 groups', async () => {
  const json = { groupIds: times(45_000, (i) => `${i}`) };
  await priced.expectCheap(['/v1.0/me/checkMemberGroups', { token: directory, json }], 400);
});

it.each<[string, object]>([
  ['45,000 other mails', { otherMails: times(45_000, (i) => `a${i}@y.example`) }],
  ['45,000 telephones', { businessPhones: times(45_000, (i) => `+${i}`) }],
])('a user of %s', async (_, json) => {
  await priced.expectCheap(['/v1.0/me', { token: directory, method: 'PATCH', json }], 400);
});
