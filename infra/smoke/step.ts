// The types of the smoke test's steps.
import type { Client, Identity } from './client.ts';

/** A step: what it tries, in words, and how. It throws SmokeFailure when an answer is wrong. */
export type Step = readonly [name: string, work: () => Promise<void>];

/** Something that the cleanup removes. */
export interface Made {
  readonly path: string;
  readonly as: Identity;
}

/** What the steps get. */
export interface SmokeContext {
  readonly ask: Client;
  readonly user: Identity;
  readonly application: Identity | undefined;
  readonly group: string | undefined;
  /** Registers something for the cleanup before it is made; the returned function unregisters it if it wasn't made. */
  readonly making: (what: Made) => () => void;
}
