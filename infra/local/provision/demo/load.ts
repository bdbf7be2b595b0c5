// Loads the demo tenant: people, calendars, events and a meeting message; it doesn't change what exists.
import { createServices, openStores } from '../../../../functions/compose/app.ts';
import { defaultEventProperties, noResponseTime, type EventProperties } from '../../../../lib/calendar/events/record/eventProperties.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../../../lib/calendar/mailbox.ts';
import { snapshotOf } from '../../../../lib/calendar/meetings/message.ts';
import type { Services } from '../../../../lib/api/call.ts';
import type { Settings } from '../../../../lib/runtime/settings.ts';
import { demoGroup, demoIds, demoTenant, demoUsers } from './tenant.ts';

const by = 'app:demo';
const adele: Mailbox = { tenant: demoTenant, kind: 'users', id: demoUsers.adele.id };
const guest: Mailbox = { tenant: demoTenant, kind: 'users', id: demoUsers.guest.id };
const team: Mailbox = { tenant: demoTenant, kind: 'groups', id: demoGroup.id };
const meeting: EventKey = { mailbox: adele, event: demoIds.event };

/** Resolves to lines that say what the demo tenant holds. Loading it again changes nothing. */
export async function loadDemo(settings: Settings): Promise<readonly string[]> {
  const stores = await openStores(settings);
  const services = createServices(stores);
  await loadPeople(services);
  await Promise.all([loadCalendars(services).then(() => loadEvents(services)), loadTeam(services)]);
  return [
    `Demo tenant ${demoTenant}`,
    `  users   ${Object.values(demoUsers)
      .map(({ upn }) => upn)
      .join(', ')}`,
    `  group   ${demoGroup.mailNickname} (${demoGroup.id}; adele is a member), event ${demoIds.groupEvent}`,
    `  adele   event ${demoIds.event} in the default calendar, ${demoIds.calendarEvent} in calendar ${demoIds.calendar} of group ${demoIds.calendarGroup}`,
    `  guest   invitation ${demoIds.invitation}, meeting message ${demoIds.message} about adele's event`,
  ];
}

async function loadPeople({ directory }: Services): Promise<void> {
  const { id: groupId, mailNickname, displayName: groupName } = demoGroup;
  await Promise.all([
    ...Object.values(demoUsers).map(({ id: userId, upn, displayName }) =>
      directory.enterUser(
        demoTenant,
        { userId, upn, upnVerified: true, displayName, userType: userId === demoUsers.guest.id ? 'Guest' : 'Member' },
        by,
      ),
    ),
    directory.enterGroup(demoTenant, { groupId, mailNickname, displayName: groupName }, by),
  ]);
  await Promise.all([
    directory.enterMember(demoTenant, groupId, demoUsers.adele.id, by),
    directory.enterInvitation(demoTenant, { invitationId: demoIds.invitation, userId: demoUsers.guest.id }, by),
  ]);
}

async function loadCalendars({ calendarGroups, calendars, messages }: Services): Promise<void> {
  const { calendarGroup, calendar: calendarId } = demoIds;
  await calendarGroups.enter(adele, { calendarGroup, name: 'Projects' }, by);
  await calendars.enter(adele, { calendarId, calendarGroup, name: 'Launch' }, by);
  const snapshot = snapshotOf({ properties: properties(meetingSubject) });
  const from = { name: demoUsers.adele.displayName, address: demoUsers.adele.upn };
  await messages.enter(guest, { messageId: demoIds.message, folders: ['inbox'], meeting, snapshot, from }, by);
}

async function loadEvents({ events }: Services): Promise<void> {
  const { id: userId, upn: address, displayName: name } = demoUsers.guest;
  const status = { response: 'none', time: noResponseTime } as const;
  const attendees = [{ type: 'required' as const, status, emailAddress: { name, address }, userId }];
  const review = { ...properties(meetingSubject), attendees };
  await enterEvent({ events }, meeting, { calendar: defaultCalendarId(adele), properties: review });
  await enterEvent(
    { events },
    { mailbox: adele, event: demoIds.calendarEvent },
    { calendar: demoIds.calendar, properties: properties('Launch day') },
  );
}

async function loadTeam({ events }: Services): Promise<void> {
  await enterEvent(
    { events },
    { mailbox: team, event: demoIds.groupEvent },
    { calendar: defaultCalendarId(team), properties: properties('Team planning') },
  );
}

/** Creates an event unless it exists, so that a user's changes to it stay. Its attendees are invited, besides the demo's own message. */
async function enterEvent(
  { events }: Pick<Services, 'events'>,
  key: EventKey,
  event: Parameters<Services['events']['put']>[1],
): Promise<void> {
  if ((await events.read(key)) === undefined) await events.put(key, event, by, { may: () => undefined });
}

const meetingSubject = 'Design review';

const properties = (subject: string): EventProperties => ({
  ...defaultEventProperties,
  subject,
  start: { dateTime: '2027-03-01T10:00:00', timeZone: 'UTC' },
  end: { dateTime: '2027-03-01T11:00:00', timeZone: 'UTC' },
});
