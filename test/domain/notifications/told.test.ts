// What subscriptions are told of events: each line of the contract's table of changes (section 12).
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import type { Housemate } from '../../support/people/household.ts';
import { anHour } from '../../support/api/events.ts';
import { startWatching, type Watching } from '../../support/changes/watching.ts';

let watching: Watching;
beforeAll(async () => {
  watching = await startWatching();
});
afterAll(() => watching.close());

let adele: Housemate;
let person = 0;
beforeEach(async () => {
  adele = await watching.household.come(`adele${++person}`);
  watching.receiver.posts.length = 0;
  watching.receiver.answers(() => ({ status: 202 }));
});

/** What came since the test began, short: the change and the id of what it is about. */
const told = (): string[] =>
  watching.receiver.posts.flatMap(({ told: some }) => some.map((each) => `${each.changeType} ${each.resourceData?.id}`));
const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);

it('an event that is made, changed and deleted is told as that', async () => {
  await watching.subscribe(adele);
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'plan', ...anHour }));
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'plan B' });
  await watching.pump();
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await watching.pump();
  expect(told()).toEqual([`created ${id}`, `updated ${id}`, `deleted ${id}`]);
  expect(watching.reported).toEqual([]);
});

it('an event that is older than the subscription is told as updated, never as created', async () => {
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'old', ...anHour }));
  await watching.subscribe(adele);
  await watching.pump();
  expect(told()).toEqual([]);
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'older' });
  await watching.pump();
  expect(told()).toEqual([`updated ${id}`]);
});

it('what happens between two looks at the feed is told as what came out of it', async () => {
  await watching.subscribe(adele);
  const [changed, gone, anew] = await Promise.all(
    ['changed', 'gone', 'anew'].map(async (subject) => idOf(await adele.must('POST', '/v1.0/me/events', { subject, ...anHour }))),
  );
  await adele.must('PATCH', `/v1.0/me/events/${changed}`, { subject: 'again' });
  await adele.must('DELETE', `/v1.0/me/events/${gone}`);
  await adele.must('DELETE', `/v1.0/me/events/${anew}`);
  await adele.must('PUT', `/v1.0/me/events/${anew}`, { subject: 'put again', ...anHour });
  await watching.pump();
  expect(told().toSorted()).toEqual([`created ${changed}`, `created ${anew}`, `deleted ${gone}`].toSorted());
});

it('who asks for some kinds of changes is told of these alone', async () => {
  const ways = (['created', 'updated', 'deleted'] as const).map((type) => ({ type, url: watching.receiver.url(`/${type}${person}`) }));
  for (const { type, url } of ways) await watching.subscribe(adele, { changeTypes: [type], notificationUrl: url });
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'one', ...anHour }));
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'two' });
  await watching.pump();
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await watching.pump();
  for (const { type } of ways) expect(watching.receiver.told(`/${type}${person}`).map(({ changeType }) => changeType)).toEqual([type]);
});

it('a move to another calendar is an update of the mailbox, a deletion in the one calendar and a creation in the other', async () => {
  const from = idOf(await adele.must('POST', '/v1.0/me/calendars', { name: 'from' }));
  const to = idOf(await adele.must('POST', '/v1.0/me/calendars', { name: 'to' }));
  for (const [name, calendar] of [['all'], ['from', from], ['to', to]] as const)
    await watching.subscribe(adele, {
      watched: { of: 'events', ...(calendar !== undefined && { calendar }) },
      notificationUrl: watching.receiver.url(`/${name}${person}`),
    });
  const toldAt = (name: string): unknown[] => watching.receiver.told(`/${name}${person}`).map(({ changeType }) => changeType);
  const id = idOf(await adele.must('POST', `/v1.0/me/calendars/${from}/events`, { subject: 'moves', ...anHour }));
  await watching.pump();
  const move = async (calendar: string): Promise<void> => {
    await adele.must('PATCH', `/v1.0/me/events/${id}`, { 'calendar@odata.bind': `https://localhost/v1.0/me/calendars/${calendar}` });
    await watching.pump();
  };
  await move(to);
  expect([toldAt('all'), toldAt('from'), toldAt('to')]).toEqual([['created', 'updated'], ['created', 'deleted'], ['created']]);
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'there' });
  await watching.pump();
  expect([toldAt('from'), toldAt('to')]).toEqual([
    ['created', 'deleted'],
    ['created', 'updated'],
  ]);
  await move(from);
  expect([toldAt('from'), toldAt('to')]).toEqual([
    ['created', 'deleted', 'created'],
    ['created', 'updated', 'deleted'],
  ]);
  const ids = watching.receiver.told(`/from${person}`).map(({ id: own }) => own);
  expect(new Set(ids).size).toBe(3);
});

it('with a filter, what begins to match is created, what matches is updated, and what matches no more is deleted', async () => {
  const old = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'x', importance: 'high', ...anHour }));
  await watching.subscribe(adele, { filter: { is: 'eq', property: 'properties.importance', value: 'high' } });
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'y', ...anHour }));
  await watching.pump();
  const patch = async (event: string, json: unknown): Promise<void> => {
    await adele.must('PATCH', `/v1.0/me/events/${event}`, json);
    await watching.pump();
  };
  await patch(id, { importance: 'high' });
  await patch(id, { subject: 'z' });
  await patch(id, { importance: 'low' });
  await patch(id, { subject: 'nobody asked' });
  await patch(id, { importance: 'high' });
  await patch(old, { subject: 'xx' });
  expect(told()).toEqual([`created ${id}`, `updated ${id}`, `deleted ${id}`, `created ${id}`, `updated ${old}`]);
  await patch(id, { importance: 'normal' });
  await adele.must('DELETE', `/v1.0/me/events/${id}`);
  await adele.must('DELETE', `/v1.0/me/events/${old}`);
  await watching.pump();
  expect(told().slice(5).toSorted()).toEqual([`deleted ${id}`, `deleted ${old}`].toSorted());
});

