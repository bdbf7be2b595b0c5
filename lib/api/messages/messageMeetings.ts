// The current events of a page of messages, so that a message shows the same of its event as `…/messages/{id}/event` does.
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { MessageRecord } from '../../calendar/meetings/message.ts';
import { openEvent } from '../../calendar/events/locate.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { meetingOf, type ResolvedEvent } from '../../access/resolve/event.ts';
import { recheckAccess, type Call } from '../call.ts';

/** A message's event, and how the message has led there. */
export interface OpenedMeeting {
  readonly resolved: ResolvedEvent;
  readonly event: EventRecord;
}

/** Events that are read at once for one page. */
const atOnce = 20;

/**
 * What is to be known of each message's event, as `…/messages/{id}/event` leads there; asked of undefined where that answers 404. Costs what
 * opening an event costs, once for each event, however many of the messages are about it; 20 events are held at a time.
 */
export async function openMeetings<T>(
  call: Pick<Call, 'services' | 'caller'>,
  mailbox: Mailbox,
  messages: readonly MessageRecord[],
  known: (opened: OpenedMeeting | undefined) => T,
): Promise<readonly T[]> {
  const about = Map.groupBy(messages, ({ meeting }) => JSON.stringify(meeting));
  const of = new Map<MessageRecord, T>();
  async function look(same: readonly MessageRecord[]): Promise<void> {
    let opening: Promise<EventRecord | undefined> | undefined;
    for (const message of same) {
      const resolved = await unlessNotFound(() => meetingOf(call.services, mailbox, message));
      if (resolved !== undefined) opening ??= unlessNotFound(() => openEvent(call.services, resolved.key, resolved.calendar));
      const event = resolved && (await opening);
      of.set(message, known(event && (await unlessNotFound(() => admitted(call, { resolved, event })))));
    }
  }
  const meetings = [...about.values()];
  for (let start = 0; start < meetings.length; start += atOnce) await Promise.all(meetings.slice(start, start + atOnce).map(look));
  return messages.map((message) => of.get(message) ?? known(undefined));
}

/** Throws 404 where the message leads the caller to it no more. */
function admitted(call: Pick<Call, 'caller'>, opened: OpenedMeeting): OpenedMeeting {
  recheckAccess(call, 'read', opened.resolved, opened.event)(opened.event);
  return opened;
}

async function unlessNotFound<T>(find: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
