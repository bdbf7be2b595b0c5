// The contract of the content store: bytes under names that the service makes, in no vendor's words.

/** The document that a blob belongs to, stored with its bytes. */
export interface ContentOwner {
  readonly partition: string;
  readonly document: string;
}

/** A blob as a listing shows it; one whose bytes were never committed has no owner yet. */
export interface ListedContent {
  readonly name: string;
  readonly owner?: ContentOwner;
}

/** The headers with which a blob's signed URL serves it. */
export interface ServedAs {
  readonly contentType: string;
  readonly contentDisposition: string;
}

/** The first and the last byte of a range, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Bytes by name. Every method throws a `ServiceError` (429 or 503 with `Retry-After`) when the store stays busy or out of reach.
 */
export interface Contents {
  /** Stores the bytes under a name that was never used; resolves to their ETag. Safe to repeat. */
  put(name: string, bytes: Uint8Array, owner: ContentOwner): Promise<string>;
  /** Stages bytes as a block of the blob, uncommitted. Ids have the same length for all blocks of a blob. Safe to repeat. */
  putBlock(name: string, blockId: string, bytes: Uint8Array): Promise<void>;
  /**
   * Makes the blob from staged blocks, in this order; resolves to its ETag. A blob that any attempt of any request has made already stays
   * as it is. Undefined when a block is missing because the blob was removed.
   */
  commitBlocks(name: string, blockIds: readonly string[], owner: ContentOwner): Promise<string | undefined>;
  /** The bytes, or undefined when nothing has that name. */
  read(name: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  /** A URL by which anybody reads this blob alone, until `expires` (milliseconds since the epoch). */
  signedUrl(name: string, servedAs: ServedAs, expires: number): Promise<string>;
  /** Removes the bytes, uncommitted ones too; succeeds when there are none. */
  remove(name: string): Promise<void>;
  /** The same, out of reach of a restore: not even the account's soft delete keeps the bytes. */
  erase(name: string): Promise<void>;
  /** All blobs whose names begin with the prefix, uncommitted ones included. */
  list(prefix: string): AsyncIterable<ListedContent>;
  /** Throws unless the store answers. */
  ping(): Promise<void>;
}
