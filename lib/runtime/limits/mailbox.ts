// Limits of a mailbox's settings and of its list of categories, each with where it comes from; most others are in `../limits.ts`.

/** Characters of a setting that is a short text: a format of dates, the name of a time zone (contract, section 16). */
export const maxSettingLength = 64;

/** Characters of the name of a time zone, which may be a long one of somebody's own (ours). */
export const maxZoneNameLength = 255;

/** Characters of each message of the automatic replies (ours; Exchange Online takes some more). */
export const maxReplyLength = 16_384;

/** Categories of a mailbox's list (contract, section 19). */
export const maxCategories = 1_000;

/** Bytes of the names of all of them together, since each change writes the list: 128 for each of a full one (ours). */
export const maxCategoryNameBytes = 128 * 1024;
