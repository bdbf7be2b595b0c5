// A page of an event's attachments, by keyset: one query, however many there are.
import type { EventRecord } from '../calendar/eventRecord.ts';
import { eventDocument } from '../calendar/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import type { Condition, Documents, PropertyPath, Scalar } from '../stores/documents.ts';
import { decodeAttachment, partitionOf, sortKeysOf, sortProperties, attachmentDocument, type AttachmentRecord, type SortProperty } from './attachment.ts';

/** The place after which a page begins: the last entry's sort value (unless in creation order) and id. */
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
}

export interface Page {
  readonly attachments: readonly AttachmentRecord[];
  /** Whether there are more behind this page. */
  readonly more: boolean;
}

/** Where an attachment stands in the order of a list. */
export function cursorAt(record: AttachmentRecord, orderBy: PageRequest['orderBy']): Cursor {
  const id = record.attachmentId;
  if (orderBy === undefined) return { id };
  const { name, contentType, size, lastModified } = sortKeysOf(record.properties, record.modified);
  return { sort: { name, contentType, size, lastModifiedDateTime: lastModified }[orderBy.property], id };
}

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
    const found = await documents.query(partitionOf(key), {
      where: { is: 'and', conditions: conditions(key, request, incarnation) },
      orderBy: order(request),
      limit: request.limit + 1,
      ...(request.skip === undefined ? {} : { skip: request.skip }),
    });
    return found.flatMap((document) => decodeAttachment(document) ?? []);
  };
  // Entries to skip are counted by the store, which must not count those of another incarnation.
  if (request.skip !== undefined && request.skip > 0) {
    const living = await event;
    return toPage(living, await ask(living.incarnation), request);
  }
  const [living, first] = await Promise.all([event, ask()]);
  const found = first.every(({ incarnation }) => incarnation === living.incarnation) ? first : await ask(living.incarnation);
  return toPage(living, found, request);
}

const toPage = (event: EventRecord, found: readonly AttachmentRecord[], { limit }: PageRequest): { event: EventRecord; page: Page } => ({
  event,
  page: { attachments: found.slice(0, limit), more: found.length > limit },
});

function conditions(key: EventKey, { orderBy, after }: PageRequest, incarnation: string | undefined): Condition[] {
  const all: Condition[] = [{ is: 'eq', property: 'event', value: eventDocument(key.event) }];
  if (incarnation !== undefined) all.push({ is: 'eq', property: 'incarnation', value: incarnation });
  if (after !== undefined) all.push(behind(after, orderBy));
  return all;
}

function behind({ sort, id }: Cursor, orderBy: PageRequest['orderBy']): Condition {
  const is = orderBy?.descending === true ? 'lt' : 'gt';
  const byId: Condition = { is, property: 'id', value: attachmentDocument(id) };
  if (orderBy === undefined || sort === undefined) return byId;
  const property: PropertyPath = sortProperties[orderBy.property];
  const value: Scalar = sort;
  return {
    is: 'or',
    conditions: [
      { is, property, value },
      { is: 'and', conditions: [{ is: 'eq', property, value }, byId] },
    ],
  };
}

/** The event's own property comes first, so that the composite index serves both the filter and the order. */
function order({ orderBy }: PageRequest): { property: PropertyPath; descending: boolean }[] {
  const descending = orderBy?.descending ?? false;
  const sorted = orderBy === undefined ? [] : [{ property: sortProperties[orderBy.property], descending }];
  return [{ property: 'event', descending }, ...sorted, { property: 'id', descending }];
}
