// The events that `$expand=event` adds to messages: each as `…/messages/{id}/event` shows it (contract, section 10).
import { sameMailbox, type Mailbox } from '../../calendar/mailbox.ts';
import type { EventOptions } from '../../odata/event/eventQuery.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import { maxPageContentBytes } from '../../runtime/limits.ts';
import { writtenBytes } from '../../http/writtenJson.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { recheckAccess, type Call } from '../call.ts';
import { preferencesOf, showCurrent, viewOf } from '../events/eventsShow.ts';
import { openEntryOf, type Shown } from '../events/openShown.ts';
import type { OpenedMeeting } from './messageMeetings.ts';

/** What `$expand` adds to a message: its event, null when it is gone or not the reader's any more. One or two point reads. */
export async function expandedEvent(
  call: Call,
  mailbox: Mailbox,
  meeting: OpenedMeeting,
  { select, selectText }: EventOptions,
): Promise<JsonObject> {
  const path = `${mailbox.kind}(${quotedKey(mailbox.id)})/messages(${quotedKey(meeting.message.messageId)})/microsoft.graph.eventMessage/event`;
  return { 'event@odata.context': call.links.context(path, selectText, true), event: await shownEvent(call, meeting, select) };
}

async function shownEvent(call: Call, meeting: OpenedMeeting, select: EventOptions['select']): Promise<JsonObject | null> {
  try {
    const { resolved, key, walked, event } = await opened(call, meeting);
    const view = viewOf(call, walked, key.mailbox, preferencesOf(call), select);
    return (await showCurrent(call, key, event, view, recheckAccess(call, 'read', resolved, event))).entity;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return null;
    throw error;
  }
}

/** An answer leads its reader to the own event, everything else to the reader's entry of another's. */
async function opened(call: Call, { resolved, event }: OpenedMeeting): Promise<Shown> {
  const { walked, key } = resolved;
  if (!sameMailbox(walked, key.mailbox)) return openEntryOf(call, 'read', resolved, event);
  if (event === undefined) throw itemNotFound();
  return { resolved, key, walked, event };
}

/** As many of a page's messages as have 8 MiB with their events, one at least; each is rendered when those before it have left room. */
export async function withinPageBytes<T>(all: readonly T[], render: (one: T) => Promise<JsonObject>): Promise<readonly JsonObject[]> {
  const value: JsonObject[] = [];
  let bytes = 0;
  for (const one of all) {
    const entity = await render(one);
    bytes += writtenBytes(entity);
    if (value.length > 0 && bytes > maxPageContentBytes) break;
    value.push(entity);
  }
  return value;
}
