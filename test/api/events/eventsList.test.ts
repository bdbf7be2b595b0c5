// Lists of events: options, filters, orders, pages that miss and repeat nothing, and whose events they hold.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoIds, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour, eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

const list = '/v1.0/me/events';
const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' };

let api: Api;
let mailbox: Person;
/** When the third event was made, as it shows it. */
let between: string;

beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
  await mailbox.newEvent({ subject: 'Breakfast', ...hourOn('03-03', '08:00', '09:00'), attachments: [file] });
  await mailbox.newEvent({
    subject: "Kim's lunch",
    ...hourOn('03-02', '12:00', '13:00', 'Asia/Tokyo'),
    importance: 'high',
    showAs: 'free',
  });
  const third = await mailbox.newEvent({ subject: 'breakfast again', ...hourOn('03-01', '08:00', '12:00'), sensitivity: 'private' });
  between = String(third.createdDateTime);
  await mailbox.newEvent({ subject: 'Holiday', isAllDay: true, start: { dateTime: '2027-03-04' }, end: { dateTime: '2027-03-05' } });
  const last = await mailbox.newEvent({});
  // A change may take an event's times away.
  await mailbox.send(eventPath(last), { method: 'PATCH', json: { start: null, end: null } });
});

const ask = (query: string) => mailbox.send(`${list}?${query}`);
const filtered = (filter: string) => ask(`$filter=${encodeURIComponent(filter)}`);

describe('a list', () => {
  it('a list holds the events of the default calendar, in the order of their creation', async () => {
    const answer = await mailbox.send(list);
    expect(subjects(answer)).toEqual(['Breakfast', "Kim's lunch", 'breakfast again', 'Holiday', null]);
    expect(answer.json['@odata.context']).toBe(`${api.url}/v1.0/$metadata#users('${mailbox.id}')/events`);
    expect(answer.json).not.toHaveProperty('@odata.nextLink');
    const [first] = entriesOf(answer);
    const { json } = await mailbox.send(eventPath({ id: first?.id }));
    expect({ '@odata.context': json['@odata.context'], ...first }).toEqual(json);
    expect((await mailbox.send('/v1.0/me/calendar/events')).json.value).toEqual(answer.json.value);
  });

  it('a list shows what is selected', async () => {
    const answer = await ask('$select=subject,start&$top=1');
    expect(entriesOf(answer).map((entry) => Object.keys(entry))).toEqual([['@odata.etag', 'id', 'subject', 'start']]);
    expect(answer.json['@odata.context']).toMatch(/events\(subject,start\)$/);
  });

  it('a list leaves out what is deleted, and follows what is changed', async () => {
    const own = await newStranger(api);
    const [one, two] = [await own.newEvent({ subject: 'one' }), await own.newEvent({ subject: 'two' })];
    await own.send(eventPath(one), { method: 'DELETE' });
    await own.send(eventPath(two), { method: 'PATCH', json: { subject: 'changed', ...hourOn('01-01') } });
    expect(
      subjects(await own.send(`${list}?$filter=${encodeURIComponent("subject eq 'changed' and start/dateTime ge '2027-01-01'")}`)),
    ).toEqual(['changed']);
    expect(subjects(await own.send(`${list}?$count=true`))).toEqual(['changed']);
  });

  it('a list counts what the filter lets through, however few it shows', async () => {
    expect((await ask('$count=true&$top=1')).json['@odata.count']).toBe(5);
    expect((await ask(`$count=true&$top=0&$filter=${encodeURIComponent("startswith(subject,'break')")}`)).json).toMatchObject({
      '@odata.count': 2,
      value: [],
    });
  });

  // Every other query that is refused: `test/unit/odata/odataQueryOptions.test.ts`.
  it.each([
    ['$orderby=body', 'BadRequest', 'Ordering'],
    ['$select=nothing', 'RequestBroker--ParseUri', "'nothing' on type 'microsoft.graph.event'"],
    ['$skiptoken=made', 'BadRequest', '$skiptoken'],
  ])('a list refuses %s', async (query, code, words) => {
    expect(refusal(await ask(query))).toEqual({ status: 400, code, message: expect.stringContaining(words) as unknown });
  });
});

