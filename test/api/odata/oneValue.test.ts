// One value, one reading: what is shown of when an event is, is what filters find, lists are in the order of and windows cover.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf, idsIn, nextLinkOf, refusal } from '../../support/api/answers.ts';
import { eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
  mailbox = await newStranger(api);
});

type Entity = Readonly<Record<string, unknown>>;
const at = (dateTime: string, timeZone?: string) => ({ dateTime, ...(timeZone !== undefined && { timeZone }) });
const wholeDay = (from: string, to: string, zone: string) => ({ isAllDay: true, start: at(from, zone), end: at(to, zone) });
const filtered = (of: Person, filter: string, more = ''): Promise<Answer> =>
  of.send(`/v1.0/me/events?$filter=${encodeURIComponent(filter)}${more}`);
const view = (of: Person, from: string, to: string): Promise<Answer> =>
  of.send(`/v1.0/me/calendarView?startDateTime=${encodeURIComponent(from)}&endDateTime=${encodeURIComponent(to)}`);
const patch = (event: Entity, json: object): Promise<Answer> => mailbox.send(eventPath(event), { method: 'PATCH', json });
const instancesOf = async (series: Entity): Promise<readonly Entity[]> =>
  entriesOf(await mailbox.send(`${eventPath(series)}/instances?startDateTime=2026-01-01&endDateTime=2028-01-01`));
const startOf = ({ start }: Entity): string => (start as { dateTime: string }).dateTime.slice(0, 16);

describe('an all-day event', () => {
  it.each(['UTC', 'W. Europe Standard Time', 'Asia/Tokyo', 'America/Los_Angeles', 'Pacific/Kiritimati'])(
    'an all-day event of %s is found by the start and the end that are shown',
    async (zone) => {
      const own = await newStranger(api);
      const made = await own.newEvent({ subject: zone, ...wholeDay('2022-10-24T00:00:00', '2022-10-25T00:00:00', zone) });
      expect(made).toMatchObject({ start: at('2022-10-24T00:00:00.0000000', 'UTC'), end: at('2022-10-25T00:00:00.0000000', 'UTC') });
      for (const [filter, found] of [
        ["start/dateTime eq '2022-10-24T00:00:00'", true],
        ["start/dateTime ge '2022-10-24T00:00:00'", true],
        ["start/dateTime le '2022-10-24T00:00:00.0000000'", true],
        ["start/dateTime lt '2022-10-24T00:00:00'", false],
        ["start/dateTime gt '2022-10-24T00:00:00'", false],
        ["end/dateTime eq '2022-10-25'", true],
        ["end/dateTime gt '2022-10-24T23:59:59'", true],
        ["end/dateTime lt '2022-10-25'", false],
      ] as const)
        expect(subjects(await filtered(own, filter)), filter).toEqual(found ? [zone] : []);
      for (const [from, to, covered] of [
        ['2022-10-24', '2022-10-25', true],
        ['2022-10-24T23:59:59Z', '2022-10-26', true],
        ['2022-10-23', '2022-10-24', false],
        ['2022-10-25', '2022-10-26', false],
      ] as const)
        expect(subjects(await view(own, from, to)), `${from} ${to}`).toEqual(covered ? [zone] : []);
    },
  );

  it('an all-day event stands in lists and windows where its shown start is, in pages as well', async () => {
    const own = await newStranger(api);
    await own.newEvent({ subject: 'tokyo', ...wholeDay('2027-10-02', '2027-10-03', 'Asia/Tokyo') });
    await own.newEvent({ subject: 'honolulu', ...wholeDay('2027-10-01', '2027-10-02', 'Pacific/Honolulu') });
    await own.newEvent({ subject: 'evening', start: at('2027-10-01T18:00:00'), end: at('2027-10-01T19:00:00') });
    await own.newEvent({ subject: 'morning', start: at('2027-10-01T06:00:00'), end: at('2027-10-01T07:00:00') });
    const order = ['honolulu', 'morning', 'evening', 'tokyo'];
    for (const list of [
      '/v1.0/me/events?$orderby=start/dateTime',
      '/v1.0/me/calendarView?startDateTime=2027-10-01&endDateTime=2027-10-03',
    ]) {
      expect(subjects(await own.send(list)), list).toEqual(order);
      const paged: unknown[] = [];
      for (let next: string | undefined = `${list}&$top=1`; next !== undefined;) {
        const page: Answer = await own.send(next);
        paged.push(...subjects(page));
        next = nextLinkOf(page);
      }
      expect(paged, list).toEqual(order);
    }
    expect(subjects(await own.send('/v1.0/me/events?$orderby=end/dateTime desc'))).toEqual(['tokyo', 'honolulu', 'evening', 'morning']);
  });

  it('an all-day event that recurs, or that one occurrence became, counts so as well', async () => {
    const own = await newStranger(api);
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-10-01', numberOfOccurrences: 2 },
    };
    await own.newEvent({ ...wholeDay('2027-10-01', '2027-10-02', 'Pacific/Honolulu'), recurrence });
    expect(entriesOf(await view(own, '2027-10-01', '2027-10-02')).map(startOf)).toEqual(['2027-10-01T00:00']);
    expect(entriesOf(await view(own, '2027-10-02', '2027-10-04')).map(startOf)).toEqual(['2027-10-02T00:00']);
    expect(entriesOf(await view(own, '2027-10-03', '2027-10-04'))).toEqual([]);

    const series = await own.newEvent({
      ...hourOn('06-01', '00:00', '01:00', 'Asia/Tokyo'),
      recurrence: { ...recurrence, range: { ...recurrence.range, startDate: '2027-06-01' } },
    });
    const [first] = entriesOf(await own.send(`${eventPath(series)}/instances?startDateTime=2027-05-01&endDateTime=2027-07-01`));
    const day = await own.send(eventPath(first ?? {}), { method: 'PATCH', json: wholeDay('2027-06-01', '2027-06-02', 'Asia/Tokyo') });
    expect(startOf(day.json)).toBe('2027-06-01T00:00');
    expect(entriesOf(await view(own, '2027-05-31', '2027-06-01')).map(startOf)).toEqual([]);
    expect(idsIn(await view(own, '2027-06-01T20:00:00', '2027-06-01T21:00:00'))).toEqual([first?.id]);
  });
});

