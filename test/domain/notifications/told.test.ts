// What subscriptions are told of events: each line of the contract's table of changes (section 12).
import { expect, it } from 'vitest';
import { eventDocument } from '../../../lib/calendar/events/record/eventRecord.ts';
import { anHour } from '../../support/api/events.ts';
import { watchedDesk } from '../../support/changes/desk.ts';

const desk = watchedDesk();

/** What came since the test began, short: the change and the id of what it is about. */
const told = (): string[] =>
  desk.watching.receiver.posts.flatMap(({ told: some }) => some.map((each) => `${each.changeType} ${each.resourceData?.id}`));
const idOf = ({ json: { id } }: { readonly json: Readonly<Record<string, unknown>> }): string => String(id);

it('an event that is made, changed and deleted is told as that', async () => {
  await desk.watching.subscribe(desk.adele);
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'plan', ...anHour }));
  await desk.watching.pump();
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'plan B' });
  await desk.watching.pump();
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}`);
  await desk.watching.pump();
  expect(told()).toEqual([`created ${id}`, `updated ${id}`, `deleted ${id}`]);
  expect(desk.watching.reported).toEqual([]);
});

it('an event that is older than the subscription is told as updated, never as created', async () => {
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'old', ...anHour }));
  await desk.watching.subscribe(desk.adele);
  await desk.watching.pump();
  expect(told()).toEqual([]);
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'older' });
  await desk.watching.pump();
  expect(told()).toEqual([`updated ${id}`]);
});

it('what happens between two looks at the feed is told as what came out of it', async () => {
  await desk.watching.subscribe(desk.adele);
  const [changed, gone, anew] = await Promise.all(
    ['changed', 'gone', 'anew'].map(async (subject) => idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject, ...anHour }))),
  );
  await desk.adele.must('PATCH', `/v1.0/me/events/${changed}`, { subject: 'again' });
  await desk.adele.must('DELETE', `/v1.0/me/events/${gone}`);
  await desk.adele.must('DELETE', `/v1.0/me/events/${anew}`);
  await desk.adele.must('PUT', `/v1.0/me/events/${anew}`, { subject: 'put again', ...anHour });
  await desk.watching.pump();
  expect(told().toSorted()).toEqual([`created ${changed}`, `created ${anew}`, `deleted ${gone}`].toSorted());
});

it('who asks for some kinds of changes is told of these alone', async () => {
  const ways = (['created', 'updated', 'deleted'] as const).map((type) => ({
    type,
    url: desk.watching.receiver.url(`/${type}${desk.adele.id}`),
  }));
  for (const { type, url } of ways) await desk.watching.subscribe(desk.adele, { changeTypes: [type], notificationUrl: url });
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'one', ...anHour }));
  await desk.watching.pump();
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'two' });
  await desk.watching.pump();
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}`);
  await desk.watching.pump();
  for (const { type } of ways)
    expect(desk.watching.receiver.told(`/${type}${desk.adele.id}`).map(({ changeType }) => changeType)).toEqual([type]);
});

it('a move to another calendar is an update of the mailbox, a deletion in the one calendar and a creation in the other', async () => {
  const from = idOf(await desk.adele.must('POST', '/v1.0/me/calendars', { name: 'from' }));
  const to = idOf(await desk.adele.must('POST', '/v1.0/me/calendars', { name: 'to' }));
  for (const [name, calendar] of [['all'], ['from', from], ['to', to]] as const)
    await desk.watching.subscribe(desk.adele, {
      watched: { of: 'events', ...(calendar !== undefined && { calendar }) },
      notificationUrl: desk.watching.receiver.url(`/${name}${desk.adele.id}`),
    });
  const toldAt = (name: string): unknown[] => desk.watching.receiver.told(`/${name}${desk.adele.id}`).map(({ changeType }) => changeType);
  const id = idOf(await desk.adele.must('POST', `/v1.0/me/calendars/${from}/events`, { subject: 'moves', ...anHour }));
  await desk.watching.pump();
  const move = async (calendar: string): Promise<void> => {
    await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { 'calendar@odata.bind': `https://localhost/v1.0/me/calendars/${calendar}` });
    await desk.watching.pump();
  };
  await move(to);
  expect([toldAt('all'), toldAt('from'), toldAt('to')]).toEqual([['created', 'updated'], ['created', 'deleted'], ['created']]);
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'there' });
  await desk.watching.pump();
  expect([toldAt('from'), toldAt('to')]).toEqual([
    ['created', 'deleted'],
    ['created', 'updated'],
  ]);
  await move(from);
  expect([toldAt('from'), toldAt('to')]).toEqual([
    ['created', 'deleted', 'created'],
    ['created', 'updated', 'deleted'],
  ]);
  const ids = desk.watching.receiver.told(`/from${desk.adele.id}`).map(({ id: own }) => own);
  expect(new Set(ids).size).toBe(3);
});