it('a changed occurrence is told with its own id, a cancelled one as deleted', async () => {
  await watching.subscribe(adele);
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: anHour.start.dateTime.slice(0, 10), numberOfOccurrences: 5 },
  };
  const series = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 's', ...anHour, recurrence }));
  await watching.pump();
  const day = anHour.start.dateTime.slice(0, 10);
  const { value } = (await adele.must('GET', `/v1.0/me/events/${series}/instances?startDateTime=${day}&endDateTime=2028-01-01`)).json;
  const [first, second] = (value as { id: string }[]).map(({ id }) => id);
  await adele.must('PATCH', `/v1.0/me/events/${first}`, { subject: 'own' });
  await watching.pump();
  await adele.must('DELETE', `/v1.0/me/events/${second}`);
  await watching.pump();
  // The series itself has not changed by that.
  expect(told()).toEqual([`created ${series}`, `updated ${first}`, `deleted ${second}`]);
});

it('a change of an attachment is one update of its event, and is told to who watches attachments', async () => {
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'files', ...anHour }));
  const event = eventDocument(id);
  await watching.subscribe(adele, {
    watched: { of: 'attachments', event },
    notificationUrl: watching.receiver.url(`/files${person}`),
  });
  await watching.subscribe(adele, {
    watched: { of: 'event', event },
    notificationUrl: watching.receiver.url(`/event${person}`),
  });
  await watching.pump();
  const file = idOf(
    await adele.must('POST', `/v1.0/me/events/${id}/attachments`, {
      '@odata.type': '#microsoft.graph.referenceAttachment',
      name: 'a',
      sourceUrl: 'https://example.com/a',
    }),
  );
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${id}/attachments/${file}`, { name: 'b' });
  await watching.pump();
  await adele.must('DELETE', `/v1.0/me/events/${id}/attachments/${file}`);
  await watching.pump();
  const files = watching.receiver.told(`/files${person}`);
  expect(files.map(({ changeType, resource }) => `${changeType} ${resource}`)).toEqual(
    ['created', 'updated', 'deleted'].map((type) => `${type} Users/${adele.id}/Events/${id}/Attachments/${file}`),
  );
  expect(watching.receiver.told(`/event${person}`).map(({ changeType }) => changeType)).toEqual(['updated', 'updated', 'updated']);
});

it('an attendee is told of the meeting in the own calendar and of its messages, and of a cancelled one as updated', async () => {
  const bob = await watching.household.come(`bob${person}`);
  await watching.subscribe(adele);
  await watching.subscribe(bob, { notificationUrl: watching.receiver.url(`/bob${person}`) });
  await watching.subscribe(bob, { watched: { of: 'messages' }, notificationUrl: watching.receiver.url(`/mail${person}`) });
  const id = idOf(
    await adele.must('POST', '/v1.0/me/events', { subject: 'm', ...anHour, attendees: [{ emailAddress: { address: bob.upn } }] }),
  );
  await watching.pump();
  const [entry] = watching.receiver.told(`/bob${person}`);
  expect(entry).toMatchObject({ changeType: 'created' });
  await bob.must('POST', `/v1.0/me/events/${entry?.resourceData?.id}/accept`, {});
  await watching.pump();
  await adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'n' });
  await watching.pump();
  await adele.must('POST', `/v1.0/me/events/${id}/cancel`, {});
  await watching.pump();
  expect(watching.receiver.told(`/bob${person}`).map(({ changeType }) => changeType)).toEqual(['created', 'updated', 'updated', 'updated']);
  expect(told().filter((each) => each.endsWith(id))).toEqual([`created ${id}`, `updated ${id}`, `updated ${id}`, `deleted ${id}`]);
  const mail = watching.receiver.told(`/mail${person}`);
  expect(mail.map(({ changeType }) => changeType)).toEqual(['created', 'created', 'created']);
  expect(new Set(mail.map(({ resource }) => resource)).size).toBe(3);
});

it('nothing is told of reminders, settings and categories', async () => {
  await watching.subscribe(adele);
  const id = idOf(await adele.must('POST', '/v1.0/me/events', { subject: 'r', ...anHour }));
  await watching.pump();
  await adele.must('POST', `/v1.0/me/events/${id}/dismissReminder`, {});
  const caller = { ...adele.caller, scopes: new Set(['MailboxSettings.ReadWrite']) };
  const { instance } = watching.household;
  const settings = await instance.send(caller, 'PATCH', '/v1.0/me/mailboxSettings', { timeZone: 'UTC' });
  const category = await instance.send(caller, 'POST', '/v1.0/me/outlook/masterCategories', { displayName: 'Red', color: 'preset0' });
  expect([settings.status, category.status]).toEqual([200, 201]);
  await watching.pump();
  expect(told()).toEqual([`created ${id}`]);
});
