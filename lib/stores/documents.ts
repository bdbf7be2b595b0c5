// The contract of the document store, in the words of no particular database.
import type { Json, JsonObject } from '../runtime/json.ts';
import type { Kind } from './kinds.ts';

/** A document to write. Only tests of the store itself leave the kind out. */
export type Document = JsonObject & { readonly id: string; readonly kind?: Kind };

/** A document as it was read. */
export interface StoredDocument {
  readonly id: string;
  readonly etag: string;
  readonly body: JsonObject;
}

export type Scalar = string | number | boolean | null;

/** A path to a property, with dots: `order.name`. `_ts` is the time of the document's last write, in seconds since 1970 UTC. */
export type PropertyPath = string;

/**
 * A condition on a document. `odata` makes one from a caller's filter; an adapter makes a parameterised query of it. A comparison with a
 * property that isn't there, or that is of another type, doesn't hold, `ne` neither; so `not` of it does. `startsWith`, `contains` and
 * `sameText` compare texts in any case of letters. `any`: one value of an array meets the inner condition, whose paths begin at the value;
 * `''` is the value itself.
 */
export type Condition =
  | { readonly is: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'; readonly property: PropertyPath; readonly value: Scalar }
  | { readonly is: 'startsWith' | 'contains' | 'sameText'; readonly property: PropertyPath; readonly value: string }
  | { readonly is: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly is: 'any'; readonly property: PropertyPath; readonly where: Condition }
  | { readonly is: 'not'; readonly condition: Condition };

export interface Query {
  readonly where: Condition;
  /** Needs an index that has these properties in this order (`infra/cosmos-containers.json`). */
  readonly orderBy: readonly { readonly property: PropertyPath; readonly descending?: boolean }[];
  readonly skip?: number;
  /** The properties to read, besides the id; without it, the query reads whole documents. */
  readonly only?: readonly PropertyPath[];
  /** The most documents to return. The query returns fewer only if there are no more, or if `bytes` ends the reading. */
  readonly limit: number;
  /** Bytes of the documents' JSON after which the query ends; it reads at most one answer of the store (4 MB) more. */
  readonly bytes?: number;
}

/** The documents that a query found. */
export interface Found extends ReadonlyArray<StoredDocument> {
  /** Whether `bytes` ended the reading, so that there are more documents. Then the query has found at least one. */
  readonly isCut?: boolean;
}

/** A change of the property at a path (`/a/b`): sets it, removes it, or adds `by` to a number. */
export type PatchOperation =
  | { readonly op: 'set'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'increment'; readonly path: string; readonly by: number };

/**
 * One write of a commit. If a patch's condition doesn't hold, or its document is missing, the store refuses the whole commit. A patch has
 * at least one operation; each further ten operations cost as much as another write (architecture, Counters).
 */
export type Write =
  | { readonly write: 'create'; readonly document: Document }
  | { readonly write: 'replace'; readonly document: Document }
  | { readonly write: 'remove'; readonly id: string }
  | { readonly write: 'patch'; readonly id: string; readonly operations: readonly PatchOperation[]; readonly when?: Condition };

/**
 * The outcome of a commit. `done` has the documents' new ETags, in the order of the writes. `refused`: this attempt has written nothing;
 * `index` is the first impossible write, whose document exists already, is missing, or doesn't meet the condition. `repeated`: an earlier
 * attempt of the same commit got no answer and may have succeeded; if a create of a new id says `exists`, that attempt has made it.
 */
export type Committed =
  | { readonly outcome: 'done'; readonly etags: readonly string[] }
  | {
      readonly outcome: 'refused';
      readonly index: number;
      readonly because: 'exists' | 'missing' | 'condition';
      readonly repeated: boolean;
    };

/** A document that is due, from a query over all partitions. */
export interface DueDocument {
  readonly partition: string;
  readonly id: string;
  readonly due: number;
}

/**
 * A store of documents in partitions. Every method throws a `ServiceError`: 429 or 503 with `Retry-After` if the store stays busy or out of
 * reach, 507 if the partition is full, 413 if a document is larger than the store takes.
 */
export interface Documents {
  read(partition: string, id: string): Promise<StoredDocument | undefined>;
  /** The documents of one partition that meet the condition, in order. */
  query(partition: string, query: Query): Promise<Found>;
  /** Counts the documents of one partition that meet the condition. The more there are, the more it costs. */
  count(partition: string, where: Condition): Promise<number>;
  /** Does all writes or none, in one partition: at most 100 writes, 2 MB together. */
  commit(partition: string, writes: readonly [Write, ...Write[]]): Promise<Committed>;
  /** Replaces the document if it still has this ETag, and resolves to its new ETag; else resolves to undefined. */
  replaceIf(partition: string, document: Document, etag: string): Promise<string | undefined>;
  /**
   * The documents of all partitions whose `due` (seconds since 1970 UTC) lies between `from` and `to`, both included, the earliest first; of
   * one kind if `kind` is given. For timers only.
   */
  due(from: number, to: number, limit: number, kind?: Kind): Promise<readonly DueDocument[]>;
  /** Throws unless the store answers. */
  ping(): Promise<void>;
  /** Names the container: one that is made anew has another name. One call. */
  identity(): Promise<string>;
}
