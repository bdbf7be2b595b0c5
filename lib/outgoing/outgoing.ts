// The contract of requests that the service sends to addresses that callers have named: receivers of notifications.

export interface OutgoingRequest {
  /** Absolute; with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Milliseconds until it is given up, from the look-up of the name to the end of the answer. */
  readonly timeout: number;
}

/**
 * `answered`: whatever the status; redirects are answers. Of the body at most 4 KiB are read. `refused`: the address may not be asked.
 * `failed`: no connection, no TLS, or one that broke. `timedOut`: no whole answer in time. `why` is for logs and names no address.
 */
export type OutgoingAnswer =
  | {
      readonly is: 'answered';
      readonly status: number;
      readonly contentType?: string;
      readonly retryAfter?: string;
      readonly body: Uint8Array;
      /** Milliseconds that the answer took. */
      readonly took: number;
    }
  | { readonly is: 'refused' | 'failed' | 'timedOut'; readonly why: string };

/** Never throws. */
export interface Outgoing {
  post(request: OutgoingRequest): Promise<OutgoingAnswer>;
}
