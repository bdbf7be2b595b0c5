// Writing events: every property, merging and replacing, preconditions, repeated requests, moving between calendars.
import { randomUUID } from 'node:crypto';
import { CosmosClient } from '@azure/cosmos';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { eventPath, hourOn, subjects } from '../../support/api/events.ts';
import { entriesOf, refusal } from '../../support/api/answers.ts';
import { newStranger, type Person } from '../../support/people/people.ts';

let api: Api;
let mailbox: Person;
beforeAll(async () => {
  api = await openApi();
});
beforeEach(async () => {
  mailbox = await newStranger(api);
});

const attendee = (address: string, type = 'required') => ({ type, emailAddress: { name: 'Somebody', address } });
/** The object ids in the event's document, which no answer shows. */
async function attendeesOf(eventId: unknown): Promise<unknown> {
  const client = new CosmosClient({ endpoint: inject('stack').cosmosUrl, key: emulatorKey });
  try {
    const items = client.database('calendar').container('mailboxes').items;
    const query = { query: 'SELECT VALUE c.attendees FROM c WHERE c.eventId = @id', parameters: [{ name: '@id', value: String(eventId) }] };
    const { resources } = await items.query<unknown>(query, { partitionKey: `${demoTenant}:users:${mailbox.id}` }).fetchAll();
    return resources[0];
  } finally {
    client.dispose();
  }
}

const full = {
  subject: "Let's go for lunch",
  body: { contentType: 'HTML', content: '<p>Does noon work?</p>' },
  ...hourOn('04-15', '12:00', '14:00', 'Pacific Standard Time'),
  location: { displayName: "Harry's Bar", locationType: 'restaurant', address: { city: 'Venice' }, coordinates: { latitude: 45.43 } },
  attendees: [attendee('samantha@elsewhere.example', 'Optional')],
  importance: 'High',
  sensitivity: 'personal',
  showAs: 'OOF',
  categories: ['Red category'],
  isReminderOn: false,
  reminderMinutesBeforeStart: 99,
  responseRequested: false,
  allowNewTimeProposals: false,
  hideAttendees: true,
};

