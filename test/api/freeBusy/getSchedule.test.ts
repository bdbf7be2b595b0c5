// getSchedule through the running stack: what is shown of whom, to whom, and what is refused.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, statusAndCode, type Entity } from '../../support/api/answers.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { guestToken, newGuest } from '../../support/people/guests.ts';
import { makeUser, newPerson, type Person } from '../../support/people/people.ts';

let api: Api;
let asker: Person;

beforeAll(async () => {
  api = await openApi();
  asker = await newPerson(api, 'asker');
});

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const hours = (from: number, to: number, more: object = {}) => ({
  start: at(`2027-03-01T${String(from).padStart(2, '0')}:00:00`),
  end: at(`2027-03-01T${String(to).padStart(2, '0')}:00:00`),
  ...more,
});
const morning = { StartTime: at('2027-03-01T08:00:00'), EndTime: at('2027-03-01T16:00:00'), availabilityViewInterval: 60 };
const ask = (by: Person, schedules: readonly string[], more: object = {}, headers = {}): Promise<Answer> =>
  by.send('/v1.0/me/calendar/getSchedule', { json: { schedules, ...morning, ...more }, headers });
const scheduleOf = async (by: Person, of: Person, more: object = {}): Promise<Entity> => entriesOf(await ask(by, [of.upn], more))[0] ?? {};
const itemsOf = ({ scheduleItems }: Entity): readonly Entity[] =>
  Array.isArray(scheduleItems) ? (scheduleItems as Entity[]) : expect.fail();
const share = async (owner: Person, to: Pick<Person, 'upn'>, role: string) => {
  const shared = await owner.send('/v1.0/me/calendar/calendarPermissions', { json: { emailAddress: { address: to.upn }, role } });
  expect(shared.status, shared.text).toBe(201);
};
const unresolved = (scheduleId: string) => ({
  scheduleId,
  error: { message: `Unable to resolve e-mail address ${scheduleId} to an Active Directory object.`, responseCode: '5009' },
});