describe('$filter', () => {
  it.each([
    ["subject eq 'Breakfast'", ['Breakfast']],
    ["subject eq 'Kim''s lunch'", ["Kim's lunch"]],
    ["contains(subject,'breakfast')", ['Breakfast', 'breakfast again']],
    ['subject eq null', [null]],
    ["start/dateTime ge '2027-03-03T08:00'", ['Breakfast', 'Holiday']],
    ["start/dateTime lt '2027-03-03T08:00:00'", ["Kim's lunch", 'breakfast again']],
    ["start/dateTime eq '2027-03-02T03:00:00Z'", ["Kim's lunch"]],
    ["Start/DateTime ge 2027-03-03T09:00:00+01:00 and end/dateTime le '2027-03-04'", ['Breakfast']],
    ['hasAttachments eq true', ['Breakfast']],
    ['hasAttachments ne true', ["Kim's lunch", 'breakfast again', 'Holiday', null]],
    ['not hasAttachments and isAllDay', ['Holiday']],
    ["importance eq 'High' or showAs eq 'oof'", ["Kim's lunch"]],
    ["sensitivity ne 'normal'", ['breakfast again']],
    ['createdDateTime gt 2100-01-01T00:00:00Z', []],
  ])('$filter=%s finds the events that it says', async (filter, expected) => {
    expect(subjects(await filtered(filter))).toEqual(expected);
  });

  it('$filter knows what an event is, and what is said of it', async () => {
    const own = await newStranger(api);
    const recurrence = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
    await own.newEvent({ subject: 'one', ...hourOn('03-02'), isReminderOn: false });
    const series = await own.newEvent({ subject: 'many', ...hourOn('03-01'), recurrence, responseRequested: false });
    await own.newEvent({ subject: 'two', ...hourOn('03-03'), hideAttendees: true, allowNewTimeProposals: false });
    const found = async (filter: string) =>
      subjects(await own.send(`${list}?$orderby=start/dateTime desc&$filter=${encodeURIComponent(filter)}`));
    for (const [filter, expected] of [
      ["type eq 'singleInstance' AND isOrganizer eq true", ['two', 'one']],
      ["type ne 'SingleInstance'", ['many']],
      ["type eq 'seriesMaster' or type eq 'occurrence'", ['many']],
      ["type eq 'exception'", []],
      ['isOrganizer eq false', []],
      ['isCancelled eq false and not isDraft', ['two', 'one', 'many']],
      ['isCancelled', []],
      ['seriesMasterId eq null', ['two', 'one', 'many']],
      [`seriesMasterId eq '${String(series.id)}'`, []],
      [`seriesMasterId ne '${String(series.id)}'`, ['two', 'one', 'many']],
      ['isReminderOn eq false', ['one']],
      ['isOnlineMeeting', []],
      ['responseRequested ne true', ['many']],
      ['hideAttendees eq true', ['two']],
      ['allowNewTimeProposals eq false', ['two']],
    ] as const)
      expect(await found(filter), filter).toEqual(expected);
    await own.send(eventPath(series), { method: 'PATCH', json: { recurrence: null } });
    expect(await found("type eq 'singleInstance'")).toEqual(['two', 'one', 'many']);
    expect((await own.send(`${list}/$count?$filter=type eq 'seriesMaster'`)).text).toBe('0');
  });

  it('$filter compares creation to the millisecond that is shown', async () => {
    expect(subjects(await filtered(`createdDateTime le ${between}`))).toEqual(['Breakfast', "Kim's lunch", 'breakfast again']);
    expect(subjects(await filtered(`lastModifiedDateTime gt ${between}`))).toEqual(['Holiday', null]);
  });

  it('$filter finds an event by its iCalUId', async () => {
    const [first] = entriesOf(await mailbox.send(list));
    expect(subjects(await filtered(`iCalUId eq '${String(first?.iCalUId)}'`))).toEqual(['Breakfast']);
  });

  it('$filter follows attachments as they come and go', async () => {
    const own = await newStranger(api);
    const path = `${eventPath(await own.newEvent())}/attachments`;
    const having = async () => entriesOf(await own.send(`${list}?$filter=hasAttachments eq true`)).length;
    expect(await having()).toBe(0);
    const { json } = await own.send(path, { json: file });
    expect(await having()).toBe(1);
    await own.send(`${path}/${String(json.id)}`, { method: 'DELETE' });
    expect(await having()).toBe(0);
  });

  it.each([
    ["body eq 'x'", 'BadRequest', "'body'"],
    ["transactionId gt 'x'", 'BadRequest', "'transactionId'"],
    ["type eq 'series'", 'BadRequest', "'type'"],
    ['isOrganizer gt true', 'BadRequest', "'isOrganizer'"],
    ['seriesMasterId eq 1', 'BadRequest', "'seriesMasterId'"],
    ["start eq '2027-01-01'", 'BadRequest', "'start'"],
    ["start/dateTime eq 'soon'", 'BadRequest', "'start/dateTime'"],
    ["start/dateTime ge '2027-02-30'", 'BadRequest', "'start/dateTime'"],
    ["end/dateTime lt '2027-13-01T00:00:00'", 'BadRequest', "'end/dateTime'"],
    ['createdDateTime gt 2027-02-30', 'BadRequest', "character 20: '2027-02-30' has a date that does not exist"],
    ['lastModifiedDateTime lt 2027-04-31T10:00:00Z', 'BadRequest', 'has a date that does not exist'],
    ["nothing eq 'x'", 'RequestBroker--ParseUri', "'nothing'"],
    ["importance gt 'low'", 'BadRequest', "'importance'"],
    ["importance eq 'huge'", 'BadRequest', "'importance'"],
    ["bodyPreview eq 'x'", 'BadRequest', "'bodyPreview'"],
    ["subject eq 'x' OR 1 eq 1 --", 'BadRequest', 'character'],
  ])('$filter refuses %s', async (filter, code, words) => {
    expect(refusal(await filtered(filter))).toEqual({ status: 400, code, message: expect.stringContaining(words) as unknown });
  });
});

