// When events are: zones by either name, all-day events, and what is no possible time.
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi } from '../../support/api/api.ts';
import { eventPath, hourOn } from '../../support/api/events.ts';
import { newStranger, type Person } from '../../support/people/people.ts';
import { refusal } from '../../support/api/answers.ts';

let mailbox: Person;
beforeAll(async () => {
  mailbox = await newStranger(await openApi());
});

const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const prefer = (zone: string) => ({ headers: { Prefer: `outlook.timezone="${zone}"` } });

describe('a time', () => {
  it('a time is shown in UTC, or in the zone that is preferred, by IANA or Windows name', async () => {
    const made = await mailbox.newEvent({
      start: at('2027-07-01T12:00:00', 'Europe/Berlin'),
      end: at('2027-07-01T13:30:00.5', 'Europe/Berlin'),
    });
    const [start, end] = [at('2027-07-01T10:00:00.0000000'), at('2027-07-01T11:30:00.5000000')];
    expect(made).toMatchObject({ start, end, originalStartTimeZone: 'Europe/Berlin', originalEndTimeZone: 'Europe/Berlin' });
    for (const [zone, hour] of [
      ['Pacific Standard Time', '03'],
      ['Asia/Kolkata', '15:30:00'],
      ['UTC', '10'],
    ] as const) {
      const answer = await mailbox.send(eventPath(made), prefer(zone));
      expect(answer.json.start).toEqual({ dateTime: expect.stringMatching(new RegExp(`^2027-07-01T${hour}`)) as unknown, timeZone: zone });
      expect(answer.headers.get('preference-applied')).toBe(`outlook.timezone="${zone}"`);
    }
    const plain = await mailbox.send(eventPath(made));
    expect({ applied: plain.headers.get('preference-applied'), start: plain.json.start }).toEqual({ applied: null, start });
  });

  it('a time keeps the zone of each end, and its clocks in summer and winter', async () => {
    const made = await mailbox.newEvent({
      start: at('2027-03-27T22:00:00', 'America/New_York'),
      end: at('2027-03-28T10:00:00', 'W. Europe Standard Time'),
    });
    expect(made).toMatchObject({
      start: at('2027-03-28T02:00:00.0000000'),
      end: at('2027-03-28T08:00:00.0000000'),
      originalStartTimeZone: 'America/New_York',
      originalEndTimeZone: 'W. Europe Standard Time',
    });
  });

  it('a time counts for lists and changes as it does for answers', async () => {
    const answer = await mailbox.send('/v1.0/me/events', { json: hourOn('04-01'), ...prefer('Tokyo Standard Time') });
    expect(answer.json.start).toEqual(at('2027-04-01T19:00:00.0000000', 'Tokyo Standard Time'));
    const changed = await mailbox.send(eventPath(answer.json), { method: 'PATCH', json: { subject: 'x' }, ...prefer('Asia/Tokyo') });
    expect(changed.json.start).toEqual(at('2027-04-01T19:00:00.0000000', 'Asia/Tokyo'));
    const list = await mailbox.send("/v1.0/me/events?$filter=subject eq 'x'", prefer('Asia/Tokyo'));
    expect(list.json.value).toMatchObject([{ start: at('2027-04-01T19:00:00.0000000', 'Asia/Tokyo') }]);
    expect(list.headers.get('preference-applied')).toBe('outlook.timezone="Asia/Tokyo"');
  });

  it.each([
    [hourOn('05-01', '10:00', '09:59'), "'end' must not be before 'start'"],
    [{ start: at('next week'), end: at('2027-01-01T00:00:00') }, "'start'"],
    [{ start: at('2027-01-01T00:00:00'), end: at('2027-02-30T00:00:00') }, "'end'"],
  ])('a time is refused by name: %j', async (json, words) => {
    const answer = await mailbox.send('/v1.0/me/events', { json });
    expect(refusal(answer)).toEqual({ status: 400, code: 'BadRequest', message: expect.stringContaining(words) as unknown });
  });

  it('a time is refused in a zone that nobody knows, wherever that is named, with one code and one message', async () => {
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'noEnd', startDate: '2027-05-01', recurrenceTimeZone: 'Nowhere' },
    };
    const named: readonly Parameters<Person['send']>[1][] = [
      prefer('Nowhere'),
      { json: hourOn('05-01', '10:00', '11:00', 'Nowhere') },
      { json: { ...hourOn('05-01'), end: at('2027-05-01T12:00:00', 'Nowhere') } },
      { json: { ...hourOn('05-01'), recurrence } },
      { json: { isAllDay: true, start: at('2027-05-01', 'Nowhere'), end: at('2027-05-02', 'Nowhere') } },
    ];
    for (const sent of named)
      expect(refusal(await mailbox.send('/v1.0/me/events', sent))).toEqual({
        status: 400,
        code: 'TimeZoneNotSupportedException',
        message: "A valid TimeZone value must be specified. The following TimeZone value is not supported: 'Nowhere'.",
      });
    for (const path of ['messages', 'calendarView?startDateTime=2027-01-01&endDateTime=2027-01-02'])
      expect(refusal(await mailbox.send(`/v1.0/me/${path}`, prefer('Nowhere')))).toMatchObject({ code: 'TimeZoneNotSupportedException' });
  });

  it('an event may be as long as nothing', async () => {
    expect(await mailbox.newEvent(hourOn('05-01', '10:00', '10:00'))).toMatchObject({ end: at('2027-05-01T10:00:00.0000000') });
  });
});

