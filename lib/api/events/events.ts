// GET …/events/{id}.
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { occurrenceName } from '../../calendar/occurrences/occurrenceId.ts';
import type { IsShown } from '../../calendar/windows/windowEntry.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { seenTag } from '../../odata/event/eventEntity.ts';
import type { SeriesExpanding } from '../../odata/event/eventQuery.ts';
import { parseEventQuery, type AskedWindow } from '../../odata/event/windows/windowQuery.ts';
import { contextSelection } from '../../odata/query/expand.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import { openShown } from './openShown.ts';
import { leadsToOccurrence, recheckAccess, type EventCall } from '../call.ts';
import { isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { preferencesOf, showCurrent, viewOf } from './eventsShow.ts';
import { exceptionsOf, instancesOf, seriesOpened } from './windows/eventsWindow.ts';
import { eventExpanders, expansionOf, type Expanders } from './expand/expansions.ts';
import { expandedOccurrences } from './expand/occurrences.ts';

/**
 * 200 with the event, and with what is expanded; 304 for an `If-None-Match` that names its ETag.
 */
export async function getEvent(call: EventCall): Promise<Reply> {
  const { request, links } = call;
  const { options, window } = parseEventQuery(request.url.searchParams);
  const { select } = options;
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

  const expanding = expansionOf(() => seriesExpanders(call, resolved, window), options.expand);
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

/** How each property is shown that one event may be expanded by. */
function seriesExpanders(call: EventCall, resolved: ResolvedEvent, window: AskedWindow | undefined): Expanders<SeriesExpanding> {
  const series = (event: EventRecord) => seriesOpened(call, resolved, event);
  const within = window ?? { from: 0, to: 0, text: '' };
  const [from, to] = [within.from, within.to].map((bound) => new Date(bound).toISOString());
  return {
    ...eventExpanders(),
    instances: expandedOccurrences({
      name: 'instances',
      bounds: `startDateTime=${from}&endDateTime=${to}&`,
      listing: ({ event }, inside) => instancesOf(call, series(event), within, inside),
    }),
    exceptionOccurrences: expandedOccurrences({
      name: 'exceptionOccurrences',
      bounds: '',
      listing: ({ event }, inside) => exceptionsOf(call, series(event), inside),
    }),
  };
}

/**
 * The `occurrenceId`s of a series' cancelled occurrences (Graph, event resource type), of those that the caller would have seen: only where
 * they are asked for by name.
 */
async function cancelledOccurrences(call: EventCall, resolved: ResolvedEvent, event: EventRecord): Promise<JsonObject> {
  const isShown: IsShown = (occurrence) => leadsToOccurrence(call, resolved, occurrence);
  const { events } = call.services;
  const days = event.occurrence === undefined ? await events.cancelledDays(resolved.key.mailbox, event, isShown) : [];
  return { cancelledOccurrences: days.map((day) => occurrenceName(event.eventId, day)) };
}
