// What the smoke test is made of.
import type { Identity } from './client.ts';

/** What is tried, in words, and how; it throws SmokeFailure when an answer isn't as it must be. */
export type Step = readonly [name: string, work: () => Promise<void>];

/** Something that must be taken away at the end. */
export interface Made {
  readonly path: string;
  readonly as: Identity;
}
