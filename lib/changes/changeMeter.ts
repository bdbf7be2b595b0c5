// What is counted of changes: how far the feed lags behind, and what becomes of notifications.

/** Takes what happened; never throws, and costs nothing that the caller would notice. */
export interface ChangeMeter {
  /** Seconds from the writing of the oldest change of a batch to its handling, again where it has failed before. */
  lag(seconds: number): void;
  /**
   * `noticed`: notifications that were made; `delivered`, `failed`: how their POSTs ended; `dropped`: notifications that nobody took;
   * `postponed`: changes that were written down, since they couldn't be noticed.
   */
  count(what: 'noticed' | 'delivered' | 'failed' | 'dropped' | 'postponed', by: number): void;
}
