// A page of an event's attachments, by keyset: one query, however many there are, which ends by its bytes.
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import { eventDocument } from '../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import { isOccurrenceId } from '../calendar/occurrences/occurrenceId.ts';
import type { Condition, Documents, Found } from '../stores/documents.ts';
import { decoded, documentsBehind, firstOf, placeOf, type Order, type Place } from '../stores/keyset.ts';
import { maxPageReadBytes } from '../runtime/limits.ts';
import { sortedText, sortKey } from '../runtime/text/textOrder.ts';
import {
  decodeAttachment,
  partitionOf,
  sortProperties,
  attachmentDocument,
  type AttachmentRecord,
  type SortProperty,
} from './attachment.ts';
import { attachmentsOfSource, sourcesOf } from './occurrenceView.ts';

/** The place behind which a page begins: the last entry's id and, unless in the order of creation, its value of the sort property. */
export interface Cursor {
  readonly sort?: string | number;
  readonly id: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly skip?: number;
  /** The order of the list; undefined for the order of creation. */
  readonly orderBy?: { readonly property: SortProperty; readonly descending: boolean };
  readonly after?: Cursor;
  readonly filter?: Condition;
}

export interface Page {
  readonly attachments: readonly AttachmentRecord[];
  /** Whether more attachments follow this page. */
  readonly more: boolean;
}

/** An attachment's place in the order of a list. */
export function cursorAt(record: AttachmentRecord, orderBy: PageRequest['orderBy']): Cursor {
  // An occurrence's copy has the attachment id of its original, so the place has the id of the document instead.
  const id = record.id.slice(attachmentDocument('').length);
  if (orderBy === undefined) return { id };
  const { name, contentType, size } = record.properties;
  const values: Record<SortProperty, string | number> = {
    name: sortedText(name),
    contentType: sortedText(contentType),
    size: size ?? 0,
    lastModifiedDateTime: record.modified,
  };
  return { sort: values[orderBy.property], id };
}

/** A cursor's value in the form in which documents hold it. */
const stored = (sort: string | number): string | number => (typeof sort === 'string' ? sortKey(sort) : sort);

/**
 * A page of the event's attachments. The query runs in parallel with the event's read, without the incarnation that it doesn't know yet:
 * all attachments of an event that was never put again have the same one. If it finds one with another, it runs again with the incarnation.
 */
export async function listAttachments(
  documents: Documents,
  key: EventKey,
  event: Promise<EventRecord>,
  request: PageRequest,
): Promise<{ readonly event: EventRecord; readonly page: Page }> {
  const ask = async (incarnation?: string): Promise<Read> => {
    const found = await documentsBehind(documents, partitionOf(key), orderOf(request), {
      conditions: conditions(key, request, incarnation),
      after: placeIn(request),
      limit: request.limit + 1,
      bytes: maxPageReadBytes,
      ...(request.skip !== undefined && { skip: request.skip }),
    });
    return decoded(found, decodeAttachment);
  };
  if (isOccurrenceId(key.event)) {
    const occurrence = await event;
    return toPage(occurrence, await askOverlaid(documents, key, occurrence, request), request);
  }
  // The store skips entries for `$skip`, and must not count those of another incarnation among them.
  if (request.skip !== undefined && request.skip > 0) {
    const living = await event;
    return toPage(living, await ask(living.incarnation), request);
  }
  const [living, first] = await Promise.all([event, ask()]);
  const found = first.every(({ incarnation }) => incarnation === living.incarnation) ? first : await ask(living.incarnation);
  return toPage(living, found, request);
}

/** Attachments that were read in the order of a list: one more than the page has, or as many as the bound of bytes lets through. */
type Read = readonly AttachmentRecord[] & Pick<Found, 'isCut'>;

function toPage(event: EventRecord, found: Read, { limit }: PageRequest): { event: EventRecord; page: Page } {
  const { entries, more } = firstOf(found, limit);
  return { event, page: { attachments: entries, more } };
}

