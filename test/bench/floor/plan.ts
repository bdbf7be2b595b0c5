// The calls of the stores that one request makes, as they were recorded: what the floor does again with values of its own.

/** A query as the SDK takes it. */
export interface Sql {
  readonly query: string;
  readonly parameters?: { readonly name: string; readonly value: string | number | boolean | null }[];
}

/**
 * One call. In its texts `{{id}}` is what a request makes or names, `{{blob}}` the blob of it. `operations` is the JSON of a batch, which each
 * request fills in and parses: some microseconds, which is what a literal would have taken to build.
 */
export type Step =
  | { readonly call: 'point read'; readonly container: string; readonly partition: string; readonly id: string }
  | { readonly call: 'query'; readonly container: string; readonly partition: string; readonly sql: Sql; readonly most: number | undefined }
  | { readonly call: 'batch'; readonly container: string; readonly partition: string; readonly operations: string }
  | { readonly call: 'blob put' | 'blob get' | 'blob delete'; readonly name: string };

/** How the floor answers: with the documents as JSON, or with what they have in a week by their weekly patterns, with one that has its bytes in base64, with the bytes, or with nothing. */
export type Answer = 'documents' | 'occurrences' | 'created' | 'withBytes' | 'bytes' | 'nothing';

/** Calls in rounds: those of a round don't wait for each other. */
export interface Plan {
  readonly answer: Answer;
  readonly rounds: readonly (readonly Step[])[];
}

export type Plans = Readonly<Record<string, Plan>>;
