// Fills published path templates with real ids: each placeholder by the segment that it stands behind.
import { demoGroup, demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { defaultCalendarGroupId, defaultCalendarId, type Mailbox } from '../../../lib/calendar/mailbox.ts';

/** The id for a placeholder, by the collection in front of it, in lower case: `events` → `AAMk…`. */
export type TemplateIds = Readonly<Record<string, string>>;

export const adeleMailbox: Mailbox = { tenant: demoTenant, kind: 'users', id: demoUsers.adele.id };

/** Leads to an event in adele's default calendar, by the own ids of that calendar and its calendar group; or to one of the group's. */
export const idsOfEvent = (event: string, attachment = ''): TemplateIds => ({
  users: demoUsers.adele.id,
  groups: demoGroup.id,
  joinedgroups: demoGroup.id,
  calendargroups: defaultCalendarGroupId(adeleMailbox),
  calendars: defaultCalendarId(adeleMailbox),
  events: event,
  calendarview: event,
  attachments: attachment,
});

/** Leads to the demo tenant's events: a calendar of a calendar group of adele's where the template names one, else her default calendar. */
export function demoIdsFor(template: string, attachment = ''): TemplateIds {
  const lower = template.toLowerCase();
  const inDefaultGroup = lower.includes('/calendargroup/');
  const inCalendar = lower.includes('/calendars/') && !inDefaultGroup;
  const event = lower.startsWith('/groups/') ? demoIds.groupEvent : inCalendar ? demoIds.calendarEvent : demoIds.event;
  return {
    ...idsOfEvent(event, attachment),
    calendargroups: demoIds.calendarGroup,
    calendars: inDefaultGroup ? defaultCalendarId(adeleMailbox) : demoIds.calendar,
    invitations: demoIds.invitation,
    messages: demoIds.message,
  };
}

/** The path that a template describes, without a version. Throws when a placeholder has no id. */
export function fillTemplate(template: string, ids: TemplateIds): string {
  return template.replace(/([A-Za-z]+)(\/|\(')(\{[^/']*\})/g, (_, collection: string, opening: string, placeholder: string) => {
    const id = ids[collection.toLowerCase()];
    if (id === undefined) throw new Error(`There is no id for ${placeholder} behind '${collection}'.`);
    const tenant = placeholder.includes('}@{') ? `@${demoTenant}` : '';
    return `${collection}${opening}${encodeURIComponent(id)}${tenant}`;
  });
}
