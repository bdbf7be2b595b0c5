// The events that messages lead their reader to, as they are now: what a message shows of them agrees with what lies behind it.
import type { EventRecord } from '../../calendar/eventRecord.ts';
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { MessageRecord } from '../../calendar/meetings/message.ts';
import { openEvent } from '../../calendar/openEvent.ts';
import { ServiceError } from '../../errors.ts';
import { meetingOf, type ResolvedEvent } from '../../paths/resolveEvent.ts';
import { stillFor, type Call } from '../call.ts';

/** A message's event, and how the message has led there. */
export interface OpenedMeeting {
  readonly resolved: ResolvedEvent;
  readonly event: EventRecord;
}

/** Events that are read at once for one page. */
const atOnce = 20;

/**
 * For each message its event, as `…/messages/{id}/event` leads there; undefined where that answers 404. Costs what opening an event costs,
 * once for each event, however many of the messages are about it.
 */
export async function openMeetings(
  call: Pick<Call, 'services' | 'caller'>,
  mailbox: Mailbox,
  messages: readonly MessageRecord[],
): Promise<readonly (OpenedMeeting | undefined)[]> {
  const events = new Map<string, Promise<EventRecord | undefined>>();
  const open = async (message: MessageRecord): Promise<OpenedMeeting | undefined> => {
    const name = JSON.stringify(message.meeting);
    const resolved = await unlessNotFound(() => meetingOf(call.services, mailbox, message));
    if (resolved === undefined) return undefined;
    const opening = events.get(name) ?? unlessNotFound(() => openEvent(call.services, resolved.key, resolved.calendar));
    events.set(name, opening);
    const event = await opening;
    return event && (await unlessNotFound(() => admitted(call, { resolved, event })));
  };
  const opened: (OpenedMeeting | undefined)[] = [];
  for (let start = 0; start < messages.length; start += atOnce)
    opened.push(...(await Promise.all(messages.slice(start, start + atOnce).map(open))));
  return opened;
}

/** Throws 404 where the message leads the caller to it no more. */
function admitted(call: Pick<Call, 'caller'>, opened: OpenedMeeting): OpenedMeeting {
  stillFor(call, 'read', opened.resolved, opened.event)(opened.event);
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
