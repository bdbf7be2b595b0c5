// Limits of notifications, each with where it comes from; those of subscriptions are beside them.

/** Notifications of one POST (contract, section 12). */
export const maxInOnePost = 100;

/** Bytes of JSON that one notification carries at most, before they are encrypted (contract, section 12). */
export const maxNotifiedContentBytes = 32 * 1024;

/** Milliseconds that a receiver has to answer (contract, section 12; Graph gives 3 s). */
export const answerMs = 10_000;

/** Pending notifications of one subscription: beyond it all are dropped, and `missed` is told (contract, section 12). */
export const maxPending = 500;

/** Milliseconds after which the process that has noticed a change repeats a POST that failed (contract, section 12). */
export const ownRepeatsMs = [10_000, 30_000] as const;

/** Minutes after which the minute's timer repeats it, the last one again and again (contract, section 12). */
export const laterRepeatsMinutes = [1, 2, 5, 10] as const;

/** The part of such a pause that chance adds to it, so that receivers which failed together aren't all asked at once again (ours). */
export const repeatJitter = 0.1;

/** Milliseconds after which a notification that nobody has taken is dropped (contract, section 12: 4 hours). */
export const keptPendingMs = 4 * 60 * 60 * 1000;

/** Milliseconds after which a notification is the timer's that the process which made it hasn't delivered: 3 answers and 2 pauses, and some. */
export const ownedMs = 90_000;

/** What makes a receiver a slow one, and how late it is served from then on (contract, section 12). */
export const slowReceiver = { answers: 100, slower: 2_900, share: 0.1, withinMs: 10 * 60 * 1000, lateMs: 10 * 60 * 1000 } as const;

/** POSTs that one process has under way at once, at most one of them to each receiver (ours). */
export const maxPostsAtOnce = 32;

/** Subscriptions that one process writes notifications for at once (ours). */
export const maxNoticesAtOnce = 8;

/** Seconds for which a delivered notification stays, so that a batch that the feed repeats makes it not again (ours). */
export const rememberedSeconds = 5 * 60;

/** Days after which an event counts as told to a subscription that hasn't said anything else of it: the feed is never so late (ours). */
export const newForDays = 7;

/** Milliseconds that one call may take to write down what couldn't be noticed; the platform ends a function after five minutes (ours). */
export const noticeMs = 4 * 60 * 1000;
