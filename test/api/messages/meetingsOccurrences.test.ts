// Recurring meetings: attendees are told of the series, and of each occurrence that is changed or called off.
import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from '../../support/api/answers.ts';
import { hourOn } from '../../support/api/events.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { inboxOf, attendeesOf, newestMeeting, messageTypes } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
let attendee: Person;
beforeAll(async () => {
  api = await openApi();
  [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
});

const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 5 } };

/** A series with an attendee, and its occurrence of the third of March. */
async function meetDaily(): Promise<{ series: string; occurrence: string }> {
  const json = { subject: 'Stand-up', ...hourOn('03-01'), recurrence: daily, ...attendeesOf(attendee) };
  const series = String((await organizer.send('/v1.0/me/events', { json })).json.id);
  const window = 'startDateTime=2027-03-03T00:00:00Z&endDateTime=2027-03-04T00:00:00Z';
  const [found] = entriesOf(await organizer.send(`/v1.0/me/events/${series}/instances?${window}`));
  return { series, occurrence: String(found?.id) };
}

const newest = async (): Promise<Readonly<Record<string, unknown>>> => (await inboxOf(attendee))[0] ?? expect.fail('no message');
const patch = (event: string, json: object): Promise<Answer> => organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json });
const remove = (event: string): Promise<Answer> => organizer.send(`/v1.0/me/events/${event}`, { method: 'DELETE' });

it('the invitation to a series says what it is and how it recurs', async () => {
  const { series } = await meetDaily();
  expect(await newest()).toMatchObject({
    meetingRequestType: 'newMeetingRequest',
    type: 'seriesMaster',
    recurrence: { pattern: { type: 'daily' }, range: { numberOfOccurrences: 5 } },
  });
  const recurrence = { ...daily, range: { ...daily.range, numberOfOccurrences: 9 } };
  expect((await patch(series, { recurrence })).status).toBe(200);
  expect(await newest()).toMatchObject({ meetingRequestType: 'fullUpdate', recurrence: { range: { numberOfOccurrences: 9 } } });
});

describe('an occurrence', () => {
  it('an occurrence that is moved is told with its own time, and the message leads to it', async () => {
    const { occurrence } = await meetDaily();
    const before = (await inboxOf(attendee)).length;
    expect((await patch(occurrence, hourOn('03-03', '15:00', '16:00'))).status).toBe(200);
    expect(await newest()).toMatchObject({
      meetingRequestType: 'fullUpdate',
      type: 'exception',
      recurrence: null,
      startDateTime: { dateTime: expect.stringContaining('2027-03-03T15:00') as unknown },
    });
    const led = (await attendee.send(await newestMeeting(attendee))).json;
    expect(led).toMatchObject({ type: 'exception', isOrganizer: false });
    expect((await attendee.send(`/v1.0/me/events/${String(led.id)}`)).json).toMatchObject({ id: led.id, type: 'exception' });
    expect((await patch(occurrence, { showAs: 'free' })).status).toBe(200);
    expect(await inboxOf(attendee)).toHaveLength(before + 1);
  });

  it('an occurrence that is called off is told so once; the series goes on', async () => {
    const { series, occurrence } = await meetDaily();
    expect((await remove(occurrence)).status).toBe(204);
    expect(await newest()).toMatchObject({
      meetingMessageType: 'meetingCancelled',
      type: 'occurrence',
      startDateTime: { dateTime: expect.stringContaining('2027-03-03') as unknown },
    });
    expect((await remove(occurrence)).status).toBe(404);
    expect((await messageTypes(attendee)).slice(0, 2)).toEqual(['meetingCancelled', 'newMeetingRequest']);
    expect((await organizer.send(`/v1.0/me/events/${series}`)).status).toBe(200);
  });

  it('an occurrence is cancelled with words, and not the series', async () => {
    const { series, occurrence } = await meetDaily();
    const cancelled = await organizer.send(`/v1.0/me/events/${occurrence}/cancel`, { json: { Comment: 'Holiday.' } });
    expect(cancelled.status, cancelled.text).toBe(202);
    expect(await newest()).toMatchObject({ meetingMessageType: 'meetingCancelled', bodyPreview: 'Holiday.' });
    expect((await organizer.send(`/v1.0/me/events/${series}`)).status).toBe(200);
  });

  it('an occurrence is answered by itself, and the organizer is told which', async () => {
    const { occurrence } = await meetDaily();
    const through = `${await newestMeeting(attendee)}/instances/${occurrence}`;
    expect((await attendee.send(`${through}/decline`, { json: { comment: 'Away.', sendResponse: true } })).status).toBe(202);
    expect((await inboxOf(organizer))[0]).toMatchObject({
      meetingMessageType: 'meetingDeclined',
      bodyPreview: 'Away.',
      type: 'occurrence',
    });
    const [own, all] = [await attendee.send(through), await attendee.send(await newestMeeting(attendee))];
    expect(own.json).toMatchObject({ responseStatus: { response: 'declined' } });
    expect(all.json).toMatchObject({ type: 'seriesMaster', responseStatus: { response: 'notResponded' } });
  });

  it('an occurrence with an attendee of its own is open to that one alone', async () => {
    const guest = await newPerson(api, 'guest');
    const { occurrence } = await meetDaily();
    expect((await patch(occurrence, attendeesOf(attendee, guest))).status).toBe(200);
    expect(await messageTypes(guest)).toEqual(['newMeetingRequest']);
    expect((await guest.send(await newestMeeting(guest))).json).toMatchObject({
      type: 'singleInstance',
      seriesMasterId: null,
    });
    expect((await guest.send(`${await newestMeeting(guest)}/attachments`)).status).toBe(200);
    expect((await patch(occurrence, attendeesOf(attendee))).status).toBe(200);
    expect(await messageTypes(guest)).toEqual(['meetingCancelled']);
    for (const { id } of await inboxOf(guest)) expect((await guest.send(`/v1.0/me/messages/${String(id)}/event`)).status).toBe(404);
  });

  it('an occurrence that is moved asks its attendees anew, and not those of the series', async () => {
    const { occurrence } = await meetDaily();
    const path = await newestMeeting(attendee);
    expect((await attendee.send(`${path}/accept`, { method: 'POST' })).status).toBe(202);
    expect((await attendee.send(`${path}/instances/${occurrence}`)).json).toMatchObject({ responseStatus: { response: 'accepted' } });
    expect((await patch(occurrence, hourOn('03-03', '15:00', '16:00'))).status).toBe(200);
    expect((await attendee.send(`${path}/instances/${occurrence}`)).json).toMatchObject({
      responseStatus: { response: 'notResponded' },
    });
    expect((await attendee.send(path)).json).toMatchObject({ type: 'seriesMaster', responseStatus: { response: 'accepted' } });
  });
});
