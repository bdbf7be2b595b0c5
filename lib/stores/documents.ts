// The contract of the document store: what the domain may ask of it, in no database's words.
import type { Json, JsonObject } from '../runtime/json.ts';
import type { Kind } from './kinds.ts';

/** A document to be written. Its partition is given separately. Only tests of the store itself leave the kind out. */
export type Document = JsonObject & { readonly id: string; readonly kind?: Kind };

/** A document as it was read. */
export interface StoredDocument {
  readonly id: string;
  readonly etag: string;
  readonly body: JsonObject;
}

export type Scalar = string | number | boolean | null;

/** A path to a property, with dots: `order.name`; `_ts` is when the store last wrote the document, in seconds since the epoch. */
export type PropertyPath = string;

/** A condition on a document. `odata` makes it from a caller's filter; an adapter makes a parameterised query from it. */
export type Condition =
  | { readonly is: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'; readonly property: PropertyPath; readonly value: Scalar }
  | { readonly is: 'startsWith' | 'contains'; readonly property: PropertyPath; readonly value: string }
  | { readonly is: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly is: 'not'; readonly condition: Condition };

export interface Query {
  readonly where: Condition;
  /** Needs an index that has these properties in this order (`infra/cosmos-containers.json`). */
  readonly orderBy: readonly { readonly property: PropertyPath; readonly descending?: boolean }[];
  readonly skip?: number;
  /** The properties to read, besides the id; without it, the query reads whole documents. */
  readonly only?: readonly PropertyPath[];
  /** At most so many documents; fewer only when there are no more, or where `bytes` ends the reading. */
  readonly limit: number;
  /** Bytes of documents (their JSON) behind which no more is asked of the store: it reads so many, and one answer of the store (4 MB) more at most. */
  readonly bytes?: number;
}

/** What a query has found. */
export interface Found extends ReadonlyArray<StoredDocument> {
  /** Whether the bound of bytes has ended the reading, so that there are more. At least one document was read then. */
  readonly isCut?: boolean;
}

/** A change of the property at a path (`/a/b`): sets it, removes it, or adds to a number. */
export type PatchOperation =
  | { readonly op: 'set'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'increment'; readonly path: string; readonly by: number };

/**
 * One write of a commit. A patch whose condition doesn't hold, or whose document is missing, refuses the whole commit. It has at least one
 * operation; each further ten cost as much as another write (architecture, Counters).
 */
export type Write =
  | { readonly write: 'create'; readonly document: Document }
  | { readonly write: 'replace'; readonly document: Document }
  | { readonly write: 'remove'; readonly id: string }
  | { readonly write: 'patch'; readonly id: string; readonly operations: readonly PatchOperation[]; readonly when?: Condition };

/**
 * How a commit went. `refused` names the first write that was impossible: its document exists already, is missing, or doesn't meet the
 * condition; then this attempt wrote nothing of the commit. `repeated` says that an earlier attempt of the same commit got no answer and
 * may have succeeded: if a create of a new id then says `exists`, that attempt made it.
 */
export type Committed =
  | { readonly outcome: 'done'; readonly etags: readonly string[] }
  | {
      readonly outcome: 'refused';
      readonly index: number;
      readonly because: 'exists' | 'missing' | 'condition';
      readonly repeated: boolean;
    };

/** A document that was found by a query over all partitions. */
export interface DueDocument {
  readonly partition: string;
  readonly id: string;
  readonly due: number;
}

/**
 * Documents in partitions. Every method throws a `ServiceError`: 429 or 503 with `Retry-After` when the store stays busy or out of
 * reach, 507 when a partition is full, 413 when a document is larger than the store takes.
 */
export interface Documents {
  read(partition: string, id: string): Promise<StoredDocument | undefined>;
  /** Documents of one partition that meet the condition, in order. */
  query(partition: string, query: Query): Promise<Found>;
  /** How many documents of one partition meet the condition; costs more the more there are. */
  count(partition: string, where: Condition): Promise<number>;
  /** All writes or none (at most 100, 2 MB together), within one partition. */
  commit(partition: string, writes: readonly [Write, ...Write[]]): Promise<Committed>;
  /** Replaces the document if it still has this ETag, and resolves to the new one; undefined when it has another or is gone. */
  replaceIf(partition: string, document: Document, etag: string): Promise<string | undefined>;
  /**
   * Documents of all partitions whose `due` (seconds since the epoch) is from `from` to `to`, the earliest first; only of one kind if that
   * is given. For timers only.
   */
  due(from: number, to: number, limit: number, kind?: Kind): Promise<readonly DueDocument[]>;
  /** Throws unless the store answers. */
  ping(): Promise<void>;
}
