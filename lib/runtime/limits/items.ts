// Limits of attached items and their raw forms, each with where it comes from.

const mebibyte = 1024 * 1024;

/** Attachments of an item, those in its own items included (Exchange Online limits: a message has at most 250). */
export const maxItemAttachments = 250;

/** Values in an item's JSON: far more than a message with 10,000 recipients has, few enough that each may become a line (ours). */
export const maxItemValues = 50_000;

/** Bytes of an item's raw form: far more than an item of one request's size becomes, unless its attachments are nested very deep (ours). */
export const maxRenderedBytes = 32 * mebibyte;

/** Time zones that the events of an item with a raw form may use: it takes time to find when a zone's clocks change (ours). */
export const maxZonesInItem = 10;

/** Cancelled occurrences that an item's raw form lists, those of its own items included: each is looked up in its series (ours). */
export const maxCancelledInItem = 500;

/**
 * Recipients and own headers that the raw form of one item names, those of its own items included (Exchange Online limits: 1,000 recipients
 * of a message): each is encoded separately.
 */
export const maxMailFieldsInItem = 1_000;

/** Raw forms of items of which an instance remembers ETag and length, some hundred bytes each. */
export const maxKnownForms = 1_000;

/** Bytes of raw forms that an instance keeps while the byte budget has room: enough for the largest one, or for some usual ones (ours). */
export const maxKeptFormBytes = maxRenderedBytes;