describe('a date and time', () => {
  const shown = '2017-11-15T07:00:00.0000000';
  it.each([
    ['2017-11-15T07:00:00', shown],
    ['2017-11-15 07:00:00', shown],
    ['2017-11-15 07:00', shown],
    ['2017-11-15T07:00:00.0000000000000000', shown],
    ['2017-11-15T07:00:00Z', shown],
    ['2017-11-15 08:00:00+01:00', shown],
    ['2017-11-15T08:00:00+0100', shown],
    ['2017-11-15', '2017-11-15T00:00:00.0000000'],
  ])('a date and time means the same in bodies, filters and windows: %s', async (text, meant) => {
    const own = await newStranger(api);
    const made = await own.newEvent({ subject: 'it', start: at(text), end: at('2017-11-16T00:00:00') });
    expect(made.start).toEqual(at(meant, 'UTC'));
    const found = ["start/dateTime eq 'TEXT'", "start/dateTime ge 'TEXT'", 'start/dateTime le TEXT'];
    for (const filter of found) expect(subjects(await filtered(own, filter.replace('TEXT', text))), filter).toEqual(['it']);
    expect(subjects(await view(own, text, '2017-11-15T23:00:00'))).toEqual(['it']);
    expect(subjects(await view(own, '2017-11-14', text))).toEqual([]);
  });

  it('a date and time with an offset may have lost its plus sign on the way, but only there', async () => {
    const own = await newStranger(api);
    await own.newEvent({ subject: 'it', start: at('2017-11-15T07:00:00'), end: at('2017-11-15T08:00:00') });
    expect(subjects(await own.send("/v1.0/me/events?$filter=start/dateTime eq '2017-11-15T08:00:00+01:00'"))).toEqual(['it']);
    expect(subjects(await own.send('/v1.0/me/calendarView?startDateTime=2017-11-15T08:00:00+01:00&endDateTime=2017-11-15 09:00'))).toEqual([
      'it',
    ]);
    expect(subjects(await own.send('/v1.0/me/calendarView?startDateTime=2017-11-15 07:30&endDateTime=2017-11-15 09:00'))).toEqual(['it']);
  });

  it.each([
    ['soon', "'soon' is no date and time: write it as '2026-11-21T10:00:00'."],
    ['2027-02-30', "'2027-02-30' has a date that does not exist."],
    ['2027-02-28T25:00:00', "'2027-02-28T25:00:00' has a time of day that does not exist."],
    ['2027-02-28T10:00:00+99:00', "'2027-02-28T10:00:00+99:00' has an offset that no clock has."],
  ])('a date and time is refused with the same words wherever it stands: %s', async (text, words) => {
    const query = encodeURIComponent(text);
    for (const answer of [
      await mailbox.send('/v1.0/me/events', { json: { start: at(text), end: at('2028-01-01') } }),
      await filtered(mailbox, `start/dateTime ge '${text}'`),
      await view(mailbox, '2027-01-01', text),
      await mailbox.send(`/v1.0/me/calendarView?startDateTime=${query}&endDateTime=2028-01-01`),
    ])
      expect(refusal(answer)).toMatchObject({ status: 400, code: 'BadRequest', message: expect.stringContaining(words) as unknown });
  });

  it('a date and time may lie anywhere in a query, and in a body within the calendar', async () => {
    const own = await newStranger(api);
    const old = await own.newEvent({ subject: 'old', start: at('1700-01-01T10:00:00'), end: at('1700-01-01T11:00:00') });
    expect(idsIn(await filtered(own, "start/dateTime ge '0001-01-01T00:00:00' and end/dateTime le '9999-12-31T23:59:59'"))).toEqual([
      old.id,
    ]);
    expect(idsIn(await view(own, '1699-12-31', '1700-01-02'))).toEqual([old.id]);
    expect(refusal(await own.send('/v1.0/me/events', { json: { start: at('0001-01-01'), end: at('2028-01-01') } }))).toMatchObject({
      status: 400,
      message: "The property 'start' cannot be read: '0001-01-01' lies outside the calendar, which goes from 1601-01-01 to 4500-08-31.",
    });
  });
});

