// DELETE …/events/{id}, and POST …/events/{id}/permanentDelete.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Removal } from '../../calendar/events/events.ts';
import type { EventKey } from '../../calendar/mailbox.ts';
import { emptyReply, type Reply } from '../../http/messages.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { recheckAccess, recheckHidden, type EventCall } from '../call.ts';
import { readOptionalJsonBody } from '../jsonBody.ts';
import { senderOf } from './eventsCreate.ts';
import { ifSeenMatchOf } from './eventsShow.ts';
import { openShown, type Shown } from './openShown.ts';

/** 204; from then on the event's attachments can't be reached any more, and are removed. `If-Match` is honoured. */
export async function deleteEvent(call: EventCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  return deleted(call, await openShown(call, 'write'), {});
}

/** As `deleteEvent`; and no restore brings back the bytes that the event had. */
export async function permanentlyDeleteEvent(call: EventCall): Promise<Reply> {
  parseQueryOptions(call.request.url.searchParams, noOptions);
  const opened = await openShown(call, 'write');
  await readOptionalJsonBody(call.request, call.share, 'permanentDelete');
  return deleted(call, opened, { erases: true });
}

async function deleted(call: EventCall, { resolved, event: opened }: Shown, how: Pick<Removal, 'erases'>): Promise<Reply> {
  await removeEvent(call, resolved.key, opened, {
    ...how,
    isCurrent: ifSeenMatchOf(call, resolved.walked, resolved.key.mailbox),
    may: recheckAccess(call, 'write', resolved, opened),
    before: recheckHidden(call, resolved, opened),
  });
  return emptyReply(204);
}

/** Deletes an event that the caller may delete. */
export async function removeEvent(call: EventCall, key: EventKey, opened: EventRecord, removal: Omit<Removal, 'sender'>): Promise<void> {
  const sender = opened.attendees.length > 0 ? await senderOf(call, key.mailbox) : undefined;
  await call.services.events.remove(key, opened, authorOf(call.caller), { ...removal, sender });
}
