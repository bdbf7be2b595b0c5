// Limits of access tokens, each with where it comes from.

/** Characters of a token: no server passes on a header above 16 KB either. */
export const maxTokenLength = 16 * 1024;

/** Tokens whose callers an instance remembers: some 2 KB each, and never more than a token's 16 (ours). */
export const maxRememberedTokens = 2_000;
