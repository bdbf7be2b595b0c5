// The way back from an event to the calendar that it lies in: for those who may see that calendar.
import { beforeAll, expect, it } from 'vitest';
import { demoGroup, demoIds } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { hourOn } from '../../support/api/events.ts';
import { refusal } from '../../support/api/answers.ts';
import { newPerson } from '../../support/people/people.ts';
import { inboxOf, meet, newestMeeting } from '../../support/api/meetings.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});

it('the calendar of an event is the default one or another, wherever the event is found', async () => {
  const owner = await newPerson(api);
  const event = await owner.putEvent();
  expect((await owner.send(`/v1.0/me/events/${event}/calendar`)).json).toMatchObject({ isDefaultCalendar: true });
  const { json: calendar } = await owner.send('/v1.0/me/calendars', { json: { name: 'Launch' } });
  const moved = await owner.putEvent(`/v1.0/me/calendars/${String(calendar.id)}`);
  for (const path of [`me/events/${moved}`, `users/${owner.upn}/calendars/${String(calendar.id)}/calendarView/${moved}`])
    expect((await owner.send(`/v1.0/${path}/calendar?$select=name`)).json).toMatchObject({ id: calendar.id, name: 'Launch' });
});

it("the calendar of an event is an occurrence's as well, and a group's", async () => {
  const owner = await newPerson(api);
  const daily = { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } };
  const { json: series } = await owner.send('/v1.0/me/events', { json: { ...hourOn('03-01'), recurrence: daily } });
  const window = 'startDateTime=2027-03-05T00:00:00Z&endDateTime=2027-03-06T00:00:00Z';
  const instances = `/v1.0/me/events/${String(series.id)}/instances`;
  const { text } = await owner.send(`${instances}?${window}&$select=id`);
  const occurrence = /"id":"([^"]+)"/.exec(text)?.[1] ?? '';
  expect((await owner.send(`${instances}/${occurrence}/calendar`)).json).toMatchObject({ isDefaultCalendar: true });
  const ofGroup = await api.send(`/v1.0/groups/${demoGroup.id}/events/${demoIds.groupEvent}/calendar`);
  expect(ofGroup.json).toMatchObject({ owner: { name: demoGroup.displayName } });
});

it('the calendar of an event does not concern an attendee, who reads the event alone', async () => {
  const [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
  await meet(organizer, [attendee]);
  expect(await inboxOf(attendee)).toHaveLength(1);
  const event = await newestMeeting(attendee);
  expect((await attendee.send(event)).status).toBe(200);
  expect(refusal(await attendee.send(`${event}/calendar`))).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
  const application = await api.token({ app: true });
  expect((await api.send(event.replace('/me/', `/users/${attendee.id}/`) + '/calendar', { token: application })).json).toMatchObject({
    owner: { address: organizer.upn },
  });
});
