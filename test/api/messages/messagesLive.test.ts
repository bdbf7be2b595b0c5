// What a message shows of its meeting: the times as they were sent, in the zone that is preferred, and whether there are attachments today.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Entity, entriesOf, isEntity } from '../../support/api/answers.ts';
import { newPerson, newStranger, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';
import { application, file, inboxOf, attendeesOf, createMeeting } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
let attendee: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
});

const attach = async (event: string): Promise<string> => {
  const made = await organizer.send(`/v1.0/me/events/${event}/attachments`, { json: file() });
  expect(made.status, made.text).toBe(201);
  return `/v1.0/me/events/${event}/attachments/${String(made.json.id)}`;
};
const remove = (path: string): Promise<Answer> => organizer.send(path, { method: 'DELETE' });
const newestId = async (person: Person): Promise<string> => String((await inboxOf(person))[0]?.id);

/** What each way of asking says; all of them agree with the list of attachments, or the test fails. */
async function flag(person: Pick<Person, 'send'>, id: string): Promise<unknown> {
  const path = `/v1.0/me/messages/${id}`;
  const attachments = await person.send(`${path}/attachments`);
  const has = attachments.status === 200 && entriesOf(attachments).length > 0;
  const [whole, selected, inList] = await Promise.all([
    person.send(path),
    person.send(`${path}?$select=hasAttachments`),
    person.send('/v1.0/me/messages?$select=hasAttachments'),
  ]);
  const expanded = await person.send(`${path}?$expand=microsoft.graph.eventMessage/event`);
  const { event } = expanded.json;
  const said = [whole.json, selected.json, entriesOf(inList).find((each) => each.id === id), expanded.json].map(
    (each) => each?.hasAttachments,
  );
  expect(said).toEqual([has, has, has, has]);
  // The organizer's event is shown as it is, an attendee's entry as it was last told.
  if (isEntity(event) && event.isOrganizer === true) expect(event.hasAttachments).toBe(has);
  return has;
}

describe('hasAttachments', () => {
  it('hasAttachments says what the list of attachments has, whatever was sent', async () => {
    const event = await createMeeting(organizer, [attendee]);
    const id = await newestId(attendee);
    expect(await flag(attendee, id)).toBe(false);
    const [first, second] = [await attach(event), await attach(event)];
    expect(await flag(attendee, id)).toBe(true);
    await remove(first);
    expect(await flag(attendee, id)).toBe(true);
    await remove(second);
    expect(await flag(attendee, id)).toBe(false);

    await createMeeting(organizer, [attendee], { attachments: [file()] });
    expect(await flag(attendee, await newestId(attendee))).toBe(true);
  });

  it('hasAttachments is false for who may no longer read the event, and where that is gone', async () => {
    const event = await createMeeting(organizer, [attendee], { attachments: [file()] });
    const id = await newestId(attendee);
    expect(await flag(attendee, id)).toBe(true);
    const other = await newPerson(api, 'other');
    await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: attendeesOf(other) });
    const ended = await newestId(attendee);
    expect(await flag(attendee, ended)).toBe(false);
    const reader = await application(api, 'Calendars.Read');
    expect((await reader(`/v1.0/users/${attendee.id}/messages/${ended}`)).json.hasAttachments).toBe(false);
    expect(await flag(other, await newestId(other))).toBe(true);
    await remove(`/v1.0/me/events/${event}`);
    expect(await flag(other, await newestId(other))).toBe(false);
  });

  it('hasAttachments of an occurrence leaves out what it hides, and of an answer says what the organizer’s event has', async () => {
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
    };
    const series = await createMeeting(organizer, [attendee], { recurrence, attachments: [file()] });
    const window = 'startDateTime=2027-03-02&endDateTime=2027-03-03';
    const [occurrence] = entriesOf(await organizer.send(`/v1.0/me/events/${series}/instances?${window}`));
    const path = `/v1.0/me/events/${String(occurrence?.id)}`;
    await organizer.send(path, { method: 'PATCH', json: { subject: 'Another' } });
    const id = await newestId(attendee);
    expect(await flag(attendee, id)).toBe(true);
    const [inherited] = entriesOf(await organizer.send(`${path}/attachments`));
    await remove(`${path}/attachments/${String(inherited?.id)}`);
    expect(await flag(attendee, id)).toBe(false);

    expect((await attendee.send(`/v1.0/me/messages/${id}/event/accept`, { method: 'POST' })).status).toBe(202);
    const answer = await newestId(organizer);
    expect(await flag(organizer, answer)).toBe(false);
    await organizer.send(`${path}/attachments`, { json: file('own.txt') });
    expect(await flag(organizer, answer)).toBe(true);
  });

  it('hasAttachments changes the ETag with it, so that nobody goes on with the former one', async () => {
    const event = await createMeeting(organizer, [attendee]);
    const path = `/v1.0/me/messages/${await newestId(attendee)}`;
    const ask = (etag: string, more = ''): Promise<Answer> => attendee.send(`${path}${more}`, { headers: { 'If-None-Match': etag } });
    const before = (await attendee.send(path)).headers.get('etag') ?? '';
    expect((await ask(before)).status).toBe(304);
    await attach(event);
    const after = await ask(before);
    expect([after.status, after.json.hasAttachments, after.json['@odata.etag']]).toEqual([200, true, after.headers.get('etag')]);
    expect((await ask(after.headers.get('etag') ?? '')).status).toBe(304);
    expect(entriesOf(await attendee.send('/v1.0/me/messages'))[0]?.['@odata.etag']).toBe(after.headers.get('etag'));
  });
});

