// The contract of the content store: bytes under names that the service makes, in no vendor's words.

/** What a blob carries beside its bytes: the document that it belongs to. */
export interface ContentOwner {
  readonly partition: string;
  readonly document: string;
}

/** A blob as a listing shows it; one whose bytes were never committed has no owner yet. */
export interface ListedContent {
  readonly name: string;
  readonly owner?: ContentOwner;
}

/** The headers that a blob is served under by its signed URL. */
export interface ServedAs {
  readonly contentType: string;
  readonly contentDisposition: string;
}

/** First and last byte, both included. */
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
   * Makes the blob of staged blocks, in this order; resolves to its ETag. Where it was made already, by an attempt of any request,
   * it stays as it is. Undefined when a block isn't there, since the blob was removed.
   */
  commitBlocks(name: string, blockIds: readonly string[], owner: ContentOwner): Promise<string | undefined>;
  /** The bytes, or undefined when nothing has that name. */
  read(name: string, range?: ByteRange): Promise<Uint8Array | undefined>;
  /** A URL by which anybody reads this blob alone, until `expires` (milliseconds since the epoch). */
  signedUrl(name: string, servedAs: ServedAs, expires: number): Promise<string>;
  /** Removes the bytes, uncommitted ones too; what isn't there is removed already. */
  remove(name: string): Promise<void>;
  /** Everything whose name begins so, uncommitted included. */
  list(prefix: string): AsyncIterable<ListedContent>;
  /** Throws unless the store answers. */
  ping(): Promise<void>;
}
