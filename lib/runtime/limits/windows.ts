// Limits of what one request looks at in a window of time, with their sources; others are in `../limits.ts`.

/** Ours (contract, section 10). */
export const maxInWindow = {
  /** Events, and bytes of them, that a page with a filter looks at before it ends. */
  looked: 2_000,
  lookedBytes: 4 * 1024 * 1024,
  /** Events, and bytes of them, that are read to order a window, or to skip what a filter finds. */
  read: 3_000,
  readBytes: 6 * 1024 * 1024,
  /** Events that are ordered by their times, or counted by a filter. */
  ordered: 5_000,
  skip: 10_000,
} as const;

/** Bytes that one query for such events reads, in answers of up to 4 MB (ours): few, since the bounds above end the work behind them. */
export const maxLookedAtOnceBytes = 1024 * 1024;
