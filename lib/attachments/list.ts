// Lists a page of an event's attachments by keyset: one query, however many there are.
import type { EventRecord } from '../calendar/events/record/eventRecord.ts';
import { eventDocument } from '../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import { isOccurrenceId } from '../calendar/occurrences/occurrenceId.ts';
import type { Condition, Documents } from '../stores/documents.ts';
import { documentsBehind, firstOf, type Order, type Place } from '../stores/keyset.ts';
import { sortedText, sortKey } from '../runtime/text/textOrder.ts';
import {
  decodeAttachment,
  partitionOf,
  sortProperties,
  attachmentDocument,
  type AttachmentRecord,
  type SortProperty,
} from './attachment.ts';
import { from, sourcesOf } from './occurrenceView.ts';

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
  const ask = async (incarnation?: string): Promise<AttachmentRecord[]> => {
    const found = await documentsBehind(documents, partitionOf(key), orderOf(request), {
      conditions: conditions(key, request, incarnation),
      after: placeIn(request),
      limit: request.limit + 1,
      ...(request.skip !== undefined && { skip: request.skip }),
    });
    return found.flatMap((document) => decodeAttachment(document) ?? []);
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

function toPage(event: EventRecord, found: readonly AttachmentRecord[], { limit }: PageRequest): { event: EventRecord; page: Page } {
  const { entries, more } = firstOf(found, limit);
  return { event, page: { attachments: entries, more } };
}

/** An occurrence's page: reads a page of its series' attachments and one of its own, and merges them. At most two queries. */
async function askOverlaid(documents: Documents, key: EventKey, event: EventRecord, request: PageRequest): Promise<AttachmentRecord[]> {
  const { limit, skip = 0, filter, orderBy } = request;
  const found = await Promise.all(
    sourcesOf(event).map((source) =>
      documentsBehind(documents, partitionOf(key), orderOf(request), {
        conditions: [...from(source), ...(filter ? [filter] : [])],
        after: placeIn(request),
        limit: skip + limit + 1,
      }),
    ),
  );
  const records = found.flat().flatMap((document) => decodeAttachment(document) ?? []);
  return inOrder(records, orderBy).slice(skip, skip + limit + 1);
}

/** Sorts by the stored sort keys, so that the order is the same as the store's. */
function inOrder(records: readonly AttachmentRecord[], orderBy: PageRequest['orderBy']): AttachmentRecord[] {
  const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  const direction = orderBy?.descending === true ? -1 : 1;
  return records
    .map((record) => {
      const { sort, id } = cursorAt(record, orderBy);
      return { record, id, key: stored(sort ?? 0) };
    })
    .sort((a, b) => direction * (compare(a.key, b.key) || compare(a.id, b.id)))
    .map(({ record }) => record);
}

/** Counts the event's attachments that meet the filter, by the store. The more attachments there are, the more it costs. */
export async function countMatching(documents: Documents, key: EventKey, event: EventRecord, filter: Condition): Promise<number> {
  const counts = await Promise.all(
    sourcesOf(event).map((source) => documents.count(partitionOf(key), { is: 'and', conditions: [...from(source), filter] })),
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

/** The place in that order behind which the page begins. */
function placeIn({ after, orderBy }: PageRequest): Place | undefined {
  if (after === undefined) return undefined;
  const id = attachmentDocument(after.id);
  return orderBy === undefined ? [id] : [stored(after.sort ?? ''), id];
}
