// The calendar of an event: calendar@odata.bind, wherever a body is taken, and the way back to it for those who may see it.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoIds } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { refusal } from '../../support/api/answers.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { inboxOf, createMeeting, newestMeeting } from '../../support/api/meetings.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let owner: Person;
let first: string;
let second: string;
beforeAll(async () => {
  api = await openApi();
  owner = await newPerson(api, 'owner');
  const newCalendar = async (): Promise<string> =>
    String((await owner.send('/v1.0/me/calendars', { json: { name: randomUUID() } })).json.id);
  [first, second] = await Promise.all([newCalendar(), newCalendar()]);
});

const bind = 'calendar@odata.bind';
const post = (below: string, calendar: unknown): Promise<Answer> =>
  owner.send(`/v1.0/me/${below}`, { json: { subject: 'bound', ...anHour, [bind]: calendar } });
const lies = async ({ json }: Answer, calendar: string): Promise<boolean> =>
  (await owner.send(`/v1.0/me/calendars/${calendar}/events/${String(json.id)}`)).status === 200;

describe('POST', () => {
  it('POST makes the event in the calendar that it binds, where the path names no other', async () => {
    for (const url of [
      `/me/calendars/${first}`,
      `${api.url}/v1.0/me/calendars('${first}')`,
      `https://graph.microsoft.com/v1.0/users/${owner.upn}/calendars/${first}`,
    ]) {
      const made = await post('events', url);
      expect([made.status, await lies(made, first)], made.text).toEqual([201, true]);
    }
    expect(await lies(await post(`calendars/${first}/events`, `/me/calendars/${first}`), first)).toBe(true);
  });

  it.each([
    ['another one than the path', () => post(`calendars/${second}/events`, `/me/calendars/${first}`), 400],
    ['another one than the default one', () => post('calendar/events', `/me/calendars/${first}`), 400],
    ['one that is not there', () => post('events', '/me/calendars/none'), 404],
    ['no calendar', () => post('events', '/me/events'), 400],
    ['one of another mailbox', () => post('events', `/groups/${demoGroup.id}/calendar`), 403],
    ['none', () => post('events', null), 400],
    ['a number', () => post('events', 5), 400],
  ])('POST that binds %s is refused, and makes nothing', async (_, request, status) => {
    const count = async (): Promise<unknown> => (await owner.send('/v1.0/me/events?$count=true')).json['@odata.count'];
    const before = await count();
    expect((await request()).status).toBe(status);
    expect(await count()).toBe(before);
  });
});

it('PUT names the calendar by its path alone', async () => {
  const answer = await owner.send(`/v1.0/me/events/${randomUUID()}`, {
    method: 'PUT',
    json: { [bind]: `/me/calendars/${first}`, ...anHour },
  });
  expect(refusal(answer)).toMatchObject({ status: 400, message: expect.stringContaining(bind) as unknown });
});

it('PATCH cannot leave the event without a calendar', async () => {
  const made = await post('events', `/me/calendars/${first}`);
  const patched = await owner.send(`/v1.0/me/events/${String(made.json.id)}`, { method: 'PATCH', json: { [bind]: null } });
  expect(refusal(patched)).toMatchObject({ status: 400, message: expect.stringContaining(bind) as unknown });
  expect(await lies(made, first)).toBe(true);
});

describe('who shares some of the calendars', () => {
  const roles = ['none', 'freeBusyRead', 'read', 'write', 'delegateWithPrivateEventAccess'] as const;

  it.each(roles)(
    'a user with whom some of the calendars are shared moves and makes events only from where to where it may write; to a calendar with the role %s',
    async (role) => {
      const [mine, writer] = await Promise.all([newPerson(api, 'mine'), newPerson(api, 'writer')]);
      const made = await Promise.all([1, 2].map(() => mine.send('/v1.0/me/calendars', { json: { name: randomUUID() } })));
      const [from = '', to = ''] = made.map(({ json }) => String(json.id));
      for (const [calendar, given] of [
        [from, 'write'],
        [to, role],
      ] as const) {
        const json = { emailAddress: { address: writer.upn }, role: given };
        expect((await mine.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json })).status).toBe(201);
      }
      const event = await mine.putEvent(`/v1.0/me/calendars/${from}`);
      const base = `/v1.0/users/${mine.upn}`;
      const moved = await writer.with('Calendars.ReadWrite.Shared')(`${base}/events/${event}`, {
        method: 'PATCH',
        json: { [bind]: `${base}/calendars/${to}` },
      });
      const expected = { none: 404, freeBusyRead: 404, read: 403, write: 200, delegateWithPrivateEventAccess: 200 }[role];
      expect(moved.status, moved.text).toBe(expected);
      const place = expected === 200 ? to : from;
      expect((await mine.send(`/v1.0/me/calendars/${place}/events/${event}`)).status).toBe(200);
      const back = await writer.with('Calendars.ReadWrite.Shared')(`${base}/events/${event}`, {
        method: 'PATCH',
        json: { [bind]: '/me/calendar' },
      });
      expect(back.status).toBe(400);
    },
  );
});

describe('the calendar of an event', () => {
  it('the calendar of an event is the default one or another, wherever the event is found', async () => {
    const owner = await newPerson(api);
    const event = await owner.putEvent();
    expect((await owner.send(`/v1.0/me/events/${event}/calendar`)).json).toMatchObject({ isDefaultCalendar: true });
    const { json: calendar } = await owner.send('/v1.0/me/calendars', { json: { name: 'Launch' } });
    const moved = await owner.putEvent(`/v1.0/me/calendars/${String(calendar.id)}`);
    for (const path of [`me/events/${moved}`, `users/${owner.upn}/calendars/${String(calendar.id)}/calendarView/${moved}`])
      expect((await owner.send(`/v1.0/${path}/calendar?$select=name`)).json).toMatchObject({ id: calendar.id, name: 'Launch' });
  });

  it("the calendar of an event is an occurrence's as well, and a group's", async () => {
    const owner = await newPerson(api);
    const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
    const { json: series } = await owner.send('/v1.0/me/events', { json: { ...hourOn('03-01'), recurrence: daily } });
    const window = 'startDateTime=2027-03-05T00:00:00Z&endDateTime=2027-03-06T00:00:00Z';
    const instances = `/v1.0/me/events/${String(series.id)}/instances`;
    const { text } = await owner.send(`${instances}?${window}&$select=id`);
    const occurrence = /"id":"([^"]+)"/.exec(text)?.[1] ?? '';
    expect((await owner.send(`${instances}/${occurrence}/calendar`)).json).toMatchObject({ isDefaultCalendar: true });
    const ofGroup = await api.send(`/v1.0/groups/${demoGroup.id}/events/${demoIds.groupEvent}/calendar`);
    expect(ofGroup.json).toMatchObject({ owner: { name: demoGroup.displayName } });
  });

  it('the calendar of an event is, to an attendee, the one that the own entry lies in', async () => {
    const [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
    await createMeeting(organizer, [attendee]);
    expect(await inboxOf(attendee)).toHaveLength(1);
    const event = await newestMeeting(attendee);
    expect((await attendee.send(event)).status).toBe(200);
    expect((await attendee.send(`${event}/calendar`)).json).toMatchObject({ isDefaultCalendar: true, owner: { address: attendee.upn } });
    const application = await api.token({ app: true });
    expect((await api.send(event.replace('/me/', `/users/${attendee.id}/`) + '/calendar', { token: application })).json).toMatchObject({
      owner: { address: attendee.upn },
    });
  });
});