describe('an all-day event', () => {
  const day = (from: string, to: string, zone = 'Pacific Standard Time') => ({ isAllDay: true, start: at(from, zone), end: at(to, zone) });

  it.each([
    day('2027-05-01', '2027-05-02'),
    day('2027-05-01T00:00:00', '2027-05-03T00:00:00.0000000'),
    day('2027-03-14T00:00', '2027-03-15T00:00', 'America/Los_Angeles'),
  ])('an all-day event goes from midnight to midnight, the same dates in every zone: %j', async (json) => {
    const made = await mailbox.newEvent(json);
    const midnight = (date: string, zone: string) => at(`${date.slice(0, 10)}T00:00:00.0000000`, zone);
    const { start, end } = json;
    expect(made).toMatchObject({ isAllDay: true, start: midnight(start.dateTime, 'UTC'), end: midnight(end.dateTime, 'UTC') });
    const elsewhere = await mailbox.send(eventPath(made), prefer('Asia/Tokyo'));
    expect(elsewhere.json).toMatchObject({ start: midnight(start.dateTime, 'Asia/Tokyo'), end: midnight(end.dateTime, 'Asia/Tokyo') });
  });

  it.each([
    [day('2027-05-01T09:00:00', '2027-05-02T00:00:00'), "'start'"],
    [day('2027-05-01T00:00:00', '2027-05-02T00:00:01'), "'end'"],
    [day('2027-05-01', '2027-05-01'), 'at least a day'],
    [{ ...day('2027-05-01', '2027-05-02'), end: at('2027-05-02', 'UTC') }, 'same time zone'],
  ])('an all-day event is refused otherwise: %j', async (json, words) => {
    const answer = await mailbox.send('/v1.0/me/events', { json });
    expect(refusal(answer)).toEqual({ status: 400, code: 'BadRequest', message: expect.stringContaining(words) as unknown });
  });

  it('an all-day event is made of another one only where its times are midnights', async () => {
    const made = await mailbox.newEvent(hourOn('06-01'));
    const patch = async (json: object) => mailbox.send(eventPath(made), { method: 'PATCH', json });
    expect((await patch({ isAllDay: true })).status).toBe(400);
    expect((await patch(day('2027-06-01', '2027-06-02'))).json.isAllDay).toBe(true);
    expect((await patch({ start: at('2027-06-01T08:00:00') })).status).toBe(400);
    expect((await patch({ subject: 'still fine' })).status).toBe(200);
  });
});
