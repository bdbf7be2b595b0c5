// Reminders: which fire in a window and when, and what it means to snooze and to dismiss them, spelling by spelling (contract, 13 and 14).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstanceAnswer } from '../../support/stores/instances.ts';
import { startHousehold, type Household, type Housemate } from '../../support/people/household.ts';

type Shown = Readonly<Record<string, unknown>>;

let now = Date.parse('2027-03-01T09:00:00Z');
let home: Household;
let owner: Housemate;
let other: Housemate;
beforeAll(async () => {
  home = await startHousehold(() => now);
});
afterAll(() => home.close());
beforeEach(async () => {
  now = Date.parse('2027-03-01T09:00:00Z');
  [owner, other] = (await Promise.all(['owner', 'other'].map((name) => home.come(name)))) as [Housemate, Housemate];
});

const at = (day: string, from: string, to = from) => ({
  start: { dateTime: `2027-${day}T${from}:00`, timeZone: 'UTC' },
  end: { dateTime: `2027-${day}T${to}:00`, timeZone: 'UTC' },
});
const utc = (text: string) => ({ NewReminderTime: { dateTime: `2027-${text}:00`, timeZone: 'UTC' } });
const valueOf = ({ json: { value } }: InstanceAnswer): readonly Shown[] => value as readonly Shown[];
const dateTimeOf = (value: unknown): string => String((value as Shown).dateTime).slice('2027-'.length, '2027-03-01T10:00'.length);
const view = (from: string, to: string) => `/v1.0/me/reminderView(StartDateTime='2027-${from}',EndDateTime='2027-${to}')`;

/** What reminds between two days, with when: `['Review 03-01T09:45']`. */
async function reminding(of: Housemate = owner, from = '03-01', to = '04-01'): Promise<readonly string[]> {
  return valueOf(await of.must('GET', view(from, to))).map((each) => `${String(each.eventSubject)} ${dateTimeOf(each.reminderFireTime)}`);
}
const make = async (json: object, by = owner): Promise<string> =>
  `/v1.0/me/events/${String((await by.must('POST', '/v1.0/me/events', json)).json.id)}`;
const daily = (from: string, count: number) => ({
  ...at(from, '10:00', '10:30'),
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: `2027-${from}`, numberOfOccurrences: count },
  },
});
const instances = async (series: string, of = owner): Promise<readonly string[]> =>
  valueOf(await of.must('GET', `${series}/instances?startDateTime=2027-03-01&endDateTime=2027-04-01`)).map(
    ({ id }) => `/v1.0/me/events/${String(id)}`,
  );

