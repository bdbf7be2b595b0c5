// The steps of @pnp/graph.
import { adeleToken, at, baseUrl, groupId, load, meeting, meganAddress, meganToken, must, step } from './report.js';
import { inMinutes, receiverAt, toldAt } from './subscribing.js';

const { DefaultHeaders, DefaultInit, graphfi } = await load('@pnp/graph/index.js');
await load('@pnp/graph/presets/all.js');
const { BearerToken, BrowserFetchWithRetry, DefaultParse } = await load('@pnp/queryable/index.js');

const client = (token) =>
  graphfi().using(DefaultInit(`${baseUrl}/v1.0`), DefaultHeaders(), BrowserFetchWithRetry(), DefaultParse(), BearerToken(token));
const [{ me, groups, users, places, subscriptions }, other] = [client(adeleToken), client(meganToken).me];
const [from, to] = ['2027-09-01T00:00:00Z', '2027-10-01T00:00:00Z'];

const made = await step('me.events.add', () => me.events.add(meeting('PnP', '2027-09-02', meganAddress)));
const event = () => me.events.getById(made?.id ?? 'none');
await step('me.events with filter, select, top, orderBy', async () => {
  const found = await me.events.filter("startswith(subject,'Pn')").select('subject').top(2).orderBy('start/dateTime', false)();
  must(found.length === 1, 'one event');
});
await step('me.events expanded with attachments', async () =>
  must(Array.isArray((await me.events.expand('attachments')())[0].attachments), 'a list'),
);
await step('me.events.getById, update', async () => {
  await event().update({ subject: 'PnP II' });
  must((await event()()).subject === 'PnP II', 'changed');
});
await step('me.calendarView', async () => must((await me.calendarView(from, to)()).length === 1, 'one event'));
await step('me.calendarView with filter', async () =>
  must((await me.calendarView(from, to).filter("contains(subject,'PnP')")()).length === 1, 'one event'),
);
await step('all pages by the iterator', async () => {
  let seen = 0;
  for await (const page of me.events.top(1)) seen += page.length;
  must(seen > 1, `${seen} events`);
});
const entryOf = async (subject) => (await other.calendarView(from, to)()).find((each) => each.subject === subject);
await step('accept by who is invited', async () => other.events.getById((await entryOf('PnP II')).id).accept('Yes', true));
await step('tentativelyAccept with a proposed time', async () => {
  await me.events.add({ ...meeting('PnP proposal', '2027-09-03', meganAddress), allowNewTimeProposals: true });
  const proposed = { start: at('2027-09-03T14:00:00'), end: at('2027-09-03T15:00:00') };
  await other.events.getById((await entryOf('PnP proposal')).id).tentativelyAccept('Later?', true, proposed);
});
await step('decline', async () => {
  await me.events.add(meeting('PnP unwanted', '2027-09-04', meganAddress));
  await other.events.getById((await entryOf('PnP unwanted')).id).decline('No', true);
});
await step('forward', () =>
  event().forward({ ToRecipients: [{ emailAddress: { address: 'sam@elsewhere.example', name: 'Sam' } }], Comment: 'See' }),
);
await step('snoozeReminder', () => event().snoozeReminder(at('2027-09-02T09:55:00')));
await step('dismissReminder', () => event().dismissReminder());
await step('reminderView', async () => must(Array.isArray(await me.reminderView(from, to)()), 'a list'));
await step('cancel', () => event().cancel('Off'));
await step('a series: instances', async () => {
  const series = await me.events.add({
    ...meeting('PnP series', '2027-09-06'),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', startDate: '2027-09-06', numberOfOccurrences: 3 },
    },
  });
  must((await me.events.getById(series.id).instances(from, to)()).length === 3, 'three');
});
await step('calendarView.delta', () => me.calendarView(from, to).delta());
await step('calendar.getSchedule', async () => {
  const schedules = [meganAddress];
  const [schedule] = await me.calendar.getSchedule({ schedules, startTime: at('2027-09-02T00:00:00'), endTime: at('2027-09-03T00:00:00') });
  must(schedule.availabilityView.length === 48, 'half hours');
});
await step('findMeetingTimes', async () => {
  const attendees = [{ type: 'required', emailAddress: { address: meganAddress } }];
  must(Array.isArray((await me.findMeetingTimes({ attendees })).meetingTimeSuggestions), 'suggestions');
});
await step('calendars: add, filter by name, update, delete', async () => {
  const added = await me.calendars.add({ name: 'PnP calendar' });
  must((await me.calendars.filter("name eq 'PnP calendar'")()).length === 1, 'found');
  await me.calendars.getById(added.id).update({ name: 'PnP renamed' });
  await me.calendars.getById(added.id).delete();
});
await step('calendarGroups: add, calendars, delete', async () => {
  const added = await me.calendarGroups.add({ name: 'PnP group' });
  must((await me.calendarGroups.getById(added.id).calendars()).length === 0, 'none');
  await me.calendarGroups.getById(added.id).delete();
});
await step('calendarPermissions: add, update, delete', async () => {
  const permissions = me.calendar.calendarPermissions;
  const added = await permissions.add({ emailAddress: { address: meganAddress }, role: 'read' });
  await me.calendar.calendarPermissions.getById(added.id).update({ role: 'write' });
  await me.calendar.calendarPermissions.getById(added.id).delete();
});
await step('mailboxSettings: all, one, update', async () => {
  must(typeof (await me.mailboxSettings()).timeZone === 'string', 'a zone');
  must(typeof (await me.mailboxSettings.workingHours()).startTime === 'string', 'hours');
  await me.mailboxSettings.update({ timeZone: 'UTC' });
});
await step('outlook.masterCategories', async () => must((await me.outlook.masterCategories()).length >= 6, 'six'));
await step('people', async () => must(Array.isArray(await me.people()), 'a list'));
await step('places.rooms', async () => must((await places.rooms()).length === 0, 'none'));
await step('users with filter', async () => must((await users.filter("startswith(displayName,'Megan')")()).length === 1, 'one'));
await step('users with search', async () => must((await users.search('"displayName:Megan"')()).length === 1, 'one'));
await step('groups with filter; members, events', async () => {
  must((await groups.filter("displayName eq 'Product team'")()).length === 1, 'one');
  must((await groups.getById(groupId).members()).length > 0, 'members');
  must(Array.isArray(await groups.getById(groupId).events()), 'a list');
});
await step('memberOf, transitiveMemberOf', async () => {
  must((await me.memberOf()).length > 0 && (await me.transitiveMemberOf()).length > 0, 'groups');
});
const notificationUrl = receiverAt('pnp');
const { data, subscription } =
  (await step('subscriptions.add', () =>
    subscriptions.add('created', notificationUrl, 'me/events', inMinutes(60).toISOString(), { clientState: 'secret' }),
  )) ?? {};
await step('subscriptions, getById', async () => {
  must((await subscriptions.getById(data.id)()).clientState === 'secret', 'its secret');
  must(
    (await subscriptions()).some(({ id }) => id === data.id),
    'in the list',
  );
});
await step('a notification comes', async () => {
  const { id } = await me.events.add(meeting('PnP told', '2027-09-20'));
  const [{ subscriptionId, resourceData }] = await toldAt(notificationUrl);
  must(subscriptionId === data.id && resourceData.id === id, 'of the event');
});
await step('subscription.update', async () => {
  const expirationDateTime = inMinutes(120).toISOString();
  await subscription.update({ expirationDateTime });
  must((await subscription()).expirationDateTime === expirationDateTime, 'renewed');
});
await step('subscription.delete', async () => {
  await subscription.delete();
  must(!(await subscriptions()).some(({ id }) => id === data.id), 'gone');
});
