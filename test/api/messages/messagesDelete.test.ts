// DELETE …/messages/{id}: who may, what it leaves, and which version it takes.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batch, statuses } from '../../support/api/batches.ts';
import { openApi, type Answer, type Api } from '../../support/api/api.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { file, inboxOf, createMeeting, newestMeeting, messageTypes } from '../../support/api/meetings.ts';

let api: Api;
let organizer: Person;
let attendee: Person;
let event: string;
let message: string;
beforeAll(async () => {
  api = await openApi();
  [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
});
beforeEach(async () => {
  event = await createMeeting(organizer, [attendee]);
  message = String((await inboxOf(attendee))[0]?.id);
});

const remove = { method: 'DELETE' };
const asApplication = async (role: string, path: string): Promise<Answer> =>
  api.send(path, { ...remove, token: await api.token({ app: true, role }) });
const isThere = async (): Promise<boolean> => (await attendee.send(`/v1.0/me/messages/${message}`)).status === 200;

it.each([
  ['me/messages/ID', 'me/messages'],
  ["me/mailFolders('inbox')/messages/ID", 'me/mailFolders/inbox/messages'],
  ['me/messages/ID/microsoft.graph.eventMessage', 'me/messages'],
])('DELETE %s is 204, and the message is nowhere; the meeting is as it was', async (path, list) => {
  const own = `/v1.0/${path.replace('ID', message)}`;
  expect((await attendee.send(own)).status).toBe(200);
  const removed = await attendee.send(own, remove);
  expect([removed.status, removed.text]).toEqual([204, '']);
  for (const [method, tail] of [
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/event'],
    ['GET', '/attachments'],
    ['POST', '/event/accept'],
  ] as const)
    expect((await attendee.send(`/v1.0/me/messages/${message}${tail}`, { method })).status, tail).toBe(404);
  expect((await attendee.send(`/v1.0/${list}?$filter=receivedDateTime ge 2020-01-01`)).text).not.toContain(message);
  expect((await organizer.send(`/v1.0/me/events/${event}`)).json.attendees).toHaveLength(1);
  await organizer.send(`/v1.0/me/events/${event}`, { method: 'PATCH', json: { subject: 'Moved' } });
  expect((await attendee.send(await newestMeeting(attendee))).json).toMatchObject({ isOrganizer: false, subject: 'Moved' });
  expect(entriesOf(await attendee.send("/v1.0/me/events?$filter=subject eq 'Moved'"))).not.toEqual([]);
});

describe('who may', () => {
  it.each([
    ['Calendars.ReadWrite', 204],
    ['Mail.ReadWrite', 204],
    ['Calendars.Read Mail.Read', 403],
    ['Calendars.ReadWrite.Shared', 403],
    ['Group.ReadWrite.All', 403],
  ])('a user with %s who deletes a message is answered %i', async (scope, status) => {
    expect((await attendee.with(scope)(`/v1.0/me/messages/${message}`, remove)).status).toBe(status);
    expect(await isThere()).toBe(status !== 204);
  });

  it.each([
    ['Calendars.ReadWrite', 204],
    ['Mail.ReadWrite', 204],
    ['Calendars.Read Mail.Read', 403],
  ])('an application with %s that deletes a message is answered %i', async (role, status) => {
    expect((await asApplication(role, `/v1.0/users/${attendee.id}/messages/${message}`)).status).toBe(status);
    expect(await isThere()).toBe(status !== 204);
  });

  it('nobody with whom the calendar is shared deletes a message, nor does the organizer', async () => {
    const emailAddress = { address: organizer.upn };
    const shared = await attendee.send('/v1.0/me/calendar/calendarPermissions', { json: { emailAddress, role: 'write' } });
    expect(shared.status, shared.text).toBe(201);
    const send = organizer.with('Calendars.ReadWrite Calendars.ReadWrite.Shared Mail.ReadWrite');
    expect((await send(`/v1.0/users/${attendee.id}/messages/${message}`, remove)).status).toBe(403);
    expect((await send(`/v1.0/me/messages/${message}`, remove)).status).toBe(404);
    expect(await isThere()).toBe(true);
  });
});

it('DELETE takes the version that If-Match names, with attachments or without', async () => {
  const path = `/v1.0/me/messages/${message}`;
  const ifMatch = (etag: string): Promise<Answer> => attendee.send(path, { ...remove, headers: { 'If-Match': etag } });
  const before = (await attendee.send(path)).headers.get('etag') ?? '';
  expect(refusal(await ifMatch('"another"'))).toMatchObject({ status: 412, code: 'ErrorIrresolvableConflict' });
  await organizer.send(`/v1.0/me/events/${event}/attachments`, { json: file() });
  expect((await attendee.send(path)).headers.get('etag')).not.toBe(before);
  expect((await ifMatch(before)).status).toBe(204);
  event = await createMeeting(organizer, [attendee], { attachments: [file()] });
  message = String((await inboxOf(attendee))[0]?.id);
  const attached = (await attendee.send(`/v1.0/me/messages/${message}`)).headers.get('etag') ?? '';
  const other = await attendee.send(`/v1.0/me/messages/${message}`, { ...remove, headers: { 'If-Match': attached } });
  expect(other.status).toBe(204);
});

it('DELETE takes no options, and is what Allow names beside GET', async () => {
  expect((await attendee.send(`/v1.0/me/messages/${message}?$select=id`, remove)).status).toBe(400);
  const refused = await attendee.send(`/v1.0/me/messages/${message}`, { method: 'PATCH', json: { isRead: true } });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, DELETE']);
  expect((await attendee.send('/v1.0/me/messages', remove)).headers.get('allow')).toBe('GET, HEAD');
  expect(await isThere()).toBe(true);
});

it('a batch deletes a message, too', async () => {
  const requests = [
    { id: '1', method: 'DELETE', url: `/me/messages/${message}` },
    { id: '2', method: 'GET', url: `/me/messages/${message}`, dependsOn: ['1'] },
  ];
  expect(statuses(await batch(attendee, requests))).toEqual([204, 404]);
});

it('DELETE of an answer is the organizer’s', async () => {
  await attendee.send(`/v1.0/me/messages/${message}/event/accept`, { json: { comment: 'Yes.' } });
  const [answer] = await inboxOf(organizer);
  expect((await organizer.send(`/v1.0/me/messages/${String(answer?.id)}`, remove)).status).toBe(204);
  expect(await messageTypes(organizer)).toEqual([]);
  expect((await organizer.send(`/v1.0/me/events/${event}`)).json.attendees).toMatchObject([{ status: { response: 'accepted' } }]);
});
