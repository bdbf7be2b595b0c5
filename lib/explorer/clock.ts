// The page's clock, which is the browser's.

/** Milliseconds since the epoch. */
export const now = (): number => Date.now();

/** From 0 up to 1; for nothing that anybody must not guess. */
export const random = (): number => Math.random();

/** A name that nothing else has. */
export const newId = (): string => crypto.randomUUID();