describe('what is shown', () => {
  it('a schedule has a digit for each slot, the items by start, and the working hours', async () => {
    const person = await newPerson(api, 'busy');
    await person.newEvent({ subject: 'late', showAs: 'oof', ...hours(13, 14) });
    await person.newEvent({ subject: 'early', location: { displayName: 'Room 1' }, ...hours(9, 11) });
    await person.newEvent({ subject: 'maybe', showAs: 'tentative', ...hours(10, 12) });
    await person.newEvent({ subject: 'elsewhere', showAs: 'workingElsewhere', ...hours(14, 15) });
    await person.newEvent({ subject: 'open', showAs: 'free', ...hours(15, 16) });
    await person.newEvent({ subject: 'before', ...hours(6, 8) });
    const answer = await ask(person, [person.upn]);
    expect(answer.json).toEqual({
      '@odata.context': `${api.url}/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)`,
      value: [
        {
          scheduleId: person.upn,
          availabilityView: '02210340',
          scheduleItems: [
            ['busy', 'early', 'Room 1', 9, 11],
            ['tentative', 'maybe', '', 10, 12],
            ['oof', 'late', '', 13, 14],
            ['workingElsewhere', 'elsewhere', '', 14, 15],
            ['free', 'open', '', 15, 16],
          ].map(([status, subject, location, from, to]) => ({
            isPrivate: false,
            status,
            subject,
            location,
            start: at(`2027-03-01T${String(from).padStart(2, '0')}:00:00.0000000`),
            end: at(`2027-03-01T${String(to).padStart(2, '0')}:00:00.0000000`),
          })),
          workingHours: {
            daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
            startTime: '08:00:00.0000000',
            endTime: '17:00:00.0000000',
            timeZone: { name: 'UTC' },
          },
        },
      ],
    });
  });

  it('the last slot may be cut, and slots are 30 minutes unless the request says otherwise', async () => {
    const person = await newPerson(api, 'slots');
    await person.newEvent(hours(8, 9));
    const viewOf = async (more: object) => (await scheduleOf(person, person, more)).availabilityView;
    expect(await viewOf({ availabilityViewInterval: null })).toBe('22'.padEnd(16, '0'));
    expect(await viewOf({ availabilityViewInterval: '45', EndTime: at('2027-03-01T09:31:00') })).toBe('220');
    expect(await viewOf({ availabilityViewInterval: 1_440 })).toBe('2');
  });

  it('times are shown in the preferred zone', async () => {
    const person = await newPerson(api, 'zone');
    await person.newEvent(hours(9, 10));
    const answer = await ask(person, [person.upn], {}, { Prefer: 'outlook.timezone="Pacific Standard Time"' });
    expect(answer.headers.get('preference-applied')).toBe('outlook.timezone="Pacific Standard Time"');
    expect(itemsOf(entriesOf(answer)[0] ?? {})[0]).toMatchObject({ start: at('2027-03-01T01:00:00.0000000', 'Pacific Standard Time') });
  });

  it('a whole day is one of the zone that is asked for', async () => {
    const person = await newPerson(api, 'wholeDay');
    await person.newEvent({
      subject: 'away',
      isAllDay: true,
      showAs: 'oof',
      start: at('2027-03-02T00:00:00', 'Asia/Tokyo'),
      end: at('2027-03-03T00:00:00', 'Asia/Tokyo'),
    });
    const days = {
      availabilityViewInterval: 720,
      StartTime: at('2027-03-01T12:00:00', 'Asia/Tokyo'),
      EndTime: at('2027-03-03T12:00:00', 'Asia/Tokyo'),
    };
    const schedule = await scheduleOf(person, person, days);
    expect(schedule.availabilityView).toBe('0330');
    expect(itemsOf(schedule)).toMatchObject([{ start: at('2027-03-01T15:00:00.0000000'), end: at('2027-03-02T15:00:00.0000000') }]);
  });

  it('occurrences count one by one: changed, moved, cancelled and long ones', async () => {
    const person = await newPerson(api, 'series');
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-02-28', numberOfOccurrences: 5 },
    };
    const series = await person.newEvent({
      subject: 'daily',
      start: at('2027-02-28T09:00:00'),
      end: at('2027-02-28T10:00:00'),
      recurrence,
    });
    await person.newEvent({
      subject: 'long',
      showAs: 'workingElsewhere',
      start: at('2027-02-01T00:00:00'),
      end: at('2027-03-02T09:00:00'),
    });
    const below = `/v1.0/me/events/${String(series.id)}`;
    const found = entriesOf(await person.send(`${below}/instances?startDateTime=2027-02-28&endDateTime=2027-03-10`));
    const change = (n: number, json: object) => person.send(`/v1.0/me/events/${String(found[n]?.id)}`, { method: 'PATCH', json });
    expect((await change(1, { showAs: 'oof', subject: 'away', location: { displayName: 'Home' } })).status).toBe(200);
    expect((await change(3, { start: at('2027-03-01T13:00:00'), end: at('2027-03-01T14:00:00') })).status).toBe(200);
    expect((await person.send(`/v1.0/me/events/${String(found[2]?.id)}`, { method: 'DELETE' })).status).toBe(204);
    const two = { EndTime: at('2027-03-03T08:00:00'), availabilityViewInterval: 120 };
    const schedule = await scheduleOf(person, person, two);
    expect(itemsOf(schedule).map(({ subject, status }) => [subject, status])).toEqual([
      ['long', 'workingElsewhere'],
      ['away', 'oof'],
      ['daily', 'busy'],
    ]);
    expect(itemsOf(schedule)[1]).toMatchObject({ location: 'Home' });
    expect(schedule.availabilityView).toBe('342444444444400000000000');
  });

  it('a meeting is tentative in its attendee’s schedule until it is answered, and free once it is cancelled', async () => {
    const [boss, guest] = await Promise.all([newPerson(api, 'boss'), newPerson(api, 'guest')]);
    const meeting = await boss.newEvent({ subject: 'Talk', attendees: [{ emailAddress: { address: guest.upn } }], ...hours(9, 10) });
    const statusOf = async () => itemsOf(await scheduleOf(guest, guest)).map(({ status, subject }) => [status, subject]);
    await expect.poll(statusOf).toEqual([['tentative', 'Talk']]);
    const [entry] = entriesOf(await guest.send('/v1.0/me/events'));
    expect((await guest.send(`/v1.0/me/events/${String(entry?.id)}/accept`, { json: {} })).status).toBe(202);
    expect(await statusOf()).toEqual([['busy', 'Talk']]);
    expect((await boss.send(`/v1.0/me/events/${String(meeting.id)}/cancel`, { json: {} })).status).toBe(202);
    await expect.poll(async () => (await statusOf())[0]?.[0]).toBe('free');
  });

  it('only the default calendar counts, whatever calendar the path names', async () => {
    const person = await newPerson(api, 'calendars');
    const { id } = (await person.send('/v1.0/me/calendars', { json: { name: 'Other' } })).json;
    await person.newEvent(hours(9, 10), `/v1.0/me/calendars/${String(id)}/events`);
    for (const path of ['/me/calendar', `/me/calendars/${String(id)}`, '/me/calendars/nothing', `/users/${person.upn}/calendar`]) {
      const answer = await person.send(`/v1.0${path}/microsoft.graph.getSchedule`, { json: { schedules: [person.upn], ...morning } });
      expect(entriesOf(answer), path).toMatchObject([{ availabilityView: '00000000', scheduleItems: [] }]);
    }
  });

  it('a schedule with more than 1,000 items has an error in its place', async () => {
    const person = await newPerson(api, 'crowded');
    const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
    for (let n = 0; n < 17; n++) await person.newEvent({ ...hours(9, 10), recurrence });
    const window = { EndTime: at('2027-05-02T08:00:00'), availabilityViewInterval: 1_440 };
    expect(await scheduleOf(person, person, window)).toMatchObject({ scheduleId: person.upn, error: { responseCode: '5006' } });
    const shorter = await scheduleOf(person, person, { ...window, EndTime: at('2027-04-28T08:00:00') });
    expect(itemsOf(shorter)).toHaveLength(986);
  });
});