/**
 * An occurrence's page: as much from its series and from its own, and the first of both together. At most two queries, and as many before
 * them where `$skip` leaves some out: no one source knows how many of its own those are.
 */
async function askOverlaid(documents: Documents, key: EventKey, event: EventRecord, request: PageRequest): Promise<Read> {
  const { limit, skip = 0, filter, orderBy } = request;
  const order = orderOf(request);
  const conditionsOf = sourcesOf(event).map((source) => [...attachmentsOfSource(source), ...(filter ? [filter] : [])]);
  let after = placeIn(request);
  if (skip > 0) {
    const places = await Promise.all(
      conditionsOf.map((some) => documentsBehind(documents, partitionOf(key), order, { conditions: some, limit: skip, only: order.by })),
    );
    after = places
      .flat()
      .map((document) => placeOf(order, document))
      .sort(comparing(orderBy))
      .slice(0, skip)
      .at(-1);
  }
  const found = await Promise.all(
    conditionsOf.map((some) =>
      documentsBehind(documents, partitionOf(key), order, { conditions: some, after, limit: limit + 1, bytes: maxPageReadBytes }),
    ),
  );
  return merged(
    found.map((each) => decoded(each, decodeAttachment)),
    orderBy,
  );
}

/** What was read of each source in one order, up to the first place behind which there may be more of one that wasn't read. */
function merged(sources: readonly Read[], orderBy: PageRequest['orderBy']): Read {
  const compare = comparing(orderBy);
  const placed = (records: readonly AttachmentRecord[]) =>
    records.map((record) => ({ record, place: placeAt(cursorAt(record, orderBy), orderBy) }));
  const ends = sources.filter(({ isCut }) => isCut === true).flatMap((source) => placed(source.slice(-1)).map(({ place }) => place));
  const [end] = ends.sort(compare);
  const records = placed(sources.flat())
    .filter(({ place }) => end === undefined || compare(place, end) <= 0)
    .sort((a, b) => compare(a.place, b.place))
    .map(({ record }) => record);
  return Object.assign(records, { isCut: end !== undefined });
}

/** Compares places, which hold sort keys as documents do, so that the order here is the store's. */
function comparing(orderBy: PageRequest['orderBy']): (a: Place, b: Place) => number {
  const direction = orderBy?.descending === true ? -1 : 1;
  return (a, b) => {
    const differing = a.findIndex((value, i) => value !== b[i]);
    const [one, other] = [a[differing], b[differing]];
    return one === undefined || other === undefined ? 0 : direction * (one < other ? -1 : 1);
  };
}

/** Counts the event's attachments that meet the filter, by the store. The more attachments there are, the more it costs. */
export async function countMatching(documents: Documents, key: EventKey, event: EventRecord, filter: Condition): Promise<number> {
  const counts = await Promise.all(
    sourcesOf(event).map((source) =>
      documents.count(partitionOf(key), { is: 'and', conditions: [...attachmentsOfSource(source), filter] }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function conditions(key: EventKey, { filter }: PageRequest, incarnation: string | undefined): Condition[] {
  const all: Condition[] = [{ is: 'eq', property: 'event', value: eventDocument(key.event) }];
  if (incarnation !== undefined) all.push({ is: 'eq', property: 'incarnation', value: incarnation });
  if (filter !== undefined) all.push(filter);
  return all;
}

/** The keyset order; the property that names the event comes first. */
const orderOf = ({ orderBy }: PageRequest): Order => ({
  within: ['event'],
  by: orderBy === undefined ? ['id'] : [sortProperties[orderBy.property], 'id'],
  descending: orderBy?.descending ?? false,
});

/** Where the page begins in that order. */
const placeIn = ({ after, orderBy }: PageRequest): Place | undefined => after && placeAt(after, orderBy);

function placeAt({ sort, id }: Cursor, orderBy: PageRequest['orderBy']): Place {
  const document = attachmentDocument(id);
  return orderBy === undefined ? [document] : [stored(sort ?? ''), document];
}
