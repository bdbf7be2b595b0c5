// The steps of @microsoft/msgraph-sdk, Microsoft's generated JavaScript client.
import { adeleToken, at, baseUrl, load, meeting, meganAddress, meganToken, must, step } from './report.js';
import { inMinutes, receiverAt, toldAt } from './subscribing.js';

const { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider } = await load('@microsoft/kiota-abstractions/dist/es/src/index.js');
const { createGraphServiceClient, GraphRequestAdapter } = await load('@microsoft/msgraph-sdk/index.js');
await load('@microsoft/msgraph-sdk-users/index.js');
await load('@microsoft/msgraph-sdk-subscriptions/index.js');
const { PageIterator } = await load('@microsoft/msgraph-sdk-core/dist/index.js');
const { createODataErrorFromDiscriminatorValue } = await load('@microsoft/msgraph-sdk/models/oDataErrors/index.js');
const ofEvents = await load('@microsoft/msgraph-sdk-users/users/item/events/delta/index.js');
const ofView = await load('@microsoft/msgraph-sdk-users/users/item/calendarView/delta/index.js');

function client(token) {
  const getAllowedHostsValidator = () => new AllowedHostsValidator(new Set(['localhost']));
  const adapter = new GraphRequestAdapter(
    new BaseBearerTokenAuthenticationProvider({ getAuthorizationToken: () => Promise.resolve(token), getAllowedHostsValidator }),
  );
  adapter.baseUrl = `${baseUrl}/v1.0`;
  return { adapter, graph: createGraphServiceClient(adapter) };
}
const { adapter, graph } = client(adeleToken);
const [me, other] = [graph.me, client(meganToken).graph.me];
const [startDateTime, endDateTime] = ['2027-11-01T00:00:00Z', '2027-12-01T00:00:00Z'];
const windowOf = (more = {}) => ({ queryParameters: { startDateTime, endDateTime, ...more } });

const made = await step('me.events.post', () => me.events.post(meeting('Kiota', '2027-11-02', meganAddress)));
const event = me.events.byEventId(made?.id ?? 'none');
await step('me.events.get with options', async () => {
  const queryParameters = {
    filter: "subject eq 'Kiota'",
    orderby: ['start/dateTime', 'subject'],
    top: 5,
    expand: ['attachments'],
    count: true,
  };
  must((await me.events.get({ queryParameters })).value.length === 1, 'one event');
});
await step('event.patch, event.get with select', async () => {
  await event.patch({ subject: 'Kiota II' });
  must((await event.get({ queryParameters: { select: ['subject'] } })).subject === 'Kiota II', 'changed');
});
await step('events.count', async () => must((await me.events.count.get()) > 0, 'some'));
await step('calendarView.get', async () => must((await me.calendarView.get(windowOf())).value.length === 1, 'one event'));
await step('calendarView.get with filter, count, orderby, skip', async () => {
  const found = await me.calendarView.get(windowOf({ filter: "contains(subject,'Kiota')", count: true, orderby: ['subject'], skip: 0 }));
  must(found.value.length === 1 && found.odataCount === 1, 'one event');
});
const entryOf = async (subject) =>
  other.events.byEventId((await other.calendarView.get(windowOf())).value.find((e) => e.subject === subject).id);