describe('POST …/events', () => {
  it('POST …/events keeps and shows every property, in the order of Graph', async () => {
    const transactionId = randomUUID();
    const made = await mailbox.newEvent({ ...full, transactionId });
    const location = { ...full.location };
    expect(made).toMatchObject({
      subject: full.subject,
      body: { contentType: 'html', content: '<p>Does noon work?</p>' },
      bodyPreview: 'Does noon work?',
      start: { dateTime: '2027-04-15T19:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2027-04-15T21:00:00.0000000', timeZone: 'UTC' },
      originalStartTimeZone: 'Pacific Standard Time',
      originalEndTimeZone: 'Pacific Standard Time',
      location,
      locations: [location],
      attendees: [{ ...full.attendees[0], type: 'optional', status: { response: 'none', time: '0001-01-01T00:00:00Z' } }],
      importance: 'high',
      sensitivity: 'personal',
      showAs: 'oof',
      categories: ['Red category'],
      isReminderOn: false,
      reminderMinutesBeforeStart: 99,
      responseRequested: false,
      allowNewTimeProposals: false,
      hideAttendees: true,
      isOnlineMeeting: false,
      onlineMeetingProvider: 'unknown',
      transactionId,
      type: 'singleInstance',
      isCancelled: false,
      isOrganizer: true,
      hasAttachments: false,
      recurrence: null,
      responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
      organizer: { emailAddress: { address: mailbox.upn } },
    });
    expect(Object.keys(made)).toEqual([
      '@odata.context', '@odata.etag', 'id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'categories', 'transactionId',
      'originalStartTimeZone', 'originalEndTimeZone', 'iCalUId', 'reminderMinutesBeforeStart', 'isReminderOn', 'hasAttachments', 'subject',
      'bodyPreview', 'importance', 'sensitivity', 'isAllDay', 'isCancelled', 'isOrganizer', 'responseRequested', 'seriesMasterId', 'showAs',
      'type', 'webLink', 'onlineMeetingUrl', 'isOnlineMeeting', 'onlineMeetingProvider', 'allowNewTimeProposals', 'isDraft', 'hideAttendees',
      'responseStatus', 'body', 'start', 'end', 'location', 'locations', 'recurrence', 'attendees', 'organizer', 'onlineMeeting',
    ]);
    expect((await mailbox.send(eventPath(made))).json).toEqual(made);
  });

  it('POST …/events has the defaults of Graph for what is not said', async () => {
    expect(await mailbox.newEvent({ subject: 'bare' })).toMatchObject({
      body: { contentType: 'text', content: '' }, importance: 'normal', sensitivity: 'normal', showAs: 'busy', categories: [], attendees: [],
      isReminderOn: true, reminderMinutesBeforeStart: 15, responseRequested: true, allowNewTimeProposals: true, hideAttendees: false,
      isOnlineMeeting: false, onlineMeetingProvider: 'unknown', transactionId: null, location: { displayName: '' }, locations: [],
    });
  });

  it.each([
    [{ subject: 1 }, 'RequestBodyRead', "'1'"],
    [{ importance: 'huge' }, 'RequestBodyRead', 'microsoft.graph.importance'],
    [{ reminderMinutesBeforeStart: 'soon' }, 'RequestBodyRead', 'Edm.Int32'],
    [{ reminderMinutesBeforeStart: 0.5 }, 'RequestBodyRead', 'Edm.Int32'],
    [{ isOnlineMeeting: true }, 'RequestBodyRead', 'isOnlineMeeting'],
    [{ onlineMeetingProvider: 'teamsForBusiness' }, 'RequestBodyRead', 'onlineMeetingProvider'],
    [{ singleValueExtendedProperties: [{ id: 'String {66f5a359-4659-4830-9070-00040ec6acaa} Name Id', value: 'x' }] }, 'RequestBodyRead', 'singleValueExtendedProperties'],
    [{ extensions: [{ extensionName: 'c', a: 1 }] }, 'RequestBodyRead', 'extensions'],
    [{ nobodyKnowsThis: { at: 'all' } }, 'RequestBodyRead', 'nobodyKnowsThis'],
    [{ attendees: {} }, 'RequestBodyRead', 'Collection'],
    [{ attendees: [{ type: 'required' }] }, 'ErrorInvalidRequest', 'attendees/emailAddress'],
    [{ attendees: [{ emailAddress: { name: 'x' } }] }, 'ErrorInvalidRequest', 'address'],
    [{ attendees: [attendee('')] }, 'ErrorInvalidRequest', 'attendees/emailAddress/address'],
    [{ attendees: [attendee(' ')] }, 'ErrorInvalidRequest', 'attendees/emailAddress/address'],
    [{ attendees: Array.from({ length: 501 }, (_, i) => attendee(`${i}@x.example`)) }, 'BadRequest', 'attendees'],
    [{ location: { coordinates: { latitude: 'north' } } }, 'RequestBodyRead', 'Edm.Double'],
    [{ categories: [1] }, 'RequestBodyRead', 'Edm.String'],
    [{ start: {} }, 'ErrorInvalidRequest', 'dateTime'],
    [{ isAllDay: 'perhaps' }, 'RequestBodyRead', 'Edm.Boolean'],
  ])('POST …/events refuses %j by name', async (json, code, words) => {
    const answer = await mailbox.send('/v1.0/me/events', { json });
    expect(refusal(answer)).toEqual({ status: 400, code, message: expect.stringContaining(words) as unknown });
    expect(entriesOf(await mailbox.send('/v1.0/me/events'))).toEqual([]);
  });

  it('POST …/events takes reminders behind the start, and numbers and booleans as text', async () => {
    expect(await mailbox.newEvent({ ...hourOn('05-01'), reminderMinutesBeforeStart: -540 })).toMatchObject({ reminderMinutesBeforeStart: -540 });
    const recurrence = { pattern: { type: 'daily', interval: '2' }, range: { type: 'numbered', startDate: '2027-05-02', numberOfOccurrences: '3' } };
    const text = { ...hourOn('05-02'), reminderMinutesBeforeStart: '5', isReminderOn: 'False', location: { coordinates: { latitude: '45.5' } }, recurrence };
    expect(await mailbox.newEvent(text)).toMatchObject({
      reminderMinutesBeforeStart: 5, isReminderOn: false, location: { coordinates: { latitude: 45.5 } },
      recurrence: { pattern: { interval: 2 }, range: { numberOfOccurrences: 3 } },
    });
  });

  it('POST …/events gives the first event for a transactionId that comes again, at once or later', async () => {
    const json = { subject: 'once', transactionId: randomUUID(), attachments: [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' }] };
    const answers = await Promise.all(Array.from({ length: 5 }, () => mailbox.send('/v1.0/me/events', { json })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const later = await mailbox.send('/v1.0/me/events', { json: { ...json, subject: 'another' } });
    expect(new Set([...answers, later].map((answer) => answer.json.id)).size).toBe(1);
    expect(subjects(await mailbox.send('/v1.0/me/events'))).toEqual(['once']);
    expect(entriesOf(await mailbox.send(`${eventPath(later.json)}/attachments`))).toHaveLength(1);
    // Somebody else's is another one, and so is one after the first event is gone.
    const other = await newStranger(api);
    expect((await other.newEvent(json)).id).not.toBe(later.json.id);
    expect((await mailbox.send(eventPath(later.json), { method: 'DELETE' })).status).toBe(204);
    expect((await mailbox.newEvent(json)).id).not.toBe(later.json.id);
    expect(subjects(await mailbox.send('/v1.0/me/events'))).toEqual(['once']);
  });

  it('POST …/events knows attendees by userPrincipalName, whenever they are written, and nobody by another address', async () => {
    const { megan, adele } = demoUsers;
    const made = await mailbox.newEvent({ attendees: [attendee(megan.upn.toUpperCase()), attendee(megan.upn), attendee('nobody@elsewhere.example')] });
    expect(made.attendees).toHaveLength(3);
    expect(await attendeesOf(made.id)).toEqual([megan.id]);
    await mailbox.send(eventPath(made), { method: 'PATCH', json: { subject: 'x' } });
    expect(await attendeesOf(made.id)).toEqual([megan.id]);
    await mailbox.send(eventPath(made), { method: 'PATCH', json: { attendees: [attendee(adele.upn)] } });
    expect(await attendeesOf(made.id)).toEqual([adele.id]);
    await mailbox.send(eventPath(made), { method: 'PUT', json: {} });
    expect(await attendeesOf(made.id)).toEqual([]);
  });
});

describe('PATCH …/events/{id}', () => {
  it('PATCH …/events/{id} changes what is given and leaves the rest, null being the default again', async () => {
    const made = await mailbox.newEvent(full);
    const path = eventPath(made);
    const answer = await mailbox.send(path, { method: 'PATCH', json: { subject: 'Dinner', importance: null, categories: null } });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get('etag')).not.toBe(made['@odata.etag']);
    const { changeKey, lastModifiedDateTime, '@odata.etag': etag } = answer.json;
    const version = { changeKey, lastModifiedDateTime, '@odata.etag': etag };
    expect(answer.json).toEqual({ ...made, ...version, subject: 'Dinner', importance: 'normal', categories: [] });
    expect(changeKey).not.toBe(made.changeKey);
    expect((await mailbox.send(path)).json).toEqual(answer.json);
  });

  it('PATCH …/events/{id} merges the body, keeps the answers of attendees, and takes null for all of them', async () => {
    const path = eventPath(await mailbox.newEvent(full));
    const patch = async (json: object) => (await mailbox.send(path, { method: 'PATCH', json })).json;
    expect(await patch({ body: { content: '<b>New</b>' } })).toMatchObject({ body: { contentType: 'html', content: '<b>New</b>' }, bodyPreview: 'New' });
    expect(await patch({ attendees: [attendee('a@x.example'), attendee('SAMANTHA@elsewhere.example')] })).toMatchObject({
      attendees: [{ emailAddress: { address: 'a@x.example' } }, { emailAddress: { address: 'SAMANTHA@elsewhere.example' } }],
    });
    expect(await patch({ attendees: null, body: null, location: null })).toMatchObject({
      attendees: [], body: { contentType: 'text', content: '' }, bodyPreview: '', location: { displayName: '' }, locations: [],
    });
    expect(await patch({ locations: [{ displayName: 'A' }, { displayName: 'B' }] })).toMatchObject({ location: { displayName: 'A' } });
  });

  it('PATCH …/events/{id} loses no change of several at once, while attachments come', async () => {
    const path = eventPath(await mailbox.newEvent());
    const changes = [{ subject: 'new' }, { importance: 'high' }, { showAs: 'free' }, { categories: ['x'] }];
    const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' };
    const answers = await Promise.all([
      ...changes.map((json) => mailbox.send(path, { method: 'PATCH', json })),
      ...Array.from({ length: 8 }, () => mailbox.send(`${path}/attachments`, { json: file })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, ...Array.from({ length: 8 }, () => 201)]);
    expect((await mailbox.send(path)).json).toMatchObject({ ...Object.assign({}, ...changes), hasAttachments: true });
    expect(entriesOf(await mailbox.send(`${path}/attachments`))).toHaveLength(8);
  });

  it('PATCH …/events/{id} honours If-Match, and so do PUT and DELETE', async () => {
    const made = await mailbox.newEvent();
    const path = eventPath(made);
    const stale = { headers: { 'If-Match': String(made['@odata.etag']) } };
    const { json } = await mailbox.send(path, { method: 'PATCH', json: { subject: 'one' }, ...stale });
    expect(json.subject).toBe('one');
    const error = { status: 412, code: 'ErrorIrresolvableConflict' };
    expect(refusal(await mailbox.send(path, { method: 'PATCH', json: { subject: 'two' }, ...stale }))).toMatchObject(error);
    expect(refusal(await mailbox.send(path, { method: 'PUT', json: { subject: 'two' }, ...stale }))).toMatchObject(error);
    expect(refusal(await mailbox.send(path, { method: 'DELETE', ...stale }))).toMatchObject(error);
    expect(refusal(await mailbox.send(path, { method: 'PUT', json: {}, headers: { 'If-None-Match': '*' } }))).toMatchObject(error);
    const nothing = `/v1.0/me/events/${randomUUID()}`;
    expect(refusal(await mailbox.send(nothing, { method: 'PUT', json: {}, headers: { 'If-Match': '*' } }))).toMatchObject(error);
    expect((await mailbox.send(path)).json.subject).toBe('one');
    const current = { headers: { 'If-Match': String(json['@odata.etag']) } };
    expect((await mailbox.send(path, { method: 'DELETE', ...current })).status).toBe(204);
  });

  it.each([
    [{ recurrence: { pattern: { type: 'daily', interval: 1 } } }, 400, 'recurrence.range'],
    [{ attachments: [{}] }, 400, 'attachments'],
    [{ subject: 5 }, 400, 'Edm.String'],
    [hourOn('04-15', '12:00', '11:00'), 400, 'end'],
  ])('PATCH …/events/{id} refuses %j and changes nothing', async (json, status, words) => {
    const made = await mailbox.newEvent(full);
    const answer = await mailbox.send(eventPath(made), { method: 'PATCH', json });
    expect(refusal(answer)).toMatchObject({ status, message: expect.stringContaining(words) as unknown });
    expect((await mailbox.send(eventPath(made))).json).toEqual(made);
  });

  it('PATCH …/events/{id} is 404 for an event that is not there', async () => {
    expect(refusal(await mailbox.send('/v1.0/me/events/none', { method: 'PATCH', json: {} }))).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
  });

  it('PATCH …/events/{id} moves the event to another calendar of the mailbox, where it keeps its id', async () => {
    const made = await mailbox.newEvent();
    const { json: calendar } = await mailbox.send('/v1.0/me/calendars', { json: { name: 'Other' } });
    const bind = async (url: string) => mailbox.send(eventPath(made), { method: 'PATCH', json: { 'calendar@odata.bind': url } });
    const answer = await bind(`${api.url}/v1.0/me/calendars/${String(calendar.id)}`);
    expect({ status: answer.status, id: answer.json.id }, answer.text).toEqual({ status: 200, id: made.id });
    expect(subjects(await mailbox.send(`/v1.0/me/calendars/${String(calendar.id)}/events`))).toEqual(['an event']);
    expect(subjects(await mailbox.send('/v1.0/me/events'))).toEqual([]);
    expect((await mailbox.send(`/v1.0/me/calendars/${String(calendar.id)}/events/${String(made.id)}`)).status).toBe(200);
    const { json: first } = await mailbox.send('/v1.0/me/calendar');
    expect((await mailbox.send(`/v1.0/me/calendars/${String(first.id)}/events/${String(made.id)}`)).status).toBe(404);
    expect(refusal(await bind('/me/events'))).toMatchObject({ status: 400, message: expect.stringContaining('calendar@odata.bind') as unknown });
    expect((await bind('/me/calendars/none')).status).toBe(404);
    const other = await newStranger(api);
    expect([400, 403]).toContain((await bind(`/users/${other.id}/calendar`)).status);
  });
});

describe('PUT …/events/{id}', () => {
  it('PUT …/events/{id} replaces every property, and keeps what the event is', async () => {
    const made = await mailbox.newEvent(full);
    const answer = await mailbox.send(eventPath(made), { method: 'PUT', json: { subject: 'only this' } });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({
      id: made.id, iCalUId: made.iCalUId, createdDateTime: made.createdDateTime, subject: 'only this', attendees: [], importance: 'normal',
      start: null, categories: [], organizer: made.organizer,
    });
  });

  it('PUT …/events/{id} is told that attachments go their own way', async () => {
    const answer = await mailbox.send(`/v1.0/me/events/${randomUUID()}`, { method: 'PUT', json: { attachments: [{ name: 'x' }] } });
    expect(refusal(answer)).toMatchObject({ status: 400, message: expect.stringContaining('attachments') as unknown });
  });
});

it('iCalUId is unique, lasts as long as the event, and is another one when the id is put again', async () => {
  const [one, two] = [await mailbox.newEvent(), await mailbox.newEvent()];
  expect(one.iCalUId).not.toBe(two.iCalUId);
  const path = eventPath(one);
  expect((await mailbox.send(path, { method: 'PATCH', json: { subject: 'b' } })).json.iCalUId).toBe(one.iCalUId);
  await mailbox.send(path, { method: 'DELETE' });
  const again = await mailbox.send(path, { method: 'PUT', json: {} });
  expect(again.json.id).toBe(one.id);
  expect(again.json.iCalUId).not.toBe(one.iCalUId);
});
