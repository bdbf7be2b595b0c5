// Limits of deltas, each with where it comes from; the others are in `limits.ts`.

/** Entries of a page (contract, section 11). */
export const deltaPageSize = 100;

/** Days for which a link of a delta works (contract, section 11): tombstones live a day longer. */
export const deltaDays = 29;

/** Half a day more for a round that was begun in time: its nextLinks go on to the end. */
export const deltaRoundDays = deltaDays + 0.5;

/** Seconds to spare between two clocks, the store's replicas' or two instances' (contract, section 11). */
export const spareSeconds = 60;

/**
 * Seconds after which no write appears any more below a time that was read then. It is told by when a link was made, maybe by another
 * instance: so much more than what is to spare that their clocks may differ by 25 minutes.
 */
export const settledSeconds = 30 * spareSeconds;

/** Versions of events that a link names as told (architecture, Delta). */
export const maxToldVersions = 64;

/** Characters of a link's token (contract, section 11). */
export const maxDeltaTokenLength = 1_024;

/** Changed events that one page looks at: one with more is empty, or shorter than it may be, and has a nextLink. */
export const maxLookedInDelta = 1_000;