describe('a change of times', () => {
  it('a change of times that names no zone means the event’s own, occurrence or not', async () => {
    const made = await mailbox.newEvent(hourOn('07-01', '10:00', '11:00', 'Europe/Berlin'));
    const moved = await patch(made, { start: at('2027-07-01T12:00:00'), end: at('2027-07-01T13:00:00') });
    expect(moved.json).toMatchObject({ start: at('2027-07-01T10:00:00.0000000', 'UTC'), originalStartTimeZone: 'Europe/Berlin' });
    expect((await patch(made, { end: at('2027-07-01T14:00:00') })).json).toMatchObject({ end: at('2027-07-01T12:00:00.0000000', 'UTC') });
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-07-01', numberOfOccurrences: 2 },
    };
    const series = await mailbox.newEvent({ ...hourOn('07-01', '10:00', '11:00', 'Europe/Berlin'), recurrence });
    const [, second] = await instancesOf(series);
    const changed = await patch(second ?? {}, { start: at('2027-07-02T10:30:00') });
    expect(changed.json).toMatchObject({ start: at('2027-07-02T08:30:00.0000000', 'UTC'), originalStartTimeZone: 'Europe/Berlin' });
  });

  const weekly = {
    start: at('2026-10-26T09:00:00', 'America/Los_Angeles'),
    end: at('2026-10-26T10:00:00', 'America/Los_Angeles'),
    recurrence: {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'numbered', startDate: '2026-10-26', numberOfOccurrences: 3 },
    },
  };

  it('a change of times moves a series’ range with its start, and no occurrence lies before it', async () => {
    const series = await mailbox.newEvent(weekly);
    const [start, end] = [at('2026-10-28T09:00:00', 'America/Los_Angeles'), at('2026-10-28T10:00:00', 'America/Los_Angeles')];
    const moved = await patch(series, { start, end });
    expect([moved.status, startOf(moved.json), moved.json.recurrence]).toMatchObject([
      200,
      '2026-10-28T16:00',
      { range: { startDate: '2026-10-28' } },
    ]);
    expect((await instancesOf(series)).map(startOf)).toEqual(['2026-11-02T17:00', '2026-11-09T17:00', '2026-11-16T17:00']);
  });

  it('a change of times is refused where start and range contradict each other, however it is written', async () => {
    const { range } = weekly.recurrence;
    const contradicting = { ...weekly, recurrence: { ...weekly.recurrence, range: { ...range, startDate: '2026-11-02' } } };
    const series = await mailbox.newEvent(weekly);
    for (const answer of [
      await mailbox.send('/v1.0/me/events', { json: contradicting }),
      await mailbox.send('/v1.0/me/events/contradicting', { method: 'PUT', json: contradicting }),
      await mailbox.send(eventPath(series), { method: 'PUT', json: contradicting }),
      await patch(series, contradicting),
    ])
      expect(refusal(answer)).toEqual({
        status: 400,
        code: 'BadRequest',
        message:
          "The property 'start' is on '2026-10-26' in the time zone 'America/Los_Angeles', but recurrence.range.startDate is '2026-11-02': both must be the same date.",
      });
  });

  it('a change of times can be sent back as it was shown, in whatever zone', async () => {
    const series = await mailbox.newEvent({
      ...weekly,
      start: at('2026-10-26T23:00:00', 'America/Los_Angeles'),
      end: at('2026-10-26T23:30:00', 'America/Los_Angeles'),
    });
    expect(series.recurrence).toMatchObject({ range: { startDate: '2026-10-26', recurrenceTimeZone: 'America/Los_Angeles' } });
    const occurrences = (await instancesOf(series)).map(startOf);
    for (const zone of ['UTC', 'Tokyo Standard Time']) {
      const { json } = await mailbox.send(eventPath(series), { headers: { Prefer: `outlook.timezone="${zone}"` } });
      const { start, end, recurrence } = json;
      for (const sent of [
        { method: 'PATCH', json: { start, end, recurrence } },
        { method: 'PUT', json },
      ] as const) {
        expect((await mailbox.send(eventPath(series), sent)).status).toBe(200);
        expect((await instancesOf(series)).map(startOf), `${sent.method} ${zone}`).toEqual(occurrences);
      }
    }
  });

  it('a change of half of an occurrence’s times makes both its own, so that its series can’t turn them round', async () => {
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-08-01', numberOfOccurrences: 2 },
    };
    const series = await mailbox.newEvent({ ...hourOn('08-01', '00:00', '11:00'), recurrence });
    const [first] = await instancesOf(series);
    expect((await patch(first ?? {}, { start: at('2027-08-01T10:00:00') })).status).toBe(200);
    expect((await patch(series, { end: at('2027-08-01T09:00:00') })).status).toBe(200);
    expect((await mailbox.send(eventPath(first ?? {}))).json).toMatchObject({
      start: at('2027-08-01T10:00:00.0000000', 'UTC'),
      end: at('2027-08-01T11:00:00.0000000', 'UTC'),
    });
    expect((await patch(series, wholeDay('2027-08-01', '2027-08-02', 'UTC'))).status).toBe(200);
    expect((await mailbox.send(eventPath(first ?? {}))).json).toMatchObject({
      isAllDay: false,
      start: at('2027-08-01T10:00:00.0000000', 'UTC'),
    });
  });
});
