// What an event counts of the writes to it, and the ETag that is made of that.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Condition, PatchOperation } from '../../../stores/documents.ts';

/** Each write to an event raises exactly one of them, in its own batch. */
export const countersShape = {
  /** Writes of what attendees are shown: properties, attendees, occurrences, attachments added, changed and removed. */
  version: z.number().int(),
  /** The organizer's other writes. */
  changes: z.number().int(),
  /** Answers of attendees, and attendees who were found. */
  answers: z.number().int(),
};

export interface Counters {
  readonly version: number;
  readonly changes: number;
  readonly answers: number;
}

export type Counter = keyof Counters;

/** Of what nobody has written to. */
export const noCounts: Counters = { version: 0, changes: 0, answers: 0 };

export const countersOf = ({ version, changes, answers }: Counters): Counters => ({ version, changes, answers });

/** What they are after one more write. */
export const raised = (counters: Counters, counter: Counter): Counters => ({
  ...countersOf(counters),
  [counter]: counters[counter] + 1,
});

export const raising = (counter: Counter): PatchOperation => ({ op: 'increment', path: `/${counter}`, by: 1 });

/** Holds as long as nobody has written to it at all. */
export const sameCounters = ({ version, changes, answers }: Counters): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'version', value: version },
    { is: 'eq', property: 'changes', value: changes },
    { is: 'eq', property: 'answers', value: answers },
  ],
});

/** Writes that an ETag stands for: the organizer's, and what attendees have answered. */
export interface Counted {
  readonly written: readonly (number | string)[];
  readonly answered: readonly (number | string)[];
}

/**
 * The weak ETag of what has been written to so often: two states never have the same one, and nobody can tell the counts from it, for an
 * incarnation is secret. Its first half leaves the answers out.
 */
export function eventTag(incarnation: string, { written, answered }: Counted): string {
  const hash = (...parts: readonly unknown[]): string =>
    createHash('sha256')
      .update(JSON.stringify([incarnation, ...parts]))
      .digest('base64url')
      .slice(0, hashLength);
  return `W/"${hash(written)}.${hash(written, answered)}"`;
}

/** Characters of each half: 120 bits. */
const hashLength = 20;

/** Whether two ETags of events are the same but for answers: that is what an organizer's change is decided on. */
export const sameButForAnswers = (a: string, b: string): boolean => withoutAnswers(a) === withoutAnswers(b);

const withoutAnswers = (tag: string): string => tag.replace(/^W\//, '').split('.', 1)[0] ?? '';
