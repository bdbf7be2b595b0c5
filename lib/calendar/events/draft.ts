// Makes an event's document: its properties, its sort keys, and a blob for a body that is too large for the document.
import { noCustomData, type CustomData } from '../custom/customData.ts';
import { newCustom } from '../custom/customWrites.ts';
import type { Ids } from '../../runtime/ids.ts';
import { maxDocumentBodyBytes, maxSpanningBodyBytes } from '../../runtime/limits.ts';
import type { Contents } from '../../stores/contents.ts';
import type { Document, Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';
import { bytesDue, tombstoneTtl } from '../../stores/tombstone.ts';
import { sortKey, wholeText } from '../../runtime/text/textOrder.ts';
import type { EmailAddress, EventProperties } from './record/eventProperties.ts';
import { noCounts } from './record/counters.ts';
import { countedBytes, eventDocument, type EventRecord, type EventSortKeys, type StoredEvent } from './record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { chargedProperty, chargeNew, type QuotaDependencies } from '../quota.ts';
import { eventTypeOf } from './record/eventType.ts';
import { attendeeIds } from './attendees.ts';
import { hiddenSince, spannedProperty, type Memory } from './record/memory.ts';
import { previewOf } from '../text/plainText.ts';
import { spanOf } from './record/span.ts';
import { sortableTimes } from './record/times.ts';

export interface EventDependencies extends QuotaDependencies {
  readonly contents: Contents;
  readonly ids: Ids;
  /** A name for a blob, never used before. */
  readonly newContentName: () => string;
}

/** What a caller gives to make an event. */
export interface NewEvent {
  readonly calendar: string;
  readonly properties: EventProperties;
  /** The owner of the mailbox as others see it. */
  readonly organizer?: EmailAddress;
  /** The delegate who invites in the owner's name. */
  readonly sender?: EmailAddress | undefined;
  /** The id that another system has for the event; by default the service makes one. */
  readonly iCalUId?: string;
  /** Its open extensions and extended properties. */
  readonly custom?: CustomData | undefined;
}

/** An event that is not written yet; the blob of its body, if it has one, is stored already. */
export type EventDraft = StoredEvent & { readonly kind: 'event' };

/** An event's draft, and what is written beside it: `more` bytes of quota. */
export interface DraftWithCustom {
  readonly draft: EventDraft;
  readonly beside: readonly Write[];
  readonly more: number;
}

/** The properties as they are stored in a document, with what is derived from them. */
export type PlacedProperties = Pick<EventRecord, 'properties' | 'bodyPreview' | 'bodyContent' | 'sortKeys'>;

/**
 * A new event with an incarnation of its own. `remembers`: its memory. Puts the body into a blob where it is large. Throws 400 for custom data
 * beyond its limits.
 */
export async function draftEvent(
  deps: Omit<EventDependencies, 'documents'>,
  key: EventKey,
  event: NewEvent,
  by: Author,
  remembers: Memory = {},
): Promise<DraftWithCustom> {
  const id = eventDocument(key.event);
  const now = deps.clock();
  const incarnation = deps.ids.secret();
  const custom = newCustom(deps, incarnation, event.custom ?? noCustomData, { now, by });
  const hidden = hiddenSince(event.properties, remembers, now);
  const placed = await placeProperties(deps, key.mailbox, id, event.properties);
  const draft: EventDraft = {
    id,
    kind: 'event',
    ...newRecord(now, by),
    eventId: key.event,
    incarnation,
    iCalUId: event.iCalUId ?? deps.ids.next(),
    calendar: event.calendar,
    listed: true,
    tracked: true,
    ...noCounts,
    version: 1,
    ...remembers,
    ...spannedProperty(placed.sortKeys, remembers),
    ...(hidden !== undefined && { hiddenSince: hidden }),
    attachmentCount: 0,
    attendees: attendeeIds(event.properties),
    occurrenceRevision: 0,
    occurrenceAnswers: 0,
    tells: event.properties.attendees.length > 0,
    ...(event.organizer && { organizer: event.organizer }),
    revision: 0,
    ...placed,
    ...(custom.index && { custom: custom.index }),
    ...chargedProperty(chargeNew(deps, () => countedBytes(placed))),
  };
  return { draft, beside: custom.writes, more: custom.more + (draft.charged ?? 0) };
}

/** The properties as the document with this id holds them. One put where the body is too large for the document. */
export async function placeProperties(
  { contents, newContentName }: Pick<EventDependencies, 'contents' | 'newContentName'>,
  mailbox: Mailbox,
  documentId: string,
  properties: EventProperties,
): Promise<PlacedProperties> {
  const { contentType, content } = properties.body;
  const placed = { properties, bodyPreview: previewOf(properties.body), sortKeys: sortKeysOf(properties) };
  const bytes = Buffer.from(content);
  if (bytes.byteLength <= (placed.sortKeys.spanEnd === '' ? maxDocumentBodyBytes : maxSpanningBodyBytes)) return placed;
  const blob = newContentName();
  await contents.put(blob, bytes, { partition: mailboxPartition(mailbox), document: documentId });
  return { ...placed, properties: { ...properties, body: { contentType, content: '' } }, bodyContent: { blob, size: bytes.byteLength } };
}

export const sortKeysOf = (properties: EventProperties): EventSortKeys => ({
  subject: sortKey(properties.subject),
  texts: { subject: wholeText(properties.subject) },
  ...sortableTimes(properties),
  ...spanOf(properties),
  type: eventTypeOf({ properties }),
});

/** The tombstone of a body's blob, from which the sweep removes the blob; written in the batch after which no document names the blob. */
export function releaseContent(blob: string, now: number, by: Author): Write {
  const document: Document = {
    id: `content:${blob.replaceAll('/', ':')}`,
    kind: 'contentTombstone',
    ...newRecord(now, by),
    content: { blob },
    due: bytesDue(now),
    ttl: tombstoneTtl,
  };
  return { write: 'create', document };
}

/** Removes a body's blob at once, if there is one. Where that fails, the sweep removes it. */
export const removeContent = async (contents: Contents, content: EventRecord['bodyContent']): Promise<void> => {
  if (content !== undefined) await contents.remove(content.blob).catch(() => undefined);
};
