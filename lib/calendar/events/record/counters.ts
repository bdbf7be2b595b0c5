// The counters of the writes to an event, and the ETag that is made of them.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Condition, PatchOperation } from '../../../stores/documents.ts';

/** Each write to an event raises exactly one of these counters, in the batch of the write. */
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

/** The counters of an event or occurrence that nobody has written to. */
export const noCounts: Counters = { version: 0, changes: 0, answers: 0 };

export const countersOf = ({ version, changes, answers }: Counters): Counters => ({ version, changes, answers });

/** The counters after one more write. */
export const raised = (counters: Counters, counter: Counter): Counters => ({
  ...countersOf(counters),
  [counter]: counters[counter] + 1,
});

export const raising = (counter: Counter): PatchOperation => ({ op: 'increment', path: `/${counter}`, by: 1 });

/** Holds if the document's counters are these: then nobody has written to the event since they were read. */
export const sameCounters = ({ version, changes, answers }: Counters): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'version', value: version },
    { is: 'eq', property: 'changes', value: changes },
    { is: 'eq', property: 'answers', value: answers },
  ],
});

/** The counts that an ETag is made of: those of the organizer's writes, and those of attendees' answers. */
export interface Counted {
  readonly written: readonly (number | string)[];
  readonly answered: readonly (number | string)[];
}

/**
 * The weak ETag of an event with these counts: two states of it never have the same one, and nobody can learn the counts from it, since the
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

/** Whether two ETags of events are equal apart from answers; an organizer's change is accepted if they are. */
export const sameButForAnswers = (a: string, b: string): boolean => withoutAnswers(a) === withoutAnswers(b);

const withoutAnswers = (tag: string): string => tag.replace(/^W\//, '').split('.', 1)[0] ?? '';