describe('$orderby', () => {
  it.each([
    ['start/dateTime', [null, 'breakfast again', "Kim's lunch", 'Breakfast', 'Holiday']],
    ['start/dateTime desc', ['Holiday', 'Breakfast', "Kim's lunch", 'breakfast again', null]],
    ['end/dateTime', [null, 'breakfast again', "Kim's lunch", 'Breakfast', 'Holiday']],
    ['subject desc', ['breakfast again', "Kim's lunch", 'Holiday', 'Breakfast', null]],
    ['createdDateTime desc', [null, 'Holiday', 'breakfast again', "Kim's lunch", 'Breakfast']],
    ['lastModifiedDateTime', ['Breakfast', "Kim's lunch", 'breakfast again', 'Holiday', null]],
  ])('$orderby=%s holds page by page', async (order, expected) => {
    const found: unknown[] = [];
    let next: string | undefined = `${list}?$orderby=${order}&$top=2`;
    for (let page = 0; next !== undefined && page < 5; page++) {
      const answer = await mailbox.send(next);
      found.push(...subjects(answer));
      next = typeof answer.json['@odata.nextLink'] === 'string' ? answer.json['@odata.nextLink'] : undefined;
    }
    expect(found).toEqual(expected);
  });
});

describe('pages', () => {
  it('pages skip and repeat nothing while others come and go', async () => {
    const own = await newStranger(api);
    const made = [];
    for (let i = 0; i < 7; i++) made.push(await own.newEvent({ subject: `s${i}`, ...hourOn('01-01') }));
    const first = await own.send(`${list}?$top=3&$orderby=start/dateTime&$filter=${encodeURIComponent("startswith(subject,'s')")}`);
    const [seen, gone] = [entriesOf(first), made.find(({ id }) => id === entriesOf(first)[2]?.id)];
    await own.send(eventPath(gone ?? {}), { method: 'DELETE' });
    await own.newEvent({ subject: 's new', ...hourOn('01-01', '09:00') });
    const second = await own.send(String(first.json['@odata.nextLink']));
    const third = await own.send(String(second.json['@odata.nextLink']));
    const all = [...seen, ...entriesOf(second), ...entriesOf(third)].map(({ id }) => id);
    expect([...all].sort()).toEqual(made.map(({ id }) => id).sort());
    expect(third.json).not.toHaveProperty('@odata.nextLink');
  });

  it("pages are nobody else's, and bound to their options", async () => {
    const link = String((await ask('$top=2')).json['@odata.nextLink']);
    const token = new URL(link).searchParams.get('$skiptoken') ?? '';
    expect((await ask(`$top=2&$skiptoken=${token}`)).status).toBe(200);
    expect((await ask(`$top=3&$skiptoken=${token}`)).status).toBe(400);
    expect((await ask(`$top=2&$orderby=subject&$skiptoken=${token}`)).status).toBe(400);
    const other = await newStranger(api);
    expect((await other.send(`${list}?$top=2&$skiptoken=${token}`)).status).toBe(400);
    expect((await ask(`$top=2&$skiptoken=${token.slice(0, -2)}AA`)).status).toBe(400);
  });

  it('pages begin where $skip says', async () => {
    expect(subjects(await ask('$skip=3'))).toEqual(['Holiday', null]);
    expect(subjects(await ask('$skip=5'))).toEqual([]);
  });
});

