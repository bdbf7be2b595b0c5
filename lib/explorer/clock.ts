// The page's clock, which is the browser's.

/** Milliseconds since the epoch. */
export const now = (): number => Date.now();

/** From 0 up to 1; never for secrets, since it can be guessed. */
export const random = (): number => Math.random();

/** A name that nothing else has. */
export const newId = (): string => crypto.randomUUID();
