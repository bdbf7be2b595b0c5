// What a subscription may watch: every spelling of a resource, what is stored of it, and what is refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeSubscription, type Subscription } from '../../../lib/changes/subscriptions/subscription.ts';
import { eventDocument } from '../../../lib/calendar/events/record/eventDocument.ts';
import { defaultCalendarId, mailboxPartition } from '../../../lib/calendar/mailbox.ts';
import { occurrenceId } from '../../../lib/calendar/occurrences/occurrenceId.ts';
import { refusalOf, startSubscribers, subscriptionsPath, type Subscribers } from '../../support/receivers/subscribers.ts';
import type { Housemate } from '../../support/people/household.ts';
import { anHour } from '../../support/api/events.ts';

let all: Subscribers;
let adele: Housemate;
let calendar = '';
let group = '';
let event = '';

beforeAll(async () => {
  all = await startSubscribers();
  adele = await all.house.come('adele');
  calendar = String((await adele.must('POST', '/v1.0/me/calendars', { name: 'Second' })).json.id);
  event = String((await adele.must('POST', '/v1.0/me/events', { subject: 'an event', ...anHour })).json.id);
  const found = await adele.must('GET', '/v1.0/me/calendarGroups');
  group = String((found.json.value as { id: string }[])[0]?.id);
});
afterAll(() => all.close());

const filled = (text: string): string =>
  text
    .replaceAll('{calendar}', calendar)
    .replaceAll('{group}', group)
    .replaceAll('{event}', event)
    .replaceAll('{me}', adele.id)
    .replaceAll('{upn}', adele.upn);

async function stored(resource: string): Promise<Subscription> {
  const id = await all.subscribed(adele.caller, { resource });
  const partition = mailboxPartition({ tenant: all.house.tenant, kind: 'users', id: adele.id });
  const found = decodeSubscription(await all.house.stores.mailboxes.read(partition, id)) ?? expect.fail(resource);
  expect(found.resource).toBe(resource);
  await adele.must('DELETE', `${subscriptionsPath}/${id}`);
  return found;
}

describe('a resource that can be watched', () => {
  it.each([
    'me/events',
    '/me/events',
    '/me/events/',
    'Me/EVENTS',
    ' me/events ',
    'v1.0/me/events',
    '/beta/me/events',
    'https://localhost/v1.0/me/events',
    'HTTPS://localhost/beta/me/events',
    'users/{me}/events',
    "users('{me}')/events",
    'users/{upn}/events',
    'me/%65vents',
  ])('%s means all events of the mailbox', async (resource) => {
    expect((await stored(filled(resource))).watched).toEqual({ of: 'events' });
  });

  it.each(['me/calendars/{calendar}/events', 'me/calendarGroups/{group}/calendars/{calendar}/events', "me/calendars('{calendar}')/events"])(
    '%s means those of one calendar',
    async (resource) => {
      expect((await stored(filled(resource))).watched).toEqual({ of: 'events', calendar });
    },
  );

  it('the default calendar is watched by its id', async () => {
    const id = defaultCalendarId({ tenant: all.house.tenant, kind: 'users', id: adele.id });
    expect((await stored('me/calendar/events')).watched).toEqual({ of: 'events', calendar: id });
  });

  it('an event and its attachments are watched by the event’s document', async () => {
    for (const spelled of ['me/events/{event}', 'me/calendar/events/{event}', 'me/calendarView/{event}'])
      expect((await stored(filled(spelled))).watched).toEqual({ of: 'event', event: eventDocument(event) });
    expect((await stored(filled('users/{me}/events/{event}/attachments?$select=name'))).watched).toEqual({
      of: 'attachments',
      event: eventDocument(event),
    });
    const lies = defaultCalendarId({ tenant: all.house.tenant, kind: 'users', id: adele.id });
    expect((await stored(filled(`me/calendars/${lies}/events/{event}`))).watched).toEqual({
      of: 'event',
      event: eventDocument(event),
      calendar: lies,
    });
  });

  it.each(['me/messages', "me/mailFolders('inbox')/messages", 'me/mailFolders/Inbox/messages', 'users/{upn}/messages'])(
    '%s means meeting messages',
    async (resource) => {
      expect((await stored(filled(resource))).watched).toEqual({ of: 'messages' });
    },
  );

  it('options are read as the list reads them, escaped or not', async () => {
    for (const filter of ["importance eq 'high'", 'importance%20eq%20%27high%27'])
      expect(await stored(`me/events?$filter=${filter}&$select=Subject,start`)).toMatchObject({
        filter: { is: 'eq', property: 'properties.importance', value: 'high' },
        select: ['subject', 'start'],
      });
    const plain = await stored(
      "me/events?$expand=singleValueExtendedProperties($filter=id eq 'String {00020329-0000-0000-C000-000000000046} Name x')",
    );
    expect([plain.filter, plain.select]).toEqual([undefined, undefined]);
    expect((await stored('me/messages?$filter=receivedDateTime gt 2026-01-01T00:00:00Z')).filter).toBeDefined();
  });
});

