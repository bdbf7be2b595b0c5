// ETags of events: the same wherever an event is shown, another one after every change, and no obstacle where attendees have answered.
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { openApi, type Api } from '../../support/api/api.ts';
import { referenceBody } from '../../support/api/bodies.ts';
import { anHour, hourOn } from '../../support/api/events.ts';
import { entriesOf } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { createMeeting, newestMeeting } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
let attendee: Person;
beforeAll(async () => {
  api = await openApi();
  [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
});

const etagOf = async (path: string): Promise<string> => String((await organizer.send(path)).headers.get('etag'));
const patch = (path: string, json: object, headers: Record<string, string> = {}) =>
  organizer.send(path, { method: 'PATCH', json, headers });
const answer = async (action: string): Promise<void> => {
  expect((await attendee.send(`${await newestMeeting(attendee)}/${action}`, { json: {} })).status).toBe(202);
};

const daily = {
  ...hourOn('03-01'),
  recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } },
};
const window = 'startDateTime=2027-03-02T00:00:00Z&endDateTime=2027-03-03T00:00:00Z';

it("an event's ETag is weak and opaque, in the header as in the body", async () => {
  const made = await organizer.send('/v1.0/me/events', { json: { subject: 'a', ...anHour } });
  expect(made.json['@odata.etag']).toMatch(/^W\/"[\w-]{20}\.[\w-]{20}"$/);
  expect(made.headers.get('etag')).toBe(made.json['@odata.etag']);
});

describe('an answer', () => {
  it.each([
    ['a meeting', {}],
    ['a series', daily],
  ])('an answer to %s makes the organizer’s copy stale, and refuses no change that was decided on it', async (_, more) => {
    const path = `/v1.0/me/events/${await createMeeting(organizer, [attendee], more)}`;
    const before = await etagOf(path);
    expect((await organizer.send(path, { headers: { 'If-None-Match': before } })).status).toBe(304);
    await answer('accept');
    expect((await organizer.send(path, { headers: { 'If-None-Match': before } })).status).toBe(200);
    expect((await patch(path, { importance: 'high' }, { 'If-Match': before })).json).toMatchObject({
      importance: 'high',
      attendees: [{ status: { response: 'accepted' } }],
    });
    expect((await patch(path, { importance: 'low' }, { 'If-Match': before })).status).toBe(412);
  });

  it('an answer to a series is no obstacle to a change of an occurrence either', async () => {
    const path = `/v1.0/me/events/${await createMeeting(organizer, [attendee], daily)}`;
    const [occurrence] = entriesOf(await organizer.send(`${path}/instances?${window}`));
    const one = `/v1.0/me/events/${String(occurrence?.id)}`;
    const before = await etagOf(one);
    await answer('tentativelyAccept');
    expect((await organizer.send(one, { headers: { 'If-None-Match': before } })).status).toBe(200);
    expect((await patch(one, { importance: 'high' }, { 'If-Match': before })).status).toBe(200);
  });

  it('an answer is no obstacle to a deletion', async () => {
    const path = `/v1.0/me/events/${await createMeeting(organizer, [attendee])}`;
    const before = await etagOf(path);
    await answer('decline');
    expect((await organizer.send(path, { method: 'DELETE', headers: { 'If-Match': before } })).status).toBe(204);
  });
});

describe('a change of an attachment', () => {
  it.each([
    ['an event', {}],
    ['an occurrence', daily],
  ])('a change of an attachment of %s is one of the event, which refuses what was decided before it', async (_, more) => {
    const made = `/v1.0/me/events/${await organizer.putEvent('/v1.0/me', more)}`;
    const [occurrence] = 'recurrence' in more ? entriesOf(await organizer.send(`${made}/instances?${window}`)) : [];
    const path = occurrence === undefined ? made : `/v1.0/me/events/${String(occurrence.id)}`;
    const { json: attachment } = await organizer.send(`${path}/attachments`, { json: referenceBody() });
    const [before, whole] = [await organizer.send(path), await etagOf(made)];
    // Times are told apart by their milliseconds.
    await setTimeout(2);
    expect((await patch(`${path}/attachments/${String(attachment.id)}`, { name: 'renamed' })).status).toBe(200);
    const after = await organizer.send(path);
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    expect(await etagOf(made)).not.toBe(whole);
    expect(String(after.json.lastModifiedDateTime) > String(before.json.lastModifiedDateTime)).toBe(true);
    expect((await patch(path, { subject: 'b' }, { 'If-Match': String(before.headers.get('etag')) })).status).toBe(412);
  });
});

it("an event's ETag is the same in the answer to a write, alone, in lists, windows, instances and exceptions", async () => {
  const { json: calendar } = await organizer.send('/v1.0/me/calendars', { json: { name: `Own ${Date.now()}` } });
  const below = `/v1.0/me/calendars/${String(calendar.id)}`;
  const id = await organizer.putEvent(below, daily);
  const path = `/v1.0/me/events/${id}`;
  const [{ id: occurrence } = {}] = entriesOf(await organizer.send(`${path}/instances?${window}`));
  const one = `/v1.0/me/events/${String(occurrence)}`;
  for (const write of [
    () => patch(path, { subject: 'a' }),
    () => patch(one, { subject: 'b' }),
    () => patch(one, { categories: ['c'] }),
    () => organizer.send(path, { method: 'PUT', json: { subject: 'd', ...daily } }),
  ]) {
    const written = await write();
    expect(written.status, written.text).toBe(200);
    const target = written.json.id === id ? path : one;
    expect(await etagOf(target)).toBe(written.headers.get('etag'));
    const [series, instance] = [await etagOf(path), await etagOf(one)];
    expect(entriesOf(await organizer.send(`${below}/events`)).map((each) => each['@odata.etag'])).toEqual([series]);
    for (const list of [`${below}/calendarView?${window}`, `${path}/instances?${window}`])
      expect(entriesOf(await organizer.send(list)).map((each) => each['@odata.etag'])).toEqual([instance]);
    for (const each of entriesOf(await organizer.send(`${path}/exceptionOccurrences`))) expect(each['@odata.etag']).toBe(instance);
  }
});

it('an ETag of an entry changes with what its owner sees of the occurrences, so that who asks for those that were called off is answered', async () => {
  const series = await createMeeting(organizer, [attendee], daily);
  const [day] = entriesOf(await organizer.send(`/v1.0/me/events/${series}/instances?${window}`));
  const path = await newestMeeting(attendee);
  const { headers } = await attendee.send(path);
  const condition = { 'If-None-Match': headers.get('etag') ?? '' };
  expect((await organizer.send(`/v1.0/me/events/${String(day?.id)}`, { method: 'DELETE' })).status).toBe(204);
  const changed = await attendee.send(path, { headers: condition });
  expect(changed.status).toBe(200);
  const again = { 'If-None-Match': changed.headers.get('etag') ?? '' };
  expect((await attendee.send(path, { headers: again })).status).toBe(304);
  const asked = await attendee.send(`${path}?$select=cancelledOccurrences`, { headers: condition });
  expect([asked.status, asked.json.cancelledOccurrences]).toEqual([200, [expect.stringContaining('2027-03-02')]]);
});
