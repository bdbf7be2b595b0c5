// The current events of a page of messages, so that a message shows the same of its event as `…/messages/{id}/event` does.
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { MessageRecord } from '../../calendar/meetings/message.ts';
import { openEvent } from '../../calendar/events/locate.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { meetingOf, type ResolvedEvent } from '../../access/resolve/event.ts';
import { recheckAccess, type Call } from '../call.ts';

/** A message, where it has led, and the event there; undefined where it is gone, or not the reader's any more. */
export interface OpenedMeeting {
  readonly message: MessageRecord;
  readonly resolved: ResolvedEvent;
  readonly event: EventRecord | undefined;
}

/** Events that are read at once for one page. */
const atOnce = 20;

/**
 * What is to be known of each message's event, the one in the organizer's mailbox to which `…/messages/{id}/event` leads. Costs what
 * opening an event costs, once for each event, however many of the messages are about it; 20 events are held at a time.
 */
export async function openMeetings<T>(
  call: Pick<Call, 'services' | 'caller'>,
  mailbox: Mailbox,
  messages: readonly MessageRecord[],
  known: (opened: OpenedMeeting) => T,
): Promise<readonly T[]> {
  const about = Map.groupBy(messages, ({ meeting }) => JSON.stringify(meeting));
  const of = new Map<MessageRecord, T>();
  async function look(same: readonly MessageRecord[]): Promise<void> {
    let opening: Promise<EventRecord | undefined> | undefined;
    for (const message of same) {
      const resolved = await meetingOf(call.services, mailbox, message);
      if (resolved.isOrphaned !== true) opening ??= unlessNotFound(() => openEvent(call.services, resolved.key, resolved.calendar));
      const event = await opening;
      const isLedTo = event !== undefined && isAdmitted(call, resolved, event);
      of.set(message, known({ message, resolved, event: isLedTo ? event : undefined }));
    }
  }
  const meetings = [...about.values()];
  for (let start = 0; start < meetings.length; start += atOnce) await Promise.all(meetings.slice(start, start + atOnce).map(look));
  return messages.flatMap((message) => of.get(message) ?? []);
}

/** Whether the message still leads the caller to the event. */
function isAdmitted(call: Pick<Call, 'caller'>, resolved: ResolvedEvent, event: EventRecord): boolean {
  try {
    recheckAccess(call, 'read', resolved, event)(event);
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return false;
    throw error;
  }
}

async function unlessNotFound<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
