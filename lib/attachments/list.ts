// A page of an event's attachments, by keyset: one query, however many there are.
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

/** The place after which a page begins: the last entry's value, as its property has it (unless in creation order), and id. */
export interface Cursor {
  readonly sort?: string | number;
  readonly id: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly skip?: number;
  /** Creation order without it. */
  readonly orderBy?: { readonly property: SortProperty; readonly descending: boolean };
  readonly after?: Cursor;
  readonly filter?: Condition;
}

export interface Page {
  readonly attachments: readonly AttachmentRecord[];
  /** Whether there are more behind this page. */
  readonly more: boolean;
}

/** Where an attachment stands in the order of a list. */
export function cursorAt(record: AttachmentRecord, orderBy: PageRequest['orderBy']): Cursor {
  // An occurrence's own copy has the id of what it was copied from: its document tells them apart.
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

/** A cursor's value as documents hold it. */
const stored = (sort: string | number): string | number => (typeof sort === 'string' ? sortKey(sort) : sort);

/**
 * A page of the event's attachments. The event may still be being read: the query doesn't wait for it, since all attachments of an
 * event that was never put again are of one incarnation. Only where one is found that isn't, it is asked again with the incarnation.
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
  // Entries to skip are counted by the store, which must not count those of another incarnation.
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

/** An occurrence's page: as much from its series and from its own, and the first of both together. At most two queries. */
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

/** As the store orders them: by the keys that it holds, whose order is the same here and there. */
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

/** How many attachments of the event the filter lets through; counted by the store, at a cost that grows with the event's attachments. */
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

/** The event's own property comes first. */
const orderOf = ({ orderBy }: PageRequest): Order => ({
  within: ['event'],
  by: orderBy === undefined ? ['id'] : [sortProperties[orderBy.property], 'id'],
  descending: orderBy?.descending ?? false,
});

/** Where the page begins in that order. */
function placeIn({ after, orderBy }: PageRequest): Place | undefined {
  if (after === undefined) return undefined;
  const id = attachmentDocument(after.id);
  return orderBy === undefined ? [id] : [stored(after.sort ?? ''), id];
}
