// What the rows of the story are: one request each, by the id of its operation in the API's document.

/** Who asks: two people, an application, and who has no token. */
export type Speaker = 'adele' | 'megan' | 'application' | 'nobody';

/** How a request is sent. `{name}` in `query`, `json` and `headers` stands for what was kept by that name. */
export interface Asked {
  readonly query?: string;
  readonly json?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Without saying how many bytes there are. */
  readonly inChunks?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of who tells the chapter. */
  readonly as?: Speaker;
  /** Keys of the path that are kept by another name than the document has for them. */
  readonly at?: Readonly<Record<string, string>>;
  /** What the answer's `id` is kept as, or that of a list's first entry. Without it, nothing is kept. */
  readonly keeps?: string;
  /** The error that the request is answered with. */
  readonly refused?: number;
}

/** An operation with how it is asked. */
export type Step = readonly [operation: string, asked?: Asked];

/** Steps that belong together, told in this order. */
export interface Chapter {
  readonly as: Speaker;
  /** Keys of all its paths, as in `Asked`. */
  readonly at?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** Whose the operations of a chapter are, as their ids have it: the signed-in user's, another user's, a group's. */
export type Word = '' | 'User' | 'Group';
