// The production for the end of a path to a collection: the collection itself, or its count.
import { accept, atEnd, isNext, type Cursor } from '../cursor.ts';
import type { CollectionReference, CountReference, EventCollection, EventReference, EventPart } from '../reference.ts';

/** Whether the path ends with the collection itself or with its count. */
export const isWhole = (cursor: Cursor): boolean => atEnd(cursor) || isNext(cursor, '$count');

export function collection<C extends CollectionReference>(cursor: Cursor, of: C): C | CountReference {
  return accept(cursor, '$count') ? { kind: 'count', version: of.version, of } : of;
}

/** The same for a reference to an event or to something of it, which may be a collection. */
export function ofEvent(cursor: Cursor, reference: EventReference): EventReference | CountReference {
  return isEventCollection(reference) ? collection(cursor, reference) : reference;
}

const collections: ReadonlySet<EventPart['kind']> = new Set<EventCollection['kind']>([
  'instances',
  'exceptionOccurrences',
  'attachments',
  'extensions',
]);

const isEventCollection = (reference: EventReference): reference is EventReference & { readonly tail: EventCollection } =>
  collections.has(reference.tail.kind);
