// The options of windows: filters judged on what is shown, orders, skipped events and counts, over series, exceptions, entries and long events.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { attendee, eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { entriesOf, nextLinkOf, refusal, type Entity } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

const window = 'startDateTime=2027-03-01&endDateTime=2027-03-11';
const view = `/v1.0/me/calendarView?${window}`;
const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-02', numberOfOccurrences: 4 } };

const later = { ...daily, range: { ...daily.range, startDate: '2027-03-20' } };

let api: Api;
let mailbox: Person;
let series: Entity;

/** Four days of a series of which one occurrence is renamed, moved and red, a single, a meeting of somebody else, a long and a whole day. */
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
  const organizer = await newStranger(api);
  series = await mailbox.newEvent({ subject: 'many', ...hourOn('03-02'), recurrence: daily, categories: ['Blue'] });
  const [, second = {}] = entriesOf(await mailbox.send(`${eventPath(series)}/instances?${window}`));
  const changed = { subject: 'Another', categories: ['Red'], ...hourOn('03-03', '08:00', '12:00') };
  expect((await mailbox.send(eventPath(second), { method: 'PATCH', json: changed })).status).toBe(200);
  await mailbox.newEvent({ subject: 'single', ...hourOn('03-04', '09:00', '09:30'), categories: ['Red'] });
  await organizer.newEvent({ subject: 'met', ...hourOn('03-05', '09:00', '10:00', 'Asia/Tokyo'), attendees: [attendee(mailbox.upn)] });
  await mailbox.newEvent({
    subject: 'long',
    start: { dateTime: '2027-03-01', timeZone: 'UTC' },
    end: { dateTime: '2027-03-10', timeZone: 'UTC' },
  });
  await mailbox.newEvent({
    subject: 'whole day',
    isAllDay: true,
    start: { dateTime: '2027-03-06', timeZone: 'Asia/Tokyo' },
    end: { dateTime: '2027-03-07', timeZone: 'Asia/Tokyo' },
  });
});

/** What the pages of so many events have together. */
async function walked(query: string, top: number, path = view): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let next: string | undefined = `${path}&$select=subject&$top=${top}${query}`; next !== undefined;) {
    const answer = await mailbox.send(next);
    found.push(...subjects(answer));
    next = nextLinkOf(answer);
    if (found.length > 50) expect.fail('the list has no end');
  }
  return found;
}

const all = ['long', 'many', 'Another', 'single', 'many', 'met', 'many', 'whole day'];

describe('$filter', () => {
  it.each<[string, readonly string[]]>([
    ["subject eq 'many'", ['many', 'many', 'many']],
    ["contains(subject,'an') and type ne 'exception'", ['many', 'many', 'many']],
    ["type eq 'exception'", ['Another']],
    ["type eq 'occurrence'", ['many', 'many', 'many']],
    ["type eq 'seriesMaster'", []],
    ["categories/any(c:c eq 'Red')", ['Another', 'single']],
    ["not categories/any(c:c eq 'Blue')", ['long', 'Another', 'single', 'met', 'whole day']],
    ['seriesMasterId eq null', ['long', 'single', 'met', 'whole day']],
    ['isOrganizer eq false', ['met']],
    ["responseStatus/response eq 'notResponded'", ['met']],
    ["start/dateTime ge '2027-03-04 10:00:00'", ['many', 'met', 'many', 'whole day'].slice(0, 4)],
    ["start/dateTime eq '2027-03-06T00:00:00'", ['whole day']],
    ["start/dateTime lt '2027-03-03T09:00:00Z' and end/dateTime gt '2027-03-03T09:00:00Z'", ['long', 'Another']],
    ['isAllDay', ['whole day']],
    ["subject eq 'nothing'", []],
  ])('$filter=%s finds in a window what shows it, on pages of any size, and counts it', async (filter, expected) => {
    const query = `&$filter=${encodeURIComponent(filter)}`;
    expect(await walked(query, 100)).toEqual(expected);
    expect(await walked(query, 1)).toEqual(expected);
    const counted = await mailbox.send(`${view}&$count=true&$top=1${query}`);
    expect(counted.json['@odata.count']).toBe(expected.length);
    expect((await mailbox.send(`/v1.0/me/calendarView/$count?${window}${query}`)).text).toBe(String(expected.length));
  });

  it('a series finds among its instances and its exceptions what it is asked for, the occurrences by its id', async () => {
    const red = `&$filter=${encodeURIComponent("categories/any(c:c eq 'Red')")}`;
    expect(await walked(red, 1, `${eventPath(series)}/instances?${window}`)).toEqual(['Another']);
    expect((await mailbox.send(`${eventPath(series)}/instances/$count?${window}${red}`)).text).toBe('1');
    expect(await walked(red, 1, `${eventPath(series)}/exceptionOccurrences?`)).toEqual(['Another']);
    expect(await walked("&$filter=subject eq 'many'", 1, `${eventPath(series)}/exceptionOccurrences?`)).toEqual([]);
    expect((await mailbox.send(`${eventPath(series)}/exceptionOccurrences/$count?${red.slice(1)}`)).text).toBe('1');
    const ofSeries = `&$filter=${encodeURIComponent(`seriesMasterId eq '${String(series.id)}'`)}`;
    expect(await walked(ofSeries, 3)).toEqual(['many', 'Another', 'many', 'many']);
  });
});