it('with a filter, what begins to match is created, what matches is updated, and what matches no more is deleted', async () => {
  const old = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'x', importance: 'high', ...anHour }));
  await desk.watching.subscribe(desk.adele, { filter: { is: 'eq', property: 'properties.importance', value: 'high' } });
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'y', ...anHour }));
  await desk.watching.pump();
  const patch = async (event: string, json: unknown): Promise<void> => {
    await desk.adele.must('PATCH', `/v1.0/me/events/${event}`, json);
    await desk.watching.pump();
  };
  await patch(id, { importance: 'high' });
  await patch(id, { subject: 'z' });
  await patch(id, { importance: 'low' });
  await patch(id, { subject: 'nobody asked' });
  await patch(id, { importance: 'high' });
  await patch(old, { subject: 'xx' });
  expect(told()).toEqual([`created ${id}`, `updated ${id}`, `deleted ${id}`, `created ${id}`, `updated ${old}`]);
  await patch(id, { importance: 'normal' });
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}`);
  await desk.adele.must('DELETE', `/v1.0/me/events/${old}`);
  await desk.watching.pump();
  expect(told().slice(5).toSorted()).toEqual([`deleted ${id}`, `deleted ${old}`].toSorted());
});

it('a changed occurrence is told with its own id, a cancelled one as deleted', async () => {
  await desk.watching.subscribe(desk.adele);
  const recurrence = {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: anHour.start.dateTime.slice(0, 10), numberOfOccurrences: 5 },
  };
  const series = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 's', ...anHour, recurrence }));
  await desk.watching.pump();
  const day = anHour.start.dateTime.slice(0, 10);
  const { value } = (await desk.adele.must('GET', `/v1.0/me/events/${series}/instances?startDateTime=${day}&endDateTime=2028-01-01`)).json;
  const [first, second] = (value as { id: string }[]).map(({ id }) => id);
  await desk.adele.must('PATCH', `/v1.0/me/events/${first}`, { subject: 'own' });
  await desk.watching.pump();
  await desk.adele.must('DELETE', `/v1.0/me/events/${second}`);
  await desk.watching.pump();
  // The series itself has not changed by that.
  expect(told()).toEqual([`created ${series}`, `updated ${first}`, `deleted ${second}`]);
});

it('a change of an attachment is one update of its event, and is told to who watches attachments', async () => {
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'files', ...anHour }));
  const event = eventDocument(id);
  await desk.watching.subscribe(desk.adele, {
    watched: { of: 'attachments', event },
    notificationUrl: desk.watching.receiver.url(`/files${desk.adele.id}`),
  });
  await desk.watching.subscribe(desk.adele, {
    watched: { of: 'event', event },
    notificationUrl: desk.watching.receiver.url(`/event${desk.adele.id}`),
  });
  await desk.watching.pump();
  const file = idOf(
    await desk.adele.must('POST', `/v1.0/me/events/${id}/attachments`, {
      '@odata.type': '#microsoft.graph.referenceAttachment',
      name: 'a',
      sourceUrl: 'https://example.com/a',
    }),
  );
  await desk.watching.pump();
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}/attachments/${file}`, { name: 'b' });
  await desk.watching.pump();
  await desk.adele.must('DELETE', `/v1.0/me/events/${id}/attachments/${file}`);
  await desk.watching.pump();
  const files = desk.watching.receiver.told(`/files${desk.adele.id}`);
  expect(files.map(({ changeType, resource }) => `${changeType} ${resource}`)).toEqual(
    ['created', 'updated', 'deleted'].map((type) => `${type} Users/${desk.adele.id}/Events/${id}/Attachments/${file}`),
  );
  expect(desk.watching.receiver.told(`/event${desk.adele.id}`).map(({ changeType }) => changeType)).toEqual([
    'updated',
    'updated',
    'updated',
  ]);
});

it('an attendee is told of the meeting in the own calendar and of its messages, and of a cancelled one as updated', async () => {
  const bob = await desk.watching.household.come(`bob${desk.adele.id}`);
  await desk.watching.subscribe(desk.adele);
  await desk.watching.subscribe(bob, { notificationUrl: desk.watching.receiver.url(`/bob${desk.adele.id}`) });
  await desk.watching.subscribe(bob, { watched: { of: 'messages' }, notificationUrl: desk.watching.receiver.url(`/mail${desk.adele.id}`) });
  const id = idOf(
    await desk.adele.must('POST', '/v1.0/me/events', { subject: 'm', ...anHour, attendees: [{ emailAddress: { address: bob.upn } }] }),
  );
  await desk.watching.pump();
  const [entry] = desk.watching.receiver.told(`/bob${desk.adele.id}`);
  expect(entry).toMatchObject({ changeType: 'created' });
  await bob.must('POST', `/v1.0/me/events/${entry?.resourceData?.id}/accept`, {});
  await desk.watching.pump();
  await desk.adele.must('PATCH', `/v1.0/me/events/${id}`, { subject: 'n' });
  await desk.watching.pump();
  await desk.adele.must('POST', `/v1.0/me/events/${id}/cancel`, {});
  await desk.watching.pump();
  expect(desk.watching.receiver.told(`/bob${desk.adele.id}`).map(({ changeType }) => changeType)).toEqual([
    'created',
    'updated',
    'updated',
    'updated',
  ]);
  expect(told().filter((each) => each.endsWith(id))).toEqual([`created ${id}`, `updated ${id}`, `updated ${id}`, `deleted ${id}`]);
  const mail = desk.watching.receiver.told(`/mail${desk.adele.id}`);
  expect(mail.map(({ changeType }) => changeType)).toEqual(['created', 'created', 'created']);
  expect(new Set(mail.map(({ resource }) => resource)).size).toBe(3);
});

it('nothing is told of reminders, settings and categories', async () => {
  await desk.watching.subscribe(desk.adele);
  const id = idOf(await desk.adele.must('POST', '/v1.0/me/events', { subject: 'r', ...anHour }));
  await desk.watching.pump();
  await desk.adele.must('POST', `/v1.0/me/events/${id}/dismissReminder`, {});
  const caller = { ...desk.adele.caller, scopes: new Set(['MailboxSettings.ReadWrite']) };
  const { instance } = desk.watching.household;
  const settings = await instance.send(caller, 'PATCH', '/v1.0/me/mailboxSettings', { timeZone: 'UTC' });
  const category = await instance.send(caller, 'POST', '/v1.0/me/outlook/masterCategories', { displayName: 'Red', color: 'preset0' });
  expect([settings.status, category.status]).toEqual([200, 201]);
  await desk.watching.pump();
  expect(told()).toEqual([`created ${id}`]);
});
