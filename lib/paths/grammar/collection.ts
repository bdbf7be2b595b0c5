// The production for the end of a path to a collection: the collection itself, its count, or what has changed in it.
import { accept, atEnd, isNext, type Cursor } from '../cursor.ts';
import type { CollectionReference, CountReference, DeltaReference, EventCollection, EventReference, EventPart } from '../reference.ts';
import { args } from './args.ts';

/** Whether the path ends with the collection itself or with its count. */
export const isWhole = (cursor: Cursor): boolean => atEnd(cursor) || isNext(cursor, '$count');

export function collection<C extends CollectionReference>(cursor: Cursor, of: C): C | CountReference {
  return accept(cursor, '$count') ? { kind: 'count', version: of.version, of } : of;
}

/** Whether the path ends with a collection of which a delta can be asked, its count, or its delta. */
export const isWholeOrDelta = (cursor: Cursor): boolean => isWhole(cursor) || isNext(cursor, 'delta');

/** The end of a path to a collection of which a delta can be asked. */
export function collectionOrDelta<C extends DeltaReference['of']>(cursor: Cursor, of: C): C | CountReference | DeltaReference {
  if (!accept(cursor, 'delta')) return collection(cursor, of);
  const { startDateTime, endDateTime } = args(cursor, { of: 'delta', required: [], optional: ['startDateTime', 'endDateTime'] });
  return {
    kind: 'delta',
    version: of.version,
    of,
    ...(startDateTime !== undefined && { startDateTime }),
    ...(endDateTime !== undefined && { endDateTime }),
  };
}

/** The same for a reference to an event or to something of it, which may be a collection. */
export function ofEvent(cursor: Cursor, reference: EventReference): EventReference | CountReference | DeltaReference {
  if (isInstances(reference)) return collectionOrDelta(cursor, reference);
  return isEventCollection(reference) ? collection(cursor, reference) : reference;
}

const isInstances = (reference: EventReference): reference is Extract<DeltaReference['of'], EventReference> =>
  reference.tail.kind === 'instances';

const collections: ReadonlySet<EventPart['kind']> = new Set<EventCollection['kind']>([
  'instances',
  'exceptionOccurrences',
  'attachments',
  'extensions',
]);

const isEventCollection = (reference: EventReference): reference is EventReference & { readonly tail: EventCollection } =>
  collections.has(reference.tail.kind);
