// Limits of what one request looks at in a window of time, and of what is kept for the next one, with their sources; others are in `../limits.ts`.

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

/**
 * After so long a set of a calendar's series is read anew, whatever is known of it (ours): less than what was deleted is remembered for,
 * which is 30 days for an event, and `longestPresenceAge` for all of a mailbox.
 */
export const longestSetAgeMs = 5 * 60_000;

/** The longest that the reading of a set may take: more, and what it says of the store's clock is too vague. */
export const longestSetReadingMs = 10_000;

/** Sets that are kept, those that were asked for last. */
export const maxSpanSets = 200;

/** The most weight of one set, and of all: an event weighs 1, and 1 more for each of its attendees. */
export const maxSpanSetWeight = 5_000;
export const maxSpanSetsWeight = 20_000;

/** Documents that were written lately, of which one look may know: some 25 KB. */
export const maxChangesInLook = 256;

/** The windows of one set of which the first entries are kept, and how many of these: more than most pages have. */
export const maxBeginnings = 2;
export const maxEntriesOfBeginning = 256;

/** Bytes of the events that are kept whole, as their JSON has them; one with more than a hundredth isn't kept. */
export const maxKeptWholeBytes = 8 * 1024 * 1024;

/** Occurrences that are kept of each of these series: those of a week. They share with it all that is large. */
export const maxKeptOccurrences = 7;
