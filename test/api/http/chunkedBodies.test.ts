// Bodies in chunks, which the platform drops: 411 wherever a body is taken, so that none is ever taken for an empty one.
import { anHour } from '../../support/api/events.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoGroup, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { type Entity, entriesOf, expectError } from '../../support/api/answers.ts';
import { newPerson, type Person } from '../../support/people/people.ts';
import { fileBody, sessionBody } from '../../support/api/bodies.ts';
import { allowHooks, newTarget, startHookStack, type HookStack, type Target } from '../../support/api/hooks.ts';
import { createMeeting, newestMeeting, messageTypes } from '../../support/api/meetings.ts';

let hooks: HookStack;
let target: Target;
let organizer: Person;
let attendee: Person;
let event: string;
let meeting: string;
let upload: string;
let admin: string;
beforeAll(async () => {
  hooks = await startHookStack(allowHooks('*'));
  const { api } = hooks;
  [organizer, attendee] = await Promise.all([newPerson(api, 'organizer'), newPerson(api, 'attendee')]);
  target = await newTarget(api);
  meeting = await createMeeting(organizer, [attendee]);
  event = `/v1.0/me/events/${await organizer.putEvent()}`;
  upload = String((await organizer.send(`${event}/attachments/createUploadSession`, { json: sessionBody(5) })).json.uploadUrl);
  admin = await api.token({ app: true, role: 'User.ReadWrite.All Group.ReadWrite.All User.Invite.All Calendars.ReadWrite' });
});
afterAll(() => hooks.stop());

/** Sends these bytes without saying how many they are. */
async function sendInChunks(path: string, method: string, body: string, headers: Readonly<Record<string, string>>) {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(body));
      controller.close();
    },
  });
  const request = { method, headers, body: stream, duplex: 'half' as const };
  const response = await fetch(path.startsWith('http') ? path : `${hooks.api.url}${path}`, request);
  const text = await response.text();
  const json: unknown = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, bytes: Buffer.from(text), json: json as Entity };
}

const asOrganizer = (): Promise<string> => hooks.api.token({ user: organizer.upn });
const asAttendee = (): Promise<string> => hooks.api.token({ user: attendee.upn });
const asAdmin = (): Promise<string> => Promise.resolve(admin);
const newcomer = { displayName: 'x', userPrincipalName: `x-${randomUUID()}@contoso.example` };

it.each<[string, string, () => string | Promise<string>, object, () => Promise<string>]>([
  ['a new event', 'POST', () => '/v1.0/me/events', { subject: 'x', ...anHour }, asOrganizer],
  ['an event of an id', 'PUT', () => `/v1.0/me/events/e-${randomUUID()}`, { subject: 'x', ...anHour }, asOrganizer],
  ['a change of an event', 'PATCH', () => event, { subject: 'x' }, asOrganizer],
  ['an attachment', 'POST', () => `${event}/attachments`, fileBody('a.txt'), asOrganizer],
  ['an upload session', 'POST', () => `${event}/attachments/createUploadSession`, sessionBody(5), asOrganizer],
  ['a cancellation, whose comment would be lost', 'POST', () => `/v1.0/me/events/${meeting}/cancel`, { comment: 'x' }, asOrganizer],
  ['an acceptance', 'POST', async () => `${await newestMeeting(attendee)}/accept`, { comment: 'x' }, asAttendee],
  ['a tentative one', 'POST', async () => `${await newestMeeting(attendee)}/tentativelyAccept`, {}, asAttendee],
  ['a refusal', 'POST', async () => `${await newestMeeting(attendee)}/decline`, {}, asAttendee],
  ['a calendar', 'POST', () => '/v1.0/me/calendars', { name: 'x' }, asOrganizer],
  ['a change of a calendar', 'PATCH', () => '/v1.0/me/calendar', { name: 'x' }, asOrganizer],
  ['a calendar group', 'POST', () => '/v1.0/me/calendarGroups', { name: 'x' }, asOrganizer],
  ['a permission', 'POST', () => '/v1.0/me/calendar/calendarPermissions', { role: 'read' }, asOrganizer],
  ['a batch', 'POST', () => '/v1.0/$batch', { requests: [] }, asOrganizer],
  ['a user', 'POST', () => '/v1.0/users', newcomer, asAdmin],
  ['a change of a user', 'PATCH', () => `/v1.0/users/${demoUsers.adele.id}`, { jobTitle: 'x' }, asAdmin],
  ['a group', 'POST', () => '/v1.0/groups', { displayName: 'x' }, asAdmin],
  ['a member', 'POST', () => `/v1.0/groups/${demoGroup.id}/members/$ref`, { '@odata.id': 'x' }, asAdmin],
  ['an invitation', 'POST', () => '/v1.0/invitations', { invitedUserEmailAddress: 'x@y.example' }, asAdmin],
])('%s is refused with 411 that says what is wanted', async (_, method, path, json, token) => {
  const headers = { Authorization: `Bearer ${await token()}`, 'Content-Type': 'application/json' };
  const answer = await sendInChunks(await path(), method, JSON.stringify(json), headers);
  expectError(answer, 411, 'LengthRequired', /came in chunks .*'Content-Length'/);
});

it('a range of an upload is refused likewise, and can be sent again', async () => {
  const range = { 'Content-Range': 'bytes 0-4/5' };
  expectError(await sendInChunks(upload, 'PUT', 'hello', range), 411, 'LengthRequired');
  const again = await hooks.api.send(upload, { method: 'PUT', body: 'hello', headers: range });
  expect(again.status, again.text).toBe(201);
});

describe('a webhook', () => {
  it.each([
    ['of JSON', 'POST', 'application/json', '{}'],
    ['of a form', 'POST', 'multipart/form-data; boundary=x', '--x\r\n\r\n--x--'],
    ['of anything else', 'POST', 'image/png', 'x'],
    ['that puts an event', 'PUT', 'application/json', '{}'],
  ])('%s is refused likewise', async (_, method, type, body) => {
    const path = `/hooks${method === 'PUT' ? target.event : target.attachments}`;
    const answer = await sendInChunks(path, method, body, { 'x-functions-key': hooks.key, 'Content-Type': type });
    expectError(answer, 411, 'LengthRequired');
    expect(await target.list()).toEqual([]);
  });
});

it('nobody has been told anything, and nothing was made', async () => {
  expect(await messageTypes(attendee)).toEqual(['newMeetingRequest']);
  expect(await messageTypes(organizer)).toEqual([]);
  expect(entriesOf(await organizer.send('/v1.0/me/events'))).toHaveLength(2);
  expect(entriesOf(await organizer.send(`${event}/attachments`)).map(({ name }) => name)).toEqual(['x']);
});

it('an action without a body at all is one without parameters', async () => {
  expect((await attendee.send(`${await newestMeeting(attendee)}/accept`, { method: 'POST' })).status).toBe(202);
});