await step('accept', async () => (await entryOf('Kiota II')).accept.post({ comment: 'Yes', sendResponse: true }));
await step('tentativelyAccept with a proposed time', async () => {
  await me.events.post({ ...meeting('Kiota proposal', '2027-11-03', meganAddress), allowNewTimeProposals: true });
  const proposedNewTime = { start: at('2027-11-03T14:00:00'), end: at('2027-11-03T15:00:00') };
  await (await entryOf('Kiota proposal')).tentativelyAccept.post({ sendResponse: true, proposedNewTime });
});
await step('forward', () => event.forward.post({ toRecipients: [{ emailAddress: { address: 'sam@elsewhere.example' } }], comment: 'See' }));
await step('snoozeReminder', () => event.snoozeReminder.post({ newReminderTime: at('2027-11-02T09:55:00') }));
await step('dismissReminder', () => event.dismissReminder.post());
await step('cancel', () => event.cancel.post({ comment: 'Off' }));
await step('permanentDelete', async () => {
  const { id } = await me.events.post(meeting('Kiota short', '2027-11-04'));
  await me.events.byEventId(id).permanentDelete.post();
});
await step('calendars: post, filter, patch, delete', async () => {
  const { id } = await me.calendars.post({ name: 'Kiota calendar' });
  must((await me.calendars.get({ queryParameters: { filter: "name eq 'Kiota calendar'" } })).value.length === 1, 'found');
  await me.calendars.byCalendarId(id).patch({ name: 'Kiota renamed' });
  await me.calendars.byCalendarId(id).delete();
});
await step('getSchedule', async () => {
  const body = {
    schedules: [meganAddress],
    startTime: at('2027-11-02T09:00:00'),
    endTime: at('2027-11-02T12:00:00'),
    availabilityViewInterval: 60,
  };
  must((await me.calendar.getSchedule.post(body)).value.length === 1, 'one schedule');
});
await step('findMeetingTimes', async () => {
  const attendees = [{ type: 'required', emailAddress: { address: meganAddress } }];
  must((await me.findMeetingTimes.post({ attendees })).meetingTimeSuggestions.length > 0, 'suggestions');
});
await step('reminderView', async () => {
  must(Array.isArray((await me.reminderViewWithStartDateTimeWithEndDateTime(endDateTime, startDateTime).get()).value), 'a list');
});
await step('extensions of an event', async () => {
  const { id } = await me.events.post(meeting('Kiota extended', '2027-11-05'));
  const { extensions } = me.events.byEventId(id);
  await extensions.post({ odataType: '#microsoft.graph.openTypeExtension', additionalData: { extensionName: 'com.kiota', a: 1 } });
  must((await extensions.get()).value.length === 1, 'one');
  await extensions.byExtensionId('com.kiota').delete();
});
await step('mailboxSettings: get, patch', async () => {
  must(typeof (await me.mailboxSettings.get()).timeZone === 'string', 'a zone');
  await me.mailboxSettings.patch({ timeZone: 'UTC' });
});
await step('outlook: masterCategories, supportedTimeZones, supportedLanguages', async () => {
  must((await me.outlook.masterCategories.get()).value.length >= 6, 'six');
  must((await me.outlook.supportedTimeZones.get()).value.length > 100, 'zones');
  must((await me.outlook.supportedLanguages.get()).value.length > 10, 'languages');
});
await step('people, memberOf, mailFolders', async () => {
  must(Array.isArray((await me.people.get()).value), 'a list');
  must((await me.memberOf.get()).value.length > 0, 'groups');
  must((await me.mailFolders.get()).value.length > 0, 'folders');
});
const errors = { XXX: createODataErrorFromDiscriminatorValue };
for (const [name, delta, { createDeltaGetResponseFromDiscriminatorValue }] of [
  ['events.delta', me.events.delta, ofEvents],
  ['calendarView.delta', me.calendarView.delta, ofView],
])
  await step(`${name} by PageIterator to the end, and what has changed since`, async () => {
    const window = { startDateTime: '2028-01-01T00:00:00Z', endDateTime: '2028-02-01T00:00:00Z' };
    const made = [];
    for (const day of ['03', '04', '05', '06', '07']) made.push(await me.events.post(meeting('Kiota round', `2028-01-${day}`)));
    const first = await delta.get({ queryParameters: window, headers: { Prefer: ['odata.maxpagesize=2'] } });
    must(typeof first.odataNextLink === 'string', 'more than one page');
    const told = new Map();
    const take = (event) => told.set(event.id, event).size > 0;
    const iterator = new PageIterator(adapter, first, take, createDeltaGetResponseFromDiscriminatorValue, errors);
    await iterator.iterate();
    must(iterator.getPagingState() === 'Delta' && told.size === made.length, `${told.size} events`);
    told.clear();
    const [changed, gone] = made;
    await me.events.byEventId(changed.id).patch({ showAs: 'free' });
    await me.events.byEventId(gone.id).delete();
    await iterator.resume();
    must(told.has(changed.id), 'the change');
    must('@removed' in told.get(gone.id).additionalData, 'what is gone');
    for (const { id } of made) if (id !== gone.id) await me.events.byEventId(id).delete();
  });

const notificationUrl = receiverAt('kiota');
const subscription = await step('subscriptions.post', () =>
  graph.subscriptions.post({
    changeType: 'created',
    resource: 'me/events',
    notificationUrl,
    expirationDateTime: inMinutes(60),
    clientState: 'secret',
  }),
);
const one = graph.subscriptions.bySubscriptionId(subscription?.id ?? 'none');
await step('subscriptions.get, one and all', async () => {
  must((await one.get()).clientState === 'secret', 'its secret');
  must(
    (await graph.subscriptions.get()).value.some(({ id }) => id === subscription.id),
    'in the list',
  );
});
await step('a notification comes', async () => {
  const { id } = await me.events.post(meeting('Kiota told', '2028-01-10'));
  const [{ subscriptionId, resourceData }] = await toldAt(notificationUrl);
  must(subscriptionId === subscription.id && resourceData.id === id, 'of the event');
});
await step('subscription.patch', async () => {
  const expirationDateTime = inMinutes(120);
  must((await one.patch({ expirationDateTime })).expirationDateTime.getTime() === expirationDateTime.getTime(), 'renewed');
});
await step('subscription.reauthorize.post', () => one.reauthorize.post());
await step('subscription.delete', async () => {
  await one.delete();
  must((await one.get().catch(({ responseStatusCode }) => responseStatusCode)) === 404, 'gone');
});
