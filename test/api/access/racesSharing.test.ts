// Somebody changes an event of a shared calendar while its owner takes it out of their reach: what was allowed isn't any more.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { openApi, type Answer, type Api, type Sent } from '../../support/api/api.ts';
import { startCountedStack, type CountedStack } from '../../support/process/countedStack.ts';
import type { StoreCall } from '../../support/faults/countingProxy.ts';
import { attendeesOf, newestMeeting } from '../../support/api/meetings.ts';
import { newPerson, type Person } from '../../support/people/people.ts';

let slow: CountedStack;
let api: Api;
let owner: Person;
let writer: Person;
let writersToken: string;
let calendar: string;
let event: string;
beforeAll(async () => {
  slow = await startCountedStack(inject('stack'));
  api = await openApi();
  [owner, writer] = await Promise.all([newPerson(api, 'owner'), newPerson(api, 'writer')]);
  writersToken = await slow.api.token({ user: writer.upn, scope: 'Calendars.ReadWrite.Shared' });
  calendar = String((await owner.send('/v1.0/me/calendars', { json: { name: 'Shared' } })).json.id);
  const json = { emailAddress: { address: writer.upn }, role: 'write' };
  expect((await owner.send(`/v1.0/me/calendars/${calendar}/calendarPermissions`, { json })).status).toBe(201);
});
afterAll(async () => {
  await slow.stop();
});
beforeEach(async () => {
  const series = { recurrence: { pattern: { type: 'daily', interval: 1 }, range: { type: 'noEnd', startDate: '2027-03-01' } } };
  const times = { start: { dateTime: '2027-03-01T10:00:00' }, end: { dateTime: '2027-03-01T11:00:00' } };
  event = await owner.putEvent(`/v1.0/me/calendars/${calendar}`, { ...series, ...times });
});

const base = (): string => `/v1.0/users/${owner.upn}`;
const patch = async (path: string, json: object): Promise<void> => {
  expect((await owner.send(path, { method: 'PATCH', json })).status).toBe(200);
};

/** Sends as the writer through the app whose next such call is stopped until the other work is done. */
async function meanwhile(call: StoreCall, path: string, sent: Sent, other: () => Promise<void>): Promise<Answer> {
  // The app has met the writer and the owner by then.
  await slow.api.send(`${base()}/events/${event}`, { token: writersToken });
  const held = slow.hold(call);
  const answer = slow.api.send(path, { token: writersToken, ...sent });
  await held.arrived;
  try {
    await other();
  } finally {
    held.release();
  }
  return answer;
}

describe.each([
  ['PATCH', { method: 'PATCH', json: { importance: 'high' } }],
  ['DELETE', { method: 'DELETE' }],
])('%s, stopped before its batch, is 404 and does nothing', (_, sent) => {
  const secret = { subject: 'SECRET', sensitivity: 'private' };

  it.each([
    ['made private', secret],
    ['moved to another calendar', { subject: 'SECRET', 'calendar@odata.bind': '/me/calendar' }],
  ])('a write that is stopped before its batch is 404 and does nothing when the event is %s', async (_change, change) => {
    const answer = await meanwhile('batch', `${base()}/events/${event}`, sent, () => patch(`/v1.0/me/events/${event}`, change));
    expect([answer.status, answer.text.includes('SECRET')]).toEqual([404, false]);
    expect((await owner.send(`/v1.0/me/events/${event}`)).json).toMatchObject({ subject: 'SECRET', importance: 'normal' });
  });

  it.each(['the occurrence', 'its series'])(
    'a write that is stopped before its batch is 404 and does nothing when, of an occurrence, %s is made private',
    async (which) => {
      const window = 'startDateTime=2027-03-04&endDateTime=2027-03-05';
      const { json } = await owner.send(`/v1.0/me/events/${event}/instances?${window}`);
      const [occurrence] = json.value as { id: string }[];
      const path = `/events/${event}/instances/${String(occurrence?.id)}`;
      const changing = which === 'its series' ? `/events/${event}` : path;
      const answer = await meanwhile('batch', `${base()}${path}`, sent, () => patch(`/v1.0/me${changing}`, secret));
      expect([answer.status, answer.text.includes('SECRET')]).toEqual([404, false]);
      expect((await owner.send(`/v1.0/me${path}`)).json).toMatchObject({ subject: 'SECRET', importance: 'normal' });
    },
  );
});

it('GET, stopped before it reads a large body that is replaced, shows nothing of what it has become', async () => {
  const large = (text: string): object => ({ body: { contentType: 'text', content: text.repeat(60_000) } });
  await patch(`/v1.0/me/events/${event}`, large('plain '));
  const secret = { ...large('SECRET '), sensitivity: 'private' };
  const answer = await meanwhile('blob get', `${base()}/events/${event}`, {}, () => patch(`/v1.0/me/events/${event}`, secret));
  expect([answer.status, answer.text.includes('SECRET')]).toEqual([404, false]);
});

it('GET by a message, stopped likewise, shows nothing to who is let go meanwhile', async () => {
  const large = (text: string): object => ({ body: { contentType: 'text', content: text.repeat(60_000) } });
  const attendee = await newPerson(api, 'attendee');
  const meeting = await owner.putEvent('/v1.0/me', { ...large('plain '), ...attendeesOf(attendee), subject: randomUUID() });
  const path = await newestMeeting(attendee);
  const token = await slow.api.token({ user: attendee.upn });
  const answer = await meanwhile('blob get', path, { token }, () =>
    patch(`/v1.0/me/events/${meeting}`, { ...large('SECRET '), attendees: [] }),
  );
  expect([answer.status, answer.text.includes('SECRET')]).toEqual([404, false]);
});