describe('whose', () => {
  it("an application lists the events of every mailbox, a group's member those of the group", async () => {
    const application = await api.token({ app: true });
    expect(subjects(await api.send(`/v1.0/users/${mailbox.id}/events?$top=1`, { token: application }))).toEqual(['Breakfast']);
    const events = `/v1.0/groups/${demoGroup.id}/events`;
    expect(subjects(await api.send(events))).toContain('Team planning');
    expect((await mailbox.send(events)).status).toBe(403);
  });

  it('private events of a group are shown to all of its members, whose calendar it is together', async () => {
    const events = `/v1.0/groups/${demoGroup.id}/events`;
    const subject = `private ${randomUUID()}`;
    const query = `?$count=true&$filter=${encodeURIComponent(`subject eq '${subject}'`)}`;
    expect((await api.send(events, { json: { subject, ...anHour, sensitivity: 'private' } })).status).toBe(201);
    expect((await api.send(events + query)).json).toMatchObject({ '@odata.count': 1, value: [{ subject }] });
    const application = await api.token({ app: true });
    expect((await api.send(events + query, { token: application })).json).toMatchObject({ '@odata.count': 1, value: [{ subject }] });
  });

  it("an attendee sees the organizer's event as an attendee, who answers nobody yet", async () => {
    const guest = await api.token({ user: demoUsers.guest.upn });
    const { json } = await api.send(`/v1.0/me/messages/${demoIds.message}/event`, { token: guest });
    expect(typeof json.subject).toBe('string');
    expect(json).toMatchObject({ isOrganizer: false, responseStatus: { response: 'notResponded' } });
    expect(json.id).not.toBe(demoIds.event);
    expect((await api.send(`/v1.0/me/events/${demoIds.event}`)).json).toMatchObject({
      isOrganizer: true,
      responseStatus: { response: 'organizer' },
    });
  });

  it("somebody else's are 403, a calendar that is not there 404", async () => {
    const other = await newStranger(api);
    expect((await other.send(`/v1.0/users/${mailbox.id}/events`)).status).toBe(403);
    expect(refusal(await other.send('/v1.0/me/calendars/none/events'))).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
  });
});