const unsupported = (resource: string): string => `The value '${resource}' of parameter 'Resource' is not supported.`;

describe('a resource that can’t be watched', () => {
  it.each([
    'me',
    'me/calendars',
    'me/calendarView',
    'me/events/$count',
    'me/contacts',
    'me/mailboxSettings',
    'users',
    'groups',
    'subscriptions',
    'me/events/{event}/instances',
    'me/events/{event}/calendar',
    'me/events/{event}/attachments/x',
    'me/messages/x',
    'me/messages/x/event',
    'me/mailFolders/drafts/messages',
    "me/mailFolders('inbox')/childFolders/x/messages",
    'me/events#x',
    'me\\events',
    'me//events',
    '//me/events',
    'https://graph.microsoft.com/v1.0/me/events',
    'https://localhost.example/v1.0/me/events',
    'https://localhost/me/events',
    'v2.0/me/events',
    'communications/callRecords',
    '%',
  ])('%s is 400 ExtensionError', async (resource) => {
    const refusal = refusalOf(await all.subscribe(adele.caller, { resource: filled(resource) }));
    expect(refusal).toEqual([400, 'ExtensionError', unsupported(filled(resource))]);
  });

  it.each([
    ['me/events?$top=5', /'\$top' is not supported/],
    ['me/events?$skip=5', /'\$skip' is not supported/],
    ['me/events?$orderby=subject', /'\$orderby' is not supported/],
    ['me/events?$count=true', /'\$count' is not supported/],
    ['me/events?$expand=attachments', /attachments/],
    ['me/events?$expand=calendar', /calendar/],
    ['me/events?$select=body', /cannot select a body/],
    ['me/events?$select=subject,Body', /cannot select a body/],
    ['me/events?$select=unknown', /unknown/],
    ['me/events?$filter=', /no value/],
    ['me/events?$filter=subject', /filter/i],
    ['me/messages?$expand=event', /'\$expand' is not supported/],
    ['me/events/{event}?$filter=isAllDay eq true', /'\$filter' is not supported/],
    ['me/events/{event}/attachments?$select=contentBytes', /cannot select a body/],
  ])('%s is 400', async (resource, message) => {
    const [status, , itsMessage] = refusalOf(await all.subscribe(adele.caller, { resource: filled(resource) }));
    expect(status).toBe(400);
    expect(itsMessage).toMatch(message);
  });

  it('what isn’t there is 404 as the list of it', async () => {
    for (const resource of ['me/calendars/nowhere/events', 'me/events/nothing', 'me/events/nothing/attachments'])
      expect(refusalOf(await all.subscribe(adele.caller, { resource })).slice(0, 2)).toEqual([404, 'ErrorItemNotFound']);
  });

  it('an occurrence, and the attachments of somebody else’s meeting, are 400 that says what to watch instead', async () => {
    const recurrence = {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: anHour.start.dateTime.slice(0, 10), numberOfOccurrences: 3 },
    };
    const megan = await all.house.come('megan');
    const attendees = [{ emailAddress: { address: megan.upn }, type: 'required' }];
    const series = (await adele.must('POST', '/v1.0/me/events', { subject: 'daily', ...anHour, recurrence })).json;
    const occurrence = occurrenceId(eventDocument(String(series.id)), anHour.start.dateTime.slice(0, 10));
    expect(refusalOf(await all.subscribe(adele.caller, { resource: `me/events/${occurrence}` }))[2]).toMatch(/subscribe to its series/);
    await adele.must('POST', '/v1.0/me/events', { subject: 'together', ...anHour, attendees });
    const entry = (await megan.must('GET', "/v1.0/me/events?$filter=subject eq 'together'")).json.value as { id: string }[];
    const resource = `me/events/${entry[0]?.id ?? 'none'}`;
    expect(refusalOf(await all.subscribe(megan.caller, { resource: `${resource}/attachments` }))[2]).toMatch(/subscribe to the event/);
    await all.subscribed(megan.caller, { resource });
  });
});
