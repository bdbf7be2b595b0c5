// As whom an event is seen follows the right that let the caller in: an attendee with a share that opens nothing sees no more by it.
import { beforeAll, describe, expect, it } from 'vitest';
import type { CalendarRole } from '../../../lib/calendar/calendars/permission.ts';
import { type Entity, entriesOf, idsIn } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { attendeesOf, newestMeeting } from '../../support/api/meetings.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 3 } };
const window = 'startDateTime=2027-03-01T00:00:00Z&endDateTime=2027-03-09T00:00:00Z';
const own = { categories: ['Secret project'], isReminderOn: false, reminderMinutesBeforeStart: 99 };
const hidden = 'outsider@secret.example';

/** An organizer's series with its own things, to which `guest` and somebody who is hidden are invited. */
async function scene() {
  const [organizer, guest] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'guest')]);
  const transactionId = `order-of-${organizer.id}`;
  const json = {
    subject: 'Review',
    ...hourOn('03-01'),
    ...attendeesOf(guest, { upn: hidden }),
    ...own,
    transactionId,
    hideAttendees: true,
    recurrence: daily,
  };
  const made = await organizer.send('/v1.0/me/events', { json });
  expect(made.status, made.text).toBe(201);
  const { id, iCalUId } = made.json;
  return { organizer, guest, transactionId, series: String(id), iCalUId: String(iCalUId), base: `/v1.0/users/${organizer.id}` };
}

async function share(organizer: Person, person: Person, role: CalendarRole, calendar = 'calendar'): Promise<void> {
  const json = { emailAddress: { address: person.upn }, role };
  expect((await organizer.send(`/v1.0/me/${calendar}/calendarPermissions`, { json })).status).toBe(201);
}

/** What of an event tells an attendee's view from its organizer's. */
const seen = ({ attendees, isOrganizer, categories, transactionId, isReminderOn, reminderMinutesBeforeStart, responseStatus }: Entity) => ({
  attendees: Array.isArray(attendees) ? attendees.length : undefined,
  isOrganizer,
  categories,
  transactionId,
  isReminderOn,
  reminderMinutesBeforeStart,
  response: (responseStatus as { response: string }).response,
});

const asAttendee = {
  attendees: 1,
  isOrganizer: false,
  categories: [],
  transactionId: null,
  isReminderOn: true,
  reminderMinutesBeforeStart: 15,
  response: 'none',
};
const asOrganizer = (transactionId: string) => ({ attendees: 2, isOrganizer: true, transactionId, response: 'organizer', ...own });

describe('an attendee sees an event as an attendee', () => {
  it.each(['message', 'freeBusyRead', 'limitedRead', 'another calendar’s read', 'another calendar’s delegate'])(
    'an attendee sees an event as an attendee by %s',
    async (way) => {
      const { organizer, guest, transactionId, series, iCalUId, base } = await scene();
      if (way === 'freeBusyRead' || way === 'limitedRead') await share(organizer, guest, way);
      else if (way !== 'message') {
        const other = String((await organizer.send('/v1.0/me/calendars', { json: { name: 'Other' } })).json.id);
        await share(organizer, guest, way.endsWith('read') ? 'read' : 'delegateWithPrivateEventAccess', `calendars/${other}`);
      }
      const send = guest.with('Calendars.ReadWrite Calendars.ReadWrite.Shared Mail.Read');
      const ways = way === 'message' ? [await newestMeeting(guest)] : [`${base}/events/${series}`, `${base}/events(iCalUId='${iCalUId}')`];
      // The message leads to the own entry, which says what is still to be answered.
      const wanted = way === 'message' ? { ...asAttendee, response: 'notResponded' } : asAttendee;
      for (const path of ways) {
        const event = await send(path);
        expect([path, event.status, seen(event.json)]).toEqual([path, 200, wanted]);
        const instances = await send(`${path}/instances?${window}`);
        expect(entriesOf(instances).map(seen)).toEqual([wanted, wanted, wanted]);
        const [occurrence] = idsIn(instances);
        expect(seen((await send(`${path}/instances/${occurrence}`)).json)).toEqual(wanted);
        const batch = await send('/v1.0/$batch', { json: { requests: [{ id: '1', method: 'GET', url: path.replace('/v1.0', '') }] } });
        const [part] = (batch.json as { responses: { body: Entity }[] }).responses;
        expect(seen(part?.body ?? {})).toEqual(wanted);
        expect((await send(path, { method: 'PATCH', json: { subject: 'mine' } })).status).toBe(403);
      }
      if (way === 'message') {
        const message = (await newestMeeting(guest)).replace(/\/event$/, '');
        const expanded = await send(`${message}?$expand=microsoft.graph.eventMessage/event`);
        expect(seen(expanded.json.event as Entity)).toEqual(wanted);
      } else {
        // The name of the organizer's request tells nothing, whether it is the right one or not.
        for (const name of [transactionId, 'of-no-event']) expect((await send(`${base}/events(transactionId='${name}')`)).status).toBe(404);
      }
    },
  );
});

it.each(['read', 'write'] as const)('who may %s the calendar sees its events as their owner does, invited or not', async (role) => {
  const { organizer, guest, transactionId, series, base } = await scene();
  await share(organizer, guest, role);
  const send = guest.with('Calendars.ReadWrite.Shared');
  const wanted = asOrganizer(transactionId);
  expect(seen((await organizer.send(`/v1.0/me/events/${series}`)).json)).toEqual(wanted);
  expect(seen((await send(`${base}/events/${series}`)).json)).toEqual(wanted);
  expect(entriesOf(await send(`${base}/events`)).map(seen)).toEqual([wanted]);
  expect(entriesOf(await send(`${base}/calendarView?${window}`)).map((entry) => seen(entry).attendees)).toEqual([2, 2, 2]);
  expect(seen((await send(`${base}/events(transactionId='${transactionId}')`)).json)).toEqual(wanted);
});

it('a reader who is invited to a private occurrence sees that one as an attendee', async () => {
  const { organizer, guest, series, base } = await scene();
  await share(organizer, guest, 'read');
  const [first] = idsIn(await organizer.send(`/v1.0/me/events/${series}/instances?${window}`));
  expect((await organizer.send(`/v1.0/me/events/${first}`, { method: 'PATCH', json: { sensitivity: 'private' } })).status).toBe(200);
  const send = guest.with('Calendars.Read.Shared');
  for (const list of [`${base}/calendarView?${window}`, `${base}/events/${series}/instances?${window}`])
    expect(entriesOf(await send(list)).map((entry) => seen(entry).attendees)).toEqual([1, 2, 2]);
  expect(seen((await send(`${base}/events/${first}`)).json)).toEqual(asAttendee);
});