describe('who sees whom', () => {
  let owner: Person;
  const seen = async (by: Person) =>
    itemsOf(await scheduleOf(by, owner)).map(({ subject, location, isPrivate }) =>
      [subject, location, isPrivate].filter((each) => each !== undefined),
    );
  const nothing: unknown[][] = [[], [], []];
  const open = ['open', 'Room', false];

  beforeAll(async () => {
    owner = await newPerson(api, 'owner');
    const location = { displayName: 'Room' };
    await owner.newEvent({ subject: 'open', location, ...hours(9, 10) });
    await owner.newEvent({ subject: 'private', location, sensitivity: 'private', ...hours(10, 11) });
    await owner.newEvent({ subject: 'confidential', location, sensitivity: 'confidential', ...hours(11, 12) });
  });

  it('a member of the organization sees times where the owner has said nothing, and gets nowhere else by it', async () => {
    const member = await newPerson(api, 'member');
    expect(await scheduleOf(member, owner)).toMatchObject({ availabilityView: '02220000' });
    expect(await seen(member)).toEqual(nothing);
    expect(statusAndCode(await member.with('Calendars.Read.Shared')(`/v1.0/users/${owner.id}/calendar`))).toEqual([
      403,
      'ErrorAccessDenied',
    ]);
    expect(statusAndCode(await member.with('Calendars.Read.Shared')(`/v1.0/users/${owner.id}/calendars`))).toEqual([
      403,
      'ErrorAccessDenied',
    ]);
  });

  it.each([
    ['freeBusyRead', nothing],
    ['limitedRead', [open, [], []]],
    ['read', [open, [], []]],
    ['write', [open, [], []]],
    ['delegateWithoutPrivateEventAccess', [open, [], []]],
    ['delegateWithPrivateEventAccess', [open, ['private', 'Room', true], ['confidential', 'Room', false]]],
  ])('who has the role %s sees what it gives', async (role, expected) => {
    const other = await newPerson(api, 'other');
    await share(owner, other, role);
    expect(await seen(other)).toEqual(expected);
  });

  it('the owner and applications see all', async () => {
    const all = [open, ['private', 'Room', true], ['confidential', 'Room', false]];
    expect(await seen(owner)).toEqual(all);
    const answer = await api.send(`/v1.0/users/${asker.id}/calendar/getSchedule`, {
      json: { schedules: [owner.upn], ...morning },
      token: await api.token({ app: true, role: 'Calendars.Read' }),
    });
    expect(itemsOf(entriesOf(answer)[0] ?? {}).map(({ subject }) => subject)).toEqual(['open', 'private', 'confidential']);
  });

  it('whoever isn’t there, isn’t shared or is no user gives the same error, in the place of each', async () => {
    const [closed, role] = [await newPerson(api, 'closed'), await newPerson(api, 'none')];
    const organization = '/v1.0/me/calendar/calendarPermissions/RGVmYXVsdA==';
    expect((await closed.send(organization, { method: 'PATCH', json: { role: 'none' } })).status).toBe(200);
    await share(role, asker, 'none');
    const app = await api.token({ app: true, role: 'Group.ReadWrite.All User.ReadWrite.All' });
    const nick = `g-${randomUUID()}`;
    await api.send('/v1.0/groups', {
      token: app,
      json: { displayName: 'G', mailNickname: nick, mailEnabled: true, securityEnabled: false },
    });
    const gone = await makeUser(api, app);
    expect((await api.send(`/v1.0/users/${gone.id}`, { method: 'DELETE', token: app })).status).toBe(204);
    const addresses = [
      closed.upn,
      `nobody-${randomUUID()}@contoso.example`,
      role.upn,
      nick,
      `${nick}@contoso.example`,
      gone.upn,
      'no address',
      closed.id,
    ];
    const answer = await ask(asker, [...addresses, asker.upn.toUpperCase()]);
    expect(entriesOf(answer)).toEqual([
      ...addresses.map(unresolved),
      expect.objectContaining({ scheduleId: asker.upn.toUpperCase(), scheduleItems: [] }),
    ]);
  });

  it('a guest sees nobody of whom nothing is said, but oneself and who has shared a calendar with them', async () => {
    const guest = newGuest();
    const { token } = await guestToken(api, guest, 'Calendars.Read');
    const json = { schedules: [owner.upn, asker.upn, guest.upn], ...morning };
    const schedules = async () => entriesOf(await api.send('/v1.0/me/calendar/getSchedule', { token, json }));
    const own = expect.objectContaining({ scheduleItems: [] }) as unknown;
    expect(await schedules()).toEqual([unresolved(owner.upn), unresolved(asker.upn), own]);
    await share(asker, guest, 'freeBusyRead');
    expect(await schedules()).toEqual([unresolved(owner.upn), own, own]);
  });
});
