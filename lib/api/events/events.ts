// GET …/events/{id}.
import { isEntry, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { IsShown } from '../../calendar/windows/windowEntry.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { seenTag } from '../../odata/event/eventEntity.ts';
import { parseExpandedAttachments, type AttachmentOptions } from '../../odata/attachment/attachmentQuery.ts';
import { eventSingle } from '../../odata/event/eventQuery.ts';
import { parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { JsonObject } from '../../runtime/json.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { openShown } from './openShown.ts';
import { leadsToOccurrence, recheckAccess, type EventCall } from '../call.ts';
import { behindEntry, type Content } from '../openContent.ts';
import { isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { preferencesOf, showCurrent, viewOf } from './eventsShow.ts';
import { attachmentCursors, attachmentsPage } from '../attachments/listAttachments.ts';

/**
 * 200 with the event, and with the first page of its attachments where those are expanded; 304 for an `If-None-Match` that names its ETag.
 */
export async function getEvent(call: EventCall): Promise<Reply> {
  const { request, links } = call;
  const { select, selectText, expand, expandOptions } = parseQueryOptions(request.url.searchParams, eventSingle);
  const expanded = parseExpandedAttachments(expandOptions);
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
  const selection = [selectText, expand ? `attachments(${expanded.selectText ?? ''})` : undefined]
    .filter((part) => part !== undefined)
    .join(',');
  return jsonReply(
    200,
    {
      '@odata.context': links.context(collection, selection === '' ? undefined : selection, true),
      ...entity,
      ...(asksForDays && (await cancelledOccurrences(call, resolved, event))),
      ...(expand && (await expandedAttachments(call, resolved, event, expanded))),
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

/** The attachments as their own list shows them, with the link to the rest of it; none where that list is 404. */
async function expandedAttachments(
  call: EventCall,
  resolved: ResolvedEvent,
  event: EventRecord,
  options: AttachmentOptions,
): Promise<JsonObject> {
  const { links } = call;
  const { selectText } = options;
  const named = resolved.key;
  const content = await contentBehind(call, resolved, event);
  const { value, next } = content === undefined ? { value: [] } : await attachmentsPage(call, content, options);
  const token = content && next && (await attachmentCursors(content.key, content.opening, options).sealed(next));
  const selection = selectText === undefined ? '' : `$select=${encodeURIComponent(selectText)}&`;
  return {
    'attachments@odata.context': links.attachmentsContext(named, selectText, false),
    attachments: value,
    ...(token !== undefined && { 'attachments@odata.nextLink': `${links.event(named)}/attachments?${selection}$skiptoken=${token}` }),
  };
}

/** What the attachments of an event that is shown hang on; undefined where the caller isn't let to it. */
async function contentBehind(call: EventCall, resolved: ResolvedEvent, event: EventRecord): Promise<Content | undefined> {
  const named = resolved.key;
  if (!isEntry(event)) return { key: named, named, opening: Promise.resolve(event) };
  try {
    const content = await behindEntry(call, 'read', resolved.walked, event, named);
    return { ...content, opening: Promise.resolve(await content.opening) };
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}