describe('$orderby', () => {
  it.each<[string, readonly string[]]>([
    ['start/dateTime', all],
    ['start/dateTime desc', all.toReversed()],
    ['end/dateTime', ['many', 'Another', 'single', 'many', 'met', 'many', 'whole day', 'long']],
    ['subject', ['Another', 'long', 'many', 'many', 'many', 'met', 'single', 'whole day']],
    ['subject desc,start/dateTime', ['whole day', 'single', 'met', 'many', 'many', 'many', 'long', 'Another']],
  ])('$orderby=%s holds page by page', async (order, expected) => {
    for (const top of [1, 3, 100]) expect(await walked(`&$orderby=${encodeURIComponent(order)}`, top), String(top)).toEqual(expected);
  });

  it('lastModifiedDateTime orders as it is shown, beside a filter and what is skipped', async () => {
    const query = `${view}&$orderby=lastModifiedDateTime desc&$filter=isOrganizer&$skip=1&$top=2&$select=lastModifiedDateTime`;
    const shown = entriesOf(await mailbox.send(query)).map(({ lastModifiedDateTime }) => String(lastModifiedDateTime));
    const every = entriesOf(await mailbox.send(`${view}&$filter=isOrganizer&$select=lastModifiedDateTime`));
    const times = every.map(({ lastModifiedDateTime }) => String(lastModifiedDateTime)).sort();
    expect(shown).toEqual(times.toReversed().slice(1, 3));
  });
});

describe('$skip', () => {
  it.each([0, 1, 4, 8, 9])('%i are skipped, of all, of what a filter finds, and in another order', async (skip) => {
    expect(await walked(`&$skip=${skip}`, 2)).toEqual(all.slice(skip));
    expect(await walked(`&$skip=${skip}&$filter=contains(subject,'n')`, 2)).toEqual(all.filter((each) => each.includes('n')).slice(skip));
    expect(await walked(`&$skip=${skip}&$orderby=start/dateTime desc`, 2)).toEqual(all.toReversed().slice(skip));
    expect((await mailbox.send(`${view}&$skip=${skip}&$count=true&$top=0`)).json['@odata.count']).toBe(all.length);
  });

  it.each([
    ['$skip=1&$skiptoken=x', '$skiptoken'],
    ['$skip=10001', '10000'],
    ['$orderby=createdDateTime', "'createdDateTime'"],
    ['$orderby=subject,subject,start/dateTime,end/dateTime', 'at most 2'],
    ["$filter=body eq 'x'", "'body'"],
    ['$search=x', '$search'],
    ['$expand=instances', "'instances'"],
  ])('a window refuses %s', async (query, words) => {
    expect(refusal(await mailbox.send(`${view}&${query}`))).toMatchObject({
      status: 400,
      message: expect.stringContaining(words) as unknown,
    });
  });
});

it('a window finds its events by what programs keep on them, occurrences by what their series has', async () => {
  const own = await newStranger(api);
  const kept = { singleValueExtendedProperties: [{ id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key', value: 'k1' }] };
  await own.newEvent({ subject: 'kept', ...hourOn('03-02'), recurrence: daily, ...kept });
  await own.newEvent({ subject: 'single', ...hourOn('03-02'), ...kept });
  await own.newEvent({ subject: 'bare', ...hourOn('03-02') });
  const asked =
    "singleValueExtendedProperties/any(ep:ep/id eq 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key' and ep/value eq 'k1')";
  const found = await own.send(`${view}&$orderby=subject&$filter=${encodeURIComponent(asked)}`);
  expect(subjects(found)).toEqual(['kept', 'kept', 'kept', 'kept', 'single']);
});

it('$expand shows in a window what it shows on an event', async () => {
  const [first = {}] = entriesOf(
    await mailbox.send(`${view}&$expand=calendar($select=name),attachments($select=id)&$filter=type eq 'exception'`),
  );
  expect(first).toMatchObject({ subject: 'Another', calendar: { name: 'Calendar' }, attachments: [] });
  const alone = await mailbox.send(`${eventPath(first)}?$expand=calendar($select=name),attachments($select=id)`);
  expect(alone.json).toMatchObject(first);
});

describe('@odata.context', () => {
  it('the context of a window names the mailbox and the event of the path, of an entry too', async () => {
    const organizer = await newStranger(api);
    const subject = 'seen by two';
    const own = await organizer.newEvent({ subject, ...hourOn('03-20'), recurrence: later, attendees: [attendee(mailbox.upn)] });
    const [entry = {}] = entriesOf(await mailbox.send(`/v1.0/me/events?$filter=subject eq '${subject}'`));
    for (const [who, { id }] of [
      [organizer, own],
      [mailbox, entry],
    ] as const) {
      const at = `users('${who.id}')`;
      const event = `events('${encodeURIComponent(String(id))}')`;
      for (const [path, context] of [
        [`calendarView?${window}`, 'calendarView'],
        [`events/${String(id)}/instances?${window}&$select=subject,start`, `${event}/instances(subject,start)`],
        [`events/${String(id)}/exceptionOccurrences`, `${event}/exceptionOccurrences`],
      ])
        expect((await who.send(`/v1.0/me/${path}`)).json['@odata.context'], path).toBe(`${api.url}/v1.0/$metadata#${at}/${context}`);
      const on = (await who.send(`/v1.0/me/events/${String(id)}?$expand=instances&${window}`)).json;
      expect(on['instances@odata.context']).toBe(`${api.url}/v1.0/$metadata#${at}/${event}/instances`);
    }
  });
});
