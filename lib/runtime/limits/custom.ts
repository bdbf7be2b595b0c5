// Limits of open extensions and extended properties, each with where it comes from.

/** Characters of an open extension's name (contract, section 15). */
export const maxExtensionNameLength = 128;

/** Open extensions, and extended properties, of an entity (contract, section 15). */
export const maxCustomItems = 100;

/** Bytes of an extension's properties, or of an extended property's value, and of all of either together (contract, section 15). */
export const maxCustomItemBytes = 32 * 1024;
export const maxCustomBytes = 256 * 1024;
