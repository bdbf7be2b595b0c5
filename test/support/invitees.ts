// Meetings without an app: people in the directory, services that make meetings, and the messages in somebody's inbox.
import { randomUUID } from 'node:crypto';
import {
  defaultEventProperties,
  noResponseTime,
  type Attendee,
  type EventProperties,
} from '../../lib/calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../lib/calendar/events/record/eventRecord.ts';
import { defaultCalendarId, type EventKey, type Mailbox } from '../../lib/calendar/mailbox.ts';
import type { MessageRecord } from '../../lib/calendar/meetings/message.ts';
import type { Services } from '../../lib/api/call.ts';
import type { Author } from '../../lib/stores/records.ts';

export const by = 'user:tester';

/** A user whom the directory knows. */
export async function someone({ directory }: Pick<Services, 'directory'>, tenant: string): Promise<Mailbox> {
  const userId = randomUUID();
  await directory.enterUser(tenant, { userId, userType: 'Member' }, by);
  return { tenant, kind: 'users', id: userId };
}

export const attendeeFor = ({ id }: Mailbox): Attendee => ({
  type: 'required',
  status: { response: 'none', time: noResponseTime },
  emailAddress: { address: `${id}@contoso.example` },
  userId: id,
});

/** The user of a mailbox, as the author of what is written there. */
const ownerOf = ({ id }: Mailbox): Author => `user:${id}`;

/** Makes a meeting in a process that dies before it sends the messages. */
export async function createMeetingWithoutMessages(
  services: Services,
  organizer: Mailbox,
  attendees: readonly Mailbox[],
  more: Partial<EventProperties> = {},
  author = ownerOf(organizer),
): Promise<{ readonly key: EventKey; readonly event: EventRecord }> {
  const properties = { ...defaultEventProperties, subject: 'Review', attendees: attendees.map(attendeeFor), ...more };
  const wanted = { calendar: defaultCalendarId(organizer), properties };
  const { event } = await services.events.create(organizer, wanted, author);
  return { key: { mailbox: organizer, event: event.eventId }, event };
}

/** Makes a meeting and sends the messages. */
export async function createMeetingAndNotify(
  ...given: Parameters<typeof createMeetingWithoutMessages>
): Promise<{ readonly key: EventKey; readonly event: EventRecord }> {
  const made = await createMeetingWithoutMessages(...given);
  await given[0].meetings.tell(made.key.mailbox, made.event);
  return made;
}

/** Changes the subject, and sends the messages unless the process dies before. */
export async function changeSubject(
  services: Services,
  key: EventKey,
  subject: string,
  tells = true,
  author = ownerOf(key.mailbox),
): Promise<EventRecord> {
  const event = await services.events.read(key);
  if (event === undefined) throw new Error('There is no event.');
  const apply = (current: EventProperties): EventProperties => ({ ...current, subject });
  const changed = await services.events.change(key, event, { apply, newContent: false }, author);
  if (tells) await services.meetings.tell(key.mailbox, changed);
  return changed;
}

/** The messages in somebody's inbox, the newest first. */
export const messagesOf = async (services: Services, mailbox: Mailbox): Promise<readonly MessageRecord[]> =>
  (await services.messages.list(mailbox, { limit: 1000, folders: [] })).messages;
