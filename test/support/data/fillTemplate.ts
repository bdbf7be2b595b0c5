// Fills published path templates with ids: the segment before a placeholder determines its id.
import { demoGroup, demoIds, demoTenant, demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { defaultCalendarGroupId, defaultCalendarId, type Mailbox } from '../../../lib/calendar/mailbox.ts';

/** The id for a placeholder, by the collection before it, in lower case: `events` → `AAMk…`. */
export type TemplateIds = Readonly<Record<string, string>>;

export const adeleMailbox: Mailbox = { tenant: demoTenant, kind: 'users', id: demoUsers.adele.id };

/** Ids of an event in adele's default calendar, with the ids of that calendar and of its calendar group; or of the group's event. */
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

/**
 * Ids of the demo tenant's events: in adele's calendar in a calendar group if the template names one, otherwise in her default calendar.
 */
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

/** Fills a template; the path has no version. Throws when a placeholder has no id. */
export function fillTemplate(template: string, ids: TemplateIds): string {
  return template.replace(/([A-Za-z]+)(\/|\(')(\{[^/']*\})/g, (_, collection: string, opening: string, placeholder: string) => {
    const id = ids[collection.toLowerCase()];
    if (id === undefined) throw new Error(`There is no id for ${placeholder} behind '${collection}'.`);
    const tenant = placeholder.includes('}@{') ? `@${demoTenant}` : '';
    return `${collection}${opening}${encodeURIComponent(id)}${tenant}`;
  });
}
