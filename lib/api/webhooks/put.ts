// PUT …/events/{id} by a webhook: makes an event, or replaces one that is webhooks' alone.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { isEntry, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { preconditionFailed, ServiceError } from '../../runtime/errors.ts';
import type { EventCall } from '../call.ts';
import { ifEventMatchOf } from '../events/eventConditions.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { replaceEvent } from '../events/eventsWrite.ts';

/**
 * 201 or 200 with the event's id and ETag and nothing else, since the key gives no right to read. Throws 409 for an event that no webhook
 * has made, and for one in which anybody else has written something that attendees are shown: whoever has made it private, changed one of
 * its occurrences or attached something decides who sees that. With an `If-Match` it throws 412 instead, as for an event that doesn't
 * exist.
 */
export async function putByHook(call: EventCall): Promise<Reply> {
  const { caller, request, links } = call;
  const isCurrent = ifEventMatchOf(request);
  const mayReplace = (found: EventRecord | undefined): void => {
    const own = found?.createdBy === authorOf(caller) && found.byOthers !== true && !isEntry(found) ? found : undefined;
    if (isCurrent !== undefined && (own === undefined || !isCurrent(own.etag))) throw preconditionFailed();
    if (found !== undefined && own === undefined) throw notOurs();
  };
  const { key, event, created } = await replaceEvent(call, mayReplace);
  const entity = { '@odata.context': links.eventContext(key.mailbox), '@odata.etag': event.etag, id: event.eventId };
  return jsonReply(created ? 201 : 200, entity, { ETag: event.etag, ...(created && { Location: links.event(key) }) });
}

const notOurs = (): ServiceError =>
  new ServiceError(
    409,
    'Conflict',
    'The id is taken. Webhooks replace only events that a webhook has made and nobody else has changed or attached to; choose another id.',
  );
