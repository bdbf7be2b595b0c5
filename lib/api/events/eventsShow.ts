// How answers show events: to whom, in which time zone and with which body.
import type { ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import { throughMailbox, viewpointOf } from '../../access/permissions/eventAccess.ts';
import { isEntry, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Removal } from '../../calendar/events/events.ts';
import { shownBytes } from '../../calendar/events/record/size.ts';
import type { EventKey, Mailbox } from '../../calendar/mailbox.ts';
import type { WindowPage } from '../../calendar/windows/windowEntry.ts';
import { places } from '../../runtime/mutex.ts';
import { itemNotFound, unavailable } from '../../runtime/errors.ts';
import { maxPageContentBytes } from '../../runtime/limits.ts';
import { eventEntity, seenTag, showsBody, type EventView } from '../../odata/event/eventEntity.ts';
import { eventPreferencesOf, type EventPreferences } from '../../odata/event/eventPreferences.ts';
import type { EventOptions } from '../../odata/event/eventQuery.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { ownTurn } from '../../runtime/inSteps.ts';
import type { Call } from '../call.ts';
import { ifEventMatchOf } from './eventConditions.ts';
import type { Reply } from '../../http/messages.ts';
import type { ShownPage } from '../listReply.ts';
import { savedReply } from '../savedReply.ts';
import { asShown, type MailboxAccess } from './entriesShown.ts';
import { withExpanded, type PageExpansion } from './expand/page.ts';

/**
 * How often each byte of a shown event counts in the budget: for itself, the body's other format, the answer's text and the answer's bytes.
 */
const bytesPerByte = 4;

/** Bytes of events that are rendered, or are begun to be read, in one turn. */
const bytesPerTurn = 256 * 1024;

/** Bodies of a page that are read side by side: their answers may come in the same turn. */
const readsAtOnce = 8;

export const preferencesOf = ({ prefer }: Pick<Call, 'prefer'>): EventPreferences => eventPreferencesOf(prefer);

/** A view of events that were reached through a mailbox. */
export interface AnsweredView extends EventView, MailboxAccess {
  readonly preferences: EventPreferences;
}

/**
 * How the caller sees the events of `mailbox`, which it has reached through `walked`: each event by the right that gives it access there.
 */
export const viewOf = (
  { caller, links }: Pick<Call, 'caller' | 'links'>,
  walked: ReachedMailbox,
  mailbox: Mailbox,
  preferences: EventPreferences,
  select?: EventOptions['select'],
): AnsweredView => ({
  preferences,
  walked,
  seenBy: (event) => viewpointOf(caller, walked, mailbox, event),
  urlOf: ({ eventId }) => links.event({ mailbox, event: eventId }),
  ...(select && { select }),
});

/** How a caller who was allowed to write sees the written event. */
export const writersViewOf = (
  call: Pick<Call, 'caller' | 'links'>,
  walked: ReachedMailbox,
  mailbox: Mailbox,
  preferences: EventPreferences,
): AnsweredView => {
  const seen = throughMailbox(walked, mailbox);
  return { ...viewOf(call, walked, mailbox, preferences), seenBy: () => seen };
};

/**
 * A function that says whether the request's `If-Match` allows an event that the caller may write; compares the ETag that the caller is
 * shown. Undefined if the request has no `If-Match`.
 */
export function ifSeenMatchOf({ request }: Pick<Call, 'request'>, walked: ReachedMailbox, mailbox: Mailbox): Removal['isCurrent'] {
  const isCurrent = ifEventMatchOf(request);
  return isCurrent && ((event) => isCurrent(seenTag(event, throughMailbox(walked, mailbox))));
}

/**
 * The entity, its body read from where it lies: one read more for a body in a blob. Undefined when that is gone, since the event is being
 * changed or deleted.
 */
async function showEvent(call: Call, event: EventRecord, view: AnsweredView): Promise<JsonObject | undefined> {
  return (await showEvents(call, await asShown(call, [event], view), view))[0];
}

/** The entities of a page. Occurrences that share their series' body cause one read of it. Throws 503 when the byte budget has no room. */
async function showEvents(
  { services, share }: Call,
  events: readonly EventRecord[],
  view: EventView,
): Promise<readonly (JsonObject | undefined)[]> {
  const contents = new Map<string, Promise<string | undefined>>();
  const place = places(readsAtOnce);
  let bytesRead = 0;
  const readContent = async (event: EventRecord): Promise<string | undefined> => {
    bytesRead += shownBytes(event, true);
    if (bytesRead > bytesPerTurn) {
      bytesRead = 0;
      await ownTurn();
    }
    return services.events.content(event);
  };
  const contentOf = (event: EventRecord): Promise<string | undefined> => {
    const { bodyContent, properties } = event;
    if (bodyContent === undefined || !showsBody(view)) return Promise.resolve(properties.body.content);
    const read = contents.get(bodyContent.blob) ?? place(() => readContent(event));
    contents.set(bodyContent.blob, read);
    return read;
  };
  for (const event of events) share.take(shownBytes(event, showsBody(view)) * bytesPerByte);
  const bodies = await Promise.all(events.map(contentOf));
  const shown: (JsonObject | undefined)[] = [];
  let bytes = 0;
  for (const [i, event] of events.entries()) {
    const content = bodies[i];
    shown.push(content === undefined ? undefined : await eventEntity(event, content, view));
    bytes += shownBytes(event, showsBody(view));
    if (bytes < bytesPerTurn) continue;
    bytes = 0;
    await ownTurn();
  }
  // Other requests have a turn before this page becomes one text.
  if (events.length > 1) await ownTurn();
  return shown;
}

/** The first of these events that have 8 MiB together, one at least; undefined for one that is just being changed or deleted. */
export async function shownEvents(
  call: Call,
  all: readonly EventRecord[],
  view: AnsweredView,
): Promise<{ readonly events: readonly EventRecord[]; readonly entities: readonly (JsonObject | undefined)[] }> {
  const shown = await asShown(call, all, view);
  const events = shown.slice(0, withinBytes(shown, view));
  return { events, entities: await showEvents(call, events, view) };
}

/** A page of events as far as they have 8 MiB together, their bodies and what is expanded included; one at least. */
export async function shownPage(
  call: Call,
  { entries, more, last }: WindowPage,
  view: AnsweredView,
  expansion?: PageExpansion,
): Promise<ShownPage> {
  const { events: within, entities } = await shownEvents(
    call,
    entries.map(({ event }) => event),
    view,
  );
  const shown =
    expansion === undefined
      ? entities
      : await withExpanded(
          call,
          view,
          expansion,
          within.map((event, i) => ({ event, entity: entities[i] })),
        );
  const end = shown.length;
  return {
    // A missing body means that the event is being changed or deleted: the page leaves the event out.
    value: shown.filter((entity) => entity !== undefined),
    ...((more || end < entries.length) && { next: end < entries.length ? entries[end - 1]?.at : (last ?? entries.at(-1)?.at) }),
  };
}

/**
 * How many of a page's events have 8 MiB together, their bodies included where they are shown, at least one: there the page ends. A body to
 * be shown in the other format counts twice, for that costs as much again.
 */
function withinBytes(events: readonly EventRecord[], view: EventView): number {
  let bytes = 0;
  for (const [i, event] of events.entries()) {
    bytes += shownBytes(event, showsBody(view));
    if (isTurned(event, view)) bytes += shownBytes(event, true) - shownBytes(event, false);
    if (i > 0 && bytes > maxPageContentBytes) return i;
  }
  return events.length;
}

const isTurned = ({ properties }: EventRecord, view: EventView): boolean => {
  const { bodyType } = view.preferences;
  return showsBody(view) && bodyType !== undefined && bodyType !== properties.body.contentType;
};

/**
 * The same for an event that may have changed since it was read: a body that was replaced between two reads is read from its new
 * place, if the caller `may` read the event as it is now. Throws 404 when it is gone.
 */
export async function showCurrent(
  call: Call,
  key: EventKey,
  event: EventRecord,
  view: AnsweredView,
  may: (current: EventRecord) => void,
): Promise<{ readonly event: EventRecord; readonly entity: JsonObject }> {
  const entity = await showEvent(call, event, view);
  if (entity !== undefined) return { event, entity };
  const again = await call.services.events.read(key);
  if (again?.incarnation !== event.incarnation) throw itemNotFound();
  may(again);
  const second = await showEvent(call, again, view);
  if (second === undefined) throw unavailable('The event is being changed.', 1);
  return { event: again, entity: second };
}

/**
 * What was written, and where. `content` is the content of the event's body if the writer has it at hand; otherwise `may` is asked as in
 * `showCurrent`.
 */
export interface Written {
  readonly key: EventKey;
  readonly event: EventRecord;
  readonly content: string | undefined;
  readonly may: (current: EventRecord) => void;
  /** The event's extensions, with their context, where the request has brought some. */
  readonly extensions?: JsonObject | undefined;
}

/** The answer to a write: the whole event; for a new one (201) with `Location`. */
export async function writtenReply(call: Call, status: 200 | 201, written: Written, view: AnsweredView): Promise<Reply> {
  const { links } = call;
  const { key, content } = written;
  const { event } = written;
  const entity = async (): Promise<JsonObject> =>
    content === undefined || isEntry(event)
      ? (await showCurrent(call, key, event, view, written.may)).entity
      : eventEntity(event, content, view);
  return savedReply(call, {
    isNew: status === 201,
    url: links.event(key),
    etag: seenTag(event, view.seenBy(event)),
    show: async () => ({ '@odata.context': links.eventContext(key.mailbox), ...(await entity()), ...written.extensions }),
  });
}