describe('the view of reminders', () => {
  it('the view of reminders has what reminds in the window, by the time it fires, with Graph’s properties', async () => {
    const late = await make({ subject: 'Late', ...at('03-02', '10:00', '11:00'), reminderMinutesBeforeStart: 2 * 24 * 60 });
    await make({ subject: 'Early', ...at('03-01', '10:00'), location: { displayName: 'Room 1' } });
    await make({ subject: 'Silent', ...at('03-01', '11:00'), isReminderOn: false });
    await make({ subject: 'Elsewhen', ...at('05-01', '11:00') });
    await make({ subject: 'Daily', ...daily('03-03', 2) });
    expect(await reminding()).toEqual(['Late 02-28T10:00', 'Early 03-01T09:45', 'Daily 03-03T09:45', 'Daily 03-04T09:45']);

    const { json } = await owner.must('GET', view('03-02', '03-03'));
    const event = (await owner.must('GET', late)).json;
    expect(json['@odata.context']).toMatch(/\/v1\.0\/\$metadata#Collection\(microsoft\.graph\.reminder\)$/);
    expect(valueOf({ json } as InstanceAnswer)).toEqual([
      {
        eventId: event.id,
        eventStartTime: { dateTime: '2027-03-02T10:00:00.0000000', timeZone: 'UTC' },
        eventEndTime: { dateTime: '2027-03-02T11:00:00.0000000', timeZone: 'UTC' },
        changeKey: event.changeKey,
        eventSubject: 'Late',
        eventLocation: { displayName: '' },
        eventWebLink: expect.stringContaining(`/events('${String(event.id)}')`) as unknown,
        reminderFireTime: { dateTime: '2027-02-28T10:00:00.0000000', timeZone: 'UTC' },
      },
    ]);
  });

  it('the view of reminders has 30 days where its end is left out, and refuses a window as a calendar view does', async () => {
    await make({ subject: 'Inside', ...at('03-30', '10:00') });
    await make({ subject: 'Outside', ...at('03-31', '10:00') });
    expect(valueOf(await owner.must('GET', "/v1.0/me/reminderView(startdatetime='2027-03-01T00:00:00Z')"))).toHaveLength(1);
    for (const [args, code] of [
      ["StartDateTime='never'", 'BadRequest'],
      ["StartDateTime='2027-03-02',EndDateTime='2027-03-01'", 'BadRequest'],
      ["StartDateTime='2027-03-02',EndDateTime='2037-03-01'", 'ErrorInvalidRequest'],
    ])
      expect(await owner.send('GET', `/v1.0/me/reminderView(${String(args)})`), args).toMatchObject({
        status: 400,
        json: { error: { code } },
      });
  });

  it('the view of reminders comes in pages that neither skip nor repeat, and counts them', async () => {
    for (const minutes of [10, 30, 20])
      await make({ subject: `${minutes} before`, ...at('03-05', '10:00'), reminderMinutesBeforeStart: minutes });
    await make({ subject: 'daily', ...daily('03-06', 2) });
    const pages: string[] = [];
    let path: string | undefined = `${view('03-01', '04-01')}?$top=2&$count=true`;
    for (; path !== undefined && pages.length < 10;) {
      const { json } = await owner.must('GET', path);
      expect(json['@odata.count']).toBe(5);
      pages.push(...valueOf({ json } as InstanceAnswer).map(({ eventSubject }) => String(eventSubject)));
      const next: unknown = json['@odata.nextLink'];
      path = typeof next === 'string' ? new URL(next).pathname + new URL(next).search : undefined;
    }
    expect(pages).toEqual(['30 before', '20 before', '10 before', 'daily', 'daily']);
    expect((await owner.must('GET', `${view('03-01', '04-01')}?$top=0`)).json.value).toEqual([]);
    expect((await owner.send('GET', `${view('03-01', '04-01')}?$filter=eventSubject eq 'a'`)).status).toBe(400);
  });

  it('the view of reminders is its owner’s and applications’ alone', async () => {
    await owner.share(other, 'write');
    await make({ subject: 'Mine', ...at('03-05', '10:00') });
    const path = `/v1.0/users/${owner.id}/reminderView(StartDateTime='2027-03-01')`;
    expect(await other.send('GET', path)).toMatchObject({ status: 403 });
    const application = { kind: 'application', tenant: home.tenant, id: 'app', appId: 'app', roles: new Set(['Calendars.Read']) } as const;
    const seen = await home.instance.send(application, 'GET', path);
    expect(valueOf(seen).map(({ eventSubject }) => eventSubject)).toEqual(['Mine']);
  });

  it('the view of reminders has meetings of others until they are called off, and nothing of other calendars', async () => {
    const attendees = [{ emailAddress: { address: owner.upn } }];
    const meeting = await make({ subject: 'Meeting', ...at('03-05', '10:00'), attendees, reminderMinutesBeforeStart: 60 }, other);
    const { id } = (await owner.must('POST', '/v1.0/me/calendars', { name: 'Second' })).json;
    await owner.must('POST', `/v1.0/me/calendars/${String(id)}/events`, { subject: 'Second', ...at('03-05', '10:00') });
    expect(await reminding()).toEqual(['Meeting 03-05T09:45']);
    expect(await reminding(other)).toEqual(['Meeting 03-05T09:00']);
    await other.must('POST', `${meeting}/cancel`);
    expect(await reminding()).toEqual([]);
  });
});

describe('a reminder', () => {
  it.each(['', 'microsoft.graph.'])(
    'a reminder that is snoozed fires at its new time, one that is dismissed not at all (%s…)',
    async (ns) => {
      const event = await make({ subject: 'Review', ...at('03-05', '10:00') });
      const before = await owner.must('GET', event);
      const snoozed = await owner.must('POST', `${event}/${ns}snoozeReminder`, utc('03-05T09:55'));
      expect([snoozed.status, snoozed.headers['Content-Type']]).toEqual([200, undefined]);
      expect(await reminding()).toEqual(['Review 03-05T09:55']);
      for (let times = 0; times < 2; times++) {
        expect((await owner.must('POST', `${event}/${ns}dismissReminder`)).status).toBe(200);
        expect(await reminding()).toEqual([]);
      }
      await owner.must('POST', `${event}/${ns}snoozeReminder`, utc('03-05T09:58'));
      expect(await reminding()).toEqual(['Review 03-05T09:58']);
      expect((await owner.must('GET', event)).json, 'nothing of the event has changed').toEqual(before.json);
    },
  );

  it.each([
    ['the start', { ...at('03-06', '10:00') }, 'Review 03-06T09:45'],
    ['the reminder', { reminderMinutesBeforeStart: 5 }, 'Review 03-05T09:55'],
  ])('a reminder begins anew after a change of %s', async (_, change, fires) => {
    const event = await make({ subject: 'Review', ...at('03-05', '10:00') });
    await owner.must('POST', `${event}/dismissReminder`);
    await owner.must('PATCH', event, { subject: 'Review' });
    expect(await reminding()).toEqual([]);
    await owner.must('PATCH', event, change);
    expect(await reminding()).toEqual([fires]);
  });

  it('a reminder is gone with its event, and an event that is put under the same id has one of its own', async () => {
    const event = '/v1.0/me/events/again';
    await owner.must('PUT', event, { subject: 'Review', ...at('03-05', '10:00') });
    await owner.must('POST', `${event}/dismissReminder`);
    await owner.must('DELETE', event);
    const left = await home.stores.mailboxes.count(`${home.tenant}:users:${owner.id}`, { is: 'eq', property: 'kind', value: 'reminder' });
    expect(left).toBe(0);
    await owner.must('PUT', event, { subject: 'Review', ...at('03-05', '10:00') });
    expect(await reminding()).toEqual(['Review 03-05T09:45']);
  });

  it('a reminder of an attendee is the attendee’s own, by the entry and by the message', async () => {
    const attendees = [{ emailAddress: { address: owner.upn } }];
    await make({ subject: 'Meeting', ...at('03-05', '10:00'), attendees }, other);
    const [message] = await owner.inbox();
    const through = `/v1.0/me/messages/${String(message?.id)}/event`;
    await owner.must('POST', `${through}/snoozeReminder`, utc('03-05T09:50'));
    expect(await reminding()).toEqual(['Meeting 03-05T09:50']);
    expect(await reminding(other)).toEqual(['Meeting 03-05T09:45']);
    const [{ id } = {}] = valueOf(await owner.must('GET', '/v1.0/me/events'));
    await owner.must('POST', `/v1.0/me/events/${String(id)}/dismissReminder`);
    expect(await reminding()).toEqual([]);
    expect(await reminding(other)).toEqual(['Meeting 03-05T09:45']);
  });

  it('a reminder of one occurrence is that occurrence’s alone', async () => {
    const series = await make({ subject: 'Daily', ...daily('03-01', 4) });
    const [, second, third] = await instances(series);
    await owner.must('POST', `${String(second)}/dismissReminder`);
    await owner.must('POST', `${String(third)}/snoozeReminder`, utc('03-03T09:59'));
    expect(await reminding()).toEqual(['Daily 03-01T09:45', 'Daily 03-03T09:59', 'Daily 03-04T09:45']);
    await owner.must('PATCH', String(second), { reminderMinutesBeforeStart: 1 });
    expect(await reminding()).toEqual(['Daily 03-01T09:45', 'Daily 03-02T09:59', 'Daily 03-03T09:59', 'Daily 03-04T09:45']);
    await owner.must('PATCH', String(second), { isReminderOn: false });
    expect((await reminding()).length).toBe(3);
    expect(await owner.send('POST', `${String(second)}/dismissReminder`)).toMatchObject({
      status: 400,
      json: { error: { code: 'ErrorInvalidRequest' } },
    });
  });

  it.each([
    ['before the first has fired, the next one', '2027-03-01T09:00:00Z', ['03-02', '03-03', '03-04']],
    ['once one has fired, the latest of these', '2027-03-02T09:50:00Z', ['03-01', '03-03', '03-04']],
    ['when the series is over, the last one', '2027-03-20T09:50:00Z', ['03-01', '03-02', '03-03']],
    ['five months later, still the last one', '2027-08-20T09:50:00Z', ['03-01', '03-02', '03-03']],
  ])('a reminder of a series means an occurrence: %s', async (_, time, left) => {
    const series = await make({ subject: 'Daily', ...daily('03-01', 4) });
    now = Date.parse(time);
    await owner.must('POST', `${series}/dismissReminder`);
    expect(await reminding()).toEqual(left.map((day) => `Daily ${day}T09:45`));
  });

  it('a reminder can be set by whoever may write in the calendar, and by nobody else', async () => {
    const event = await make({ subject: 'Review', ...at('03-05', '10:00') });
    const path = event.replace('/me/', `/users/${owner.id}/`);
    expect(await other.send('POST', `${path}/dismissReminder`)).toMatchObject({ status: 403 });
    await owner.share(other, 'read');
    expect(await other.send('POST', `${path}/dismissReminder`)).toMatchObject({ status: 403 });
    const reader = await home.come('writer');
    await owner.share(reader, 'write');
    await reader.must('POST', `${path}/dismissReminder`);
    expect(await reminding()).toEqual([]);
  });

  it.each([
    ['no time', {}, 'ErrorInvalidRequest'],
    ['null for a time', { NewReminderTime: null }, 'ErrorInvalidRequest'],
    ['a time without a time', { NewReminderTime: { timeZone: 'UTC' } }, 'ErrorInvalidRequest'],
    ['a time that is none', { NewReminderTime: { dateTime: 'soon' } }, 'BadRequest'],
    ['a zone that is none', { NewReminderTime: { dateTime: '2027-03-05T09:00:00', timeZone: 'Moon' } }, 'InvalidTimeZone'],
    ['another type', { NewReminderTime: 'soon' }, 'RequestBodyRead'],
    ['another parameter', { ...utc('03-05T09:00'), Twice: true }, 'RequestBodyRead'],
  ])('a reminder can’t be snoozed to %s', async (_, json, code) => {
    const event = await make({ subject: 'Review', ...at('03-05', '10:00') });
    expect(await owner.send('POST', `${event}/snoozeReminder`, json)).toMatchObject({ status: 400, json: { error: { code } } });
    expect(await reminding()).toEqual(['Review 03-05T09:45']);
  });

  it('a reminder that is off can’t be answered, nor one of a group', async () => {
    const event = await make({ subject: 'Review', ...at('03-05', '10:00'), isReminderOn: false });
    expect(await owner.send('POST', `${event}/dismissReminder`)).toMatchObject({
      status: 400,
      json: { error: { code: 'ErrorInvalidRequest' } },
    });
    expect(await owner.send('GET', `${event}/dismissReminder`)).toMatchObject({ status: 405, headers: { Allow: 'POST' } });
  });
});
