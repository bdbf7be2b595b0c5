// An occurrence may be closed to somebody who may read its series: no list of the series shows it then.
import { beforeAll, expect, it } from 'vitest';
import { entriesOf, idsIn, nextLinkOf } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { inboxOf, attendeesOf } from '../../support/api/meetings.ts';

let api: Api;
let owner: Person;
let reader: Person;
beforeAll(async () => {
  api = await openApi();
  [owner, reader] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'reader')]);
});

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 4 } };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
type Send = Person['send'];

async function newSeries(
  calendar: string,
  more: object = {},
): Promise<{ series: string; closed: string; changed: string; rest: string[] }> {
  const made = await owner.send(`/v1.0/me/${calendar}/events`, { json: { ...hourOn('03-01'), recurrence: daily, ...more } });
  const series = String(made.json.id);
  const [first = '', closed = '', changed = '', last = ''] = idsIn(await owner.send(`/v1.0/me/events/${series}/instances?${window}`));
  expect((await owner.send(`/v1.0/me/events/${changed}`, { method: 'PATCH', json: { subject: 'changed' } })).status).toBe(200);
  return { series, closed, changed, rest: [first, changed, last] };
}

const close = async (occurrence: string, json: object): Promise<void> => {
  expect((await owner.send(`/v1.0/me/events/${occurrence}`, { method: 'PATCH', json })).status).toBe(200);
};

/** All pages of a list, each of one entry. */
async function paged(send: Send, path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let next: string | undefined = `${path}&$top=1`; next !== undefined;) {
    const page = await send(next);
    expect(idsIn(page)).toHaveLength(1);
    ids.push(...idsIn(page));
    const link: unknown = page.json['@odata.nextLink'];
    next = typeof link === 'string' ? link : undefined;
  }
  return ids;
}

async function expectClosed(
  send: Send,
  series: string,
  { closed, changed, rest }: { closed: string; changed: string; rest: string[] },
): Promise<void> {
  for (const tail of ['', '/attachments', '/attachments/$count'])
    for (const path of [`${series}/instances/${closed}${tail}`, `${series}/exceptionOccurrences/${closed}${tail}`])
      expect((await send(path)).status, path).toBe(404);
  // In an attendee's calendar they have other ids, with the same dates.
  const days = (ids: readonly unknown[]): string[] => ids.map((id) => String(id).slice(-'20270301'.length));
  expect(days(idsIn(await send(`${series}/instances?${window}`)))).toEqual(days(rest));
  expect(days(await paged(send, `${series}/instances?${window}`))).toEqual(days(rest));
  expect(days(idsIn(await send(`${series}/exceptionOccurrences`)))).toEqual(days([changed]));
  expect(days(await paged(send, `${series}/exceptionOccurrences?$select=id`))).toEqual(days([changed]));
}

it('a private one, to who may only read the calendar', async () => {
  const calendar = String((await owner.send('/v1.0/me/calendars', { json: { name: 'Shared' } })).json.id);
  const json = { emailAddress: { address: reader.upn }, role: 'read' };
  const shared = await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json });
  const { series, ...occurrences } = await newSeries(`calendars/${calendar}`);
  await close(occurrences.closed, { sensitivity: 'private' });
  const send = reader.with('Calendars.Read.Shared');
  const base = `/v1.0/users/${owner.upn}`;
  await expectClosed(send, `${base}/events/${series}`, occurrences);
  expect(idsIn(await send(`${base}/calendars/${calendar}/calendarView?${window}`))).toEqual(occurrences.rest);
  expect((await send(`${base}/events/${occurrences.closed}`)).status).toBe(404);

  await owner.send(String(shared.headers.get('location')), { method: 'PATCH', json: { role: 'delegateWithPrivateEventAccess' } });
  expect(idsIn(await send(`${base}/events/${series}/exceptionOccurrences`))).toEqual([occurrences.closed, occurrences.changed]);
  expect(entriesOf(await owner.send(`/v1.0/me/events/${series}/instances?${window}`))).toHaveLength(4);
});

it('an occurrence with other attendees is hidden from an attendee of the series, and from an application by the attendee’s message', async () => {
  const other = await newPerson(api, 'other');
  const { series, ...occurrences } = await newSeries('calendar', attendeesOf(reader, other));
  const invitation = (await inboxOf(reader)).find(({ type }) => type === 'seriesMaster');
  const message = `/v1.0/me/messages/${String(invitation?.id)}/event`;
  await close(occurrences.closed, attendeesOf(other));
  await expectClosed((path) => reader.send(path), message, occurrences);
  const token = await api.token({ app: true });
  const asApplication: Send = (path, sent) => api.send(path, { ...sent, token });
  await expectClosed(asApplication, message.replace('/me/', `/users/${reader.id}/`), occurrences);
  expect(entriesOf(await asApplication(`/v1.0/users/${owner.id}/events/${series}/instances?${window}`))).toHaveLength(4);
});

it('a hidden occurrence leaves neither a gap, nor a page, nor a link that would tell of it', async () => {
  const calendar = String((await owner.send('/v1.0/me/calendars', { json: { name: 'Shared too' } })).json.id);
  const json = { emailAddress: { address: reader.upn }, role: 'read' };
  await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json });
  const { series, closed, changed, rest } = await newSeries(`calendars/${calendar}`);
  const [first = '', , last = ''] = rest;
  for (const each of [closed, last]) await close(each, { sensitivity: 'private' });
  const send = reader.with('Calendars.Read.Shared');
  const base = `/v1.0/users/${owner.upn}`;
  for (const list of [`${base}/events/${series}/instances?${window}`, `${base}/calendars/${calendar}/calendarView?${window}`])
    expect(await paged(send, list)).toEqual([first, changed]);
  expect(await paged(send, `${base}/events/${series}/exceptionOccurrences?$select=id`)).toEqual([changed]);
  for (const top of [1, 2, 3]) {
    const page = await send(`${base}/events/${series}/instances?${window}&$top=${top}`);
    expect([top, idsIn(page).length, nextLinkOf(page) !== undefined]).toEqual([top, Math.min(top, 2), top === 1]);
  }
});
