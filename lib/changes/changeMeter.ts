// What is counted of changes: how far the feed lags behind, and what became of notifications.

/** Becomes of a POST to a receiver: it was taken, it is tried again, or it is given up and `missed` is told. */
export type Told = 'delivered' | 'failed' | 'dropped';

/** Takes what happened; never throws, and costs nothing that the caller would notice. */
export interface ChangeMeter {
  /** The handling of a batch of the feed begins, again where it has failed before. `lagMs`: since its oldest document was written. */
  feed(documents: number, lagMs: number): void;
  /** So many notifications had this outcome; a lifecycle notification is one too. */
  notifications(told: Told, count: number): void;
}

/**
 * Milliseconds since the oldest of these documents was written; 0 without documents. `_ts` has whole seconds, so that it is up to a second
 * too much.
 */
export function lagOf(documents: readonly Readonly<Record<string, unknown>>[], now: number): number {
  const times = documents.map(({ _ts: time }) => (typeof time === 'number' ? time * 1000 : now));
  return Math.max(0, now - Math.min(now, ...times));
}
