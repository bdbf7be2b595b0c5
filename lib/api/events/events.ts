// GET …/events/{id}.
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { IsShown } from '../../calendar/windows/windowEntry.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { seenTag } from '../../odata/event/eventEntity.ts';
import { eventSingle } from '../../odata/event/eventQuery.ts';
import { contextSelection } from '../../odata/query/expand.ts';
import { parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import { openShown } from './openShown.ts';
import { leadsToOccurrence, recheckAccess, type EventCall } from '../call.ts';
import { isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { preferencesOf, showCurrent, viewOf } from './eventsShow.ts';
import { eventExpanders, expansionOf } from './expand/expansions.ts';

/**
 * 200 with the event, and with what is expanded; 304 for an `If-None-Match` that names its ETag.
 */
export async function getEvent(call: EventCall): Promise<Reply> {
  const { request, links } = call;
  const options = parseQueryOptions(request.url.searchParams, eventSingle);
  const { select } = options;
  const expanding = expansionOf(eventExpanders(), options.expand);
  const preferences = preferencesOf(call);
  const { resolved, key, walked, event: opened } = await openShown(call, 'read');
  const view = viewOf(call, walked, key.mailbox, preferences, select);
  const seen = view.seenBy(opened);
  const etag = seenTag(opened, seen);
  const asksForDays = select?.has('cancelledOccurrences') === true;
  // Only the ETag that the owner is shown changes with a series' occurrences.
  const isToldByTag = !asksForDays || seen.as === 'owner';
  if (isToldByTag && isUnchanged(request.headers.get('if-none-match'), etag)) return emptyReply(304, { ETag: etag });

  const { event, entity } = await showCurrent(call, key, opened, view, recheckAccess(call, 'read', resolved, opened));

  const collection = `${key.mailbox.kind}(${quotedKey(key.mailbox.id)})/events`;
  return jsonReply(
    200,
    {
      '@odata.context': links.context(collection, contextSelection(options), true),
      ...entity,
      ...(asksForDays && (await cancelledOccurrences(call, resolved, event))),
      ...(await expanding?.({ call, walked: resolved.walked, named: resolved.key, event })),
    },
    { ETag: seenTag(event, view.seenBy(event)) },
  );
}

/**
 * The `occurrenceId`s of a series' cancelled occurrences (Graph, event resource type), of those that the caller would have seen: only where
 * they are asked for by name.
 */
async function cancelledOccurrences(call: EventCall, resolved: ResolvedEvent, event: EventRecord): Promise<JsonObject> {
  const isShown: IsShown = (occurrence) => leadsToOccurrence(call, resolved, occurrence);
  const { events } = call.services;
  const days = event.occurrence === undefined ? await events.cancelledDays(resolved.key.mailbox, event, isShown) : [];
  return { cancelledOccurrences: days.map((day) => `OID.${event.eventId}.${day}`) };
}
