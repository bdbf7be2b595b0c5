// Writing events: every property, merging and replacing, preconditions, repeated requests, moving between calendars.
import { randomUUID } from 'node:crypto';
import { CosmosClient } from '@azure/cosmos';
import { beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { anHour, attendee, eventPath, fullEvent, hourOn, subjects } from '../../support/api/events.ts';
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

describe('POST …/events', () => {
  it('POST …/events keeps and shows every property, in the order of Graph', async () => {
    const transactionId = randomUUID();
    const made = await mailbox.newEvent({ ...fullEvent, transactionId });
    const location = { ...fullEvent.location };
    expect(made).toMatchObject({
      subject: fullEvent.subject,
      body: { contentType: 'html', content: '<p>Does noon work?</p>' },
      bodyPreview: 'Does noon work?',
      start: { dateTime: '2027-04-15T19:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2027-04-15T21:00:00.0000000', timeZone: 'UTC' },
      originalStartTimeZone: 'Pacific Standard Time',
      originalEndTimeZone: 'Pacific Standard Time',
      location,
      locations: [location],
      attendees: [{ ...fullEvent.attendees[0], type: 'optional', status: { response: 'none', time: '0001-01-01T00:00:00Z' } }],
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
      '@odata.context',
      '@odata.etag',
      'id',
      'createdDateTime',
      'lastModifiedDateTime',
      'changeKey',
      'categories',
      'transactionId',
      'originalStartTimeZone',
      'originalEndTimeZone',
      'iCalUId',
      'reminderMinutesBeforeStart',
      'isReminderOn',
      'hasAttachments',
      'subject',
      'bodyPreview',
      'importance',
      'sensitivity',
      'isAllDay',
      'isCancelled',
      'isOrganizer',
      'responseRequested',
      'seriesMasterId',
      'showAs',
      'type',
      'webLink',
      'onlineMeetingUrl',
      'isOnlineMeeting',
      'onlineMeetingProvider',
      'allowNewTimeProposals',
      'isDraft',
      'hideAttendees',
      'responseStatus',
      'body',
      'start',
      'end',
      'location',
      'locations',
      'recurrence',
      'attendees',
      'organizer',
      'onlineMeeting',
    ]);
    expect((await mailbox.send(eventPath(made))).json).toEqual(made);
  });

  it('POST …/events has the defaults of Graph for what is not said', async () => {
    expect(await mailbox.newEvent({ subject: 'bare' })).toMatchObject({
      body: { contentType: 'text', content: '' },
      importance: 'normal',
      sensitivity: 'normal',
      showAs: 'busy',
      categories: [],
      attendees: [],
      isReminderOn: true,
      reminderMinutesBeforeStart: 15,
      responseRequested: true,
      allowNewTimeProposals: true,
      hideAttendees: false,
      isOnlineMeeting: false,
      onlineMeetingProvider: 'unknown',
      transactionId: null,
      location: { displayName: '' },
      locations: [],
    });
  });

  it.each([
    [{ subject: 1 }, 'RequestBodyRead', "'1'"],
    [{ importance: 'huge' }, 'RequestBodyRead', 'microsoft.graph.importance'],
    [{ reminderMinutesBeforeStart: 'soon' }, 'RequestBodyRead', 'Edm.Int32'],
    [{ reminderMinutesBeforeStart: 0.5 }, 'RequestBodyRead', 'Edm.Int32'],
    [{ isOnlineMeeting: true }, 'RequestBodyRead', 'isOnlineMeeting'],
    [{ onlineMeetingProvider: 'teamsForBusiness' }, 'RequestBodyRead', 'onlineMeetingProvider'],
    [{ ...anHour, singleValueExtendedProperties: [{ id: 'String Name Id', value: 'x' }] }, 'ErrorInvalidRequest', 'String Name Id'],
    [{ ...anHour, extensions: [{ a: 1 }] }, 'ErrorInvalidRequest', 'extensionName'],
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
    expect(await mailbox.newEvent({ ...hourOn('05-01'), reminderMinutesBeforeStart: -540 })).toMatchObject({
      reminderMinutesBeforeStart: -540,
    });
    const recurrence = {
      pattern: { type: 'daily', interval: '2' },
      range: { type: 'numbered', startDate: '2027-05-02', numberOfOccurrences: '3' },
    };
    const text = {
      ...hourOn('05-02'),
      reminderMinutesBeforeStart: '5',
      isReminderOn: 'False',
      location: { coordinates: { latitude: '45.5' } },
      recurrence,
    };
    expect(await mailbox.newEvent(text)).toMatchObject({
      reminderMinutesBeforeStart: 5,
      isReminderOn: false,
      location: { coordinates: { latitude: 45.5 } },
      recurrence: { pattern: { interval: 2 }, range: { numberOfOccurrences: 3 } },
    });
  });

  it('POST …/events gives the first event for a transactionId that comes again, at once or later', async () => {
    const json = {
      subject: 'once',
      ...anHour,
      transactionId: randomUUID(),
      attachments: [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'a', contentBytes: 'YQ==' }],
    };
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
    const made = await mailbox.newEvent({
      attendees: [attendee(megan.upn.toUpperCase()), attendee(megan.upn), attendee('nobody@elsewhere.example')],
    });
    expect(made.attendees).toHaveLength(3);
    expect(await attendeesOf(made.id)).toEqual([megan.id]);
    await mailbox.send(eventPath(made), { method: 'PATCH', json: { subject: 'x' } });
    expect(await attendeesOf(made.id)).toEqual([megan.id]);
    await mailbox.send(eventPath(made), { method: 'PATCH', json: { attendees: [attendee(adele.upn)] } });
    expect(await attendeesOf(made.id)).toEqual([adele.id]);
    await mailbox.send(eventPath(made), { method: 'PUT', json: anHour });
    expect(await attendeesOf(made.id)).toEqual([]);
  });
});
