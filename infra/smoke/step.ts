// What the smoke test is made of.
import type { Client, Identity } from './client.ts';

/** What is tried, in words, and how; it throws SmokeFailure when an answer isn't as it must be. */
export type Step = readonly [name: string, work: () => Promise<void>];

/** Something that must be taken away at the end. */
export interface Made {
  readonly path: string;
  readonly as: Identity;
}

/** What the steps work with. */
export interface SmokeContext {
  readonly ask: Client;
  readonly user: Identity;
  readonly application: Identity | undefined;
  readonly group: string | undefined;
  /** Told of what is about to be made; what it gives back is called when it wasn't. */
  readonly making: (what: Made) => () => void;
}