describe('the times of a message', () => {
  const times = ({ startDateTime, endDateTime }: Entity) => [startDateTime, endDateTime];

  it('the times of a message are shown as the event’s were when it was sent, in the zone that is preferred', async () => {
    const at = (dateTime: string, timeZone: string) => ({ dateTime, timeZone });
    const berlin = { start: at('2027-03-01T10:00', 'Europe/Berlin'), end: at('2027-03-01T11:00', 'Europe/Berlin') };
    const days = { isAllDay: true, start: at('2027-03-01', 'Asia/Tokyo'), end: at('2027-03-03', 'Asia/Tokyo') };
    for (const given of [berlin, days]) {
      const event = await createMeeting(organizer, [attendee], given);
      const id = await newestId(attendee);
      for (const zone of [undefined, 'Pacific Standard Time', 'Asia/Kathmandu']) {
        const sent = zone === undefined ? {} : { headers: { Prefer: `outlook.timezone="${zone}"` } };
        const { start, end } = (await organizer.send(`/v1.0/me/events/${event}`, sent)).json;
        const one = await attendee.send(`/v1.0/me/messages/${id}`, sent);
        const list = await attendee.send('/v1.0/me/messages', sent);
        expect(times(one.json)).toEqual([start, end]);
        expect(times(entriesOf(list)[0] ?? {})).toEqual([start, end]);
        const applied = zone === undefined ? null : `outlook.timezone="${zone}"`;
        expect([one, list].map(({ headers }) => headers.get('preference-applied'))).toEqual([applied, applied]);
      }
      const before = times((await attendee.send(`/v1.0/me/messages/${id}`)).json);
      await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { showAs: 'free' } });
      expect(times((await attendee.send(`/v1.0/me/messages/${id}`)).json)).toEqual(before);
      await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { end: at('2027-03-04', given.start.timeZone) } });
      const { end } = (await organizer.send(`/v1.0/me/events/${event}`)).json;
      expect(times((await attendee.send(`/v1.0/me/messages/${await newestId(attendee)}`)).json)).toEqual([before[0], end]);
    }
  });

  it('times that are sent back as they were shown are no news, and nobody is asked anew', async () => {
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 },
    };
    const at = (hour: string) => ({ dateTime: `2027-03-01T${hour}:00`, timeZone: 'Europe/Berlin' });
    const path = `/v1.0/me/events/${await createMeeting(organizer, [attendee], { start: at('10'), end: at('11'), recurrence })}`;
    await attendee.send(`/v1.0/me/messages/${await newestId(attendee)}/event/accept`, { json: {} });
    const { start, end, recurrence: shown } = (await organizer.send(path)).json;
    expect((await organizer.send(path, { method: 'PATCH', json: { start, end, recurrence: shown } })).status).toBe(200);
    expect(await inboxOf(attendee)).toHaveLength(1);
    expect((await organizer.send(path)).json.attendees).toMatchObject([{ status: { response: 'accepted' } }]);
  });
});

describe('what the attachments of messages cost', () => {
  let stack: CountedStack;
  beforeAll(async () => {
    stack = await startCountedStack(inject('stack'));
  });
  afterAll(async () => {
    await stack.stop();
  });

  it('the attachments of messages cost a point read for each event that the page’s messages are about, side by side, and nothing where they aren’t selected', async () => {
    const [host, guest] = [await newStranger(stack.api), await newStranger(stack.api)];
    // Who comes and what seals links is asked for once; that isn't part of any operation.
    for (const each of [host, guest]) expect((await each.send('/v1.0/me/events?$top=1')).status).toBe(200);
    const first = await createMeeting(host, [guest], { attachments: [file()] });
    for (const subject of ['renamed', 'renamed again']) await host.send(`/v1.0/me/events/${first}`, { method: 'PATCH', json: { subject } });
    await createMeeting(host, [guest]);
    const id = String(entriesOf(await guest.send('/v1.0/me/messages'))[0]?.id);
    await guest.send(`/v1.0/me/messages/${id}`);
    const cost = (path: string) => stack.count(async () => expect((await guest.send(path)).status).toBe(200), true);
    expect(await cost('/v1.0/me/messages?$select=subject')).toEqual({ calls: { query: 1 }, rounds: 1 });
    // Four messages about two events.
    expect(await cost('/v1.0/me/messages')).toEqual({ calls: { query: 1, 'point read': 2 }, rounds: 2 });
    expect(await cost(`/v1.0/me/messages/${id}?$select=subject`)).toEqual({ calls: { 'point read': 1 }, rounds: 1 });
    expect(await cost(`/v1.0/me/messages/${id}`)).toEqual({ calls: { 'point read': 2 }, rounds: 2 });
    expect(await cost(`/v1.0/me/messages/${id}?$expand=event`)).toEqual({ calls: { 'point read': 3 }, rounds: 3 });
  });
});
