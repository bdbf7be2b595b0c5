// Counts the writes to an event, and makes its ETag of the counts.
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Condition, PatchOperation } from '../../../stores/documents.ts';

/** The counters of an event. Each write to the event raises exactly one of them, in the same batch. */
export const countersShape = {
  /** Writes of what attendees are shown: properties, attendees, occurrences, attachments added, changed and removed. */
  version: z.number().int(),
  /** The organizer's other writes. */
  changes: z.number().int(),
  /** Answers of attendees, and writes that add the object id of an attendee who was found. */
  answers: z.number().int(),
};

export interface Counters {
  readonly version: number;
  readonly changes: number;
  readonly answers: number;
}

export type Counter = keyof Counters;

/** The counters of an event that nobody has written to. */
export const noCounts: Counters = { version: 0, changes: 0, answers: 0 };

export const countersOf = ({ version, changes, answers }: Counters): Counters => ({ version, changes, answers });

/** All writes to the event. */
export const totalWrites = ({ version, changes, answers }: Counters): number => version + changes + answers;

/** The counters after one more write. */
export const withOneMore = (counters: Counters, counter: Counter): Counters => ({
  ...countersOf(counters),
  [counter]: counters[counter] + 1,
});

export const raiseCounter = (counter: Counter): PatchOperation => ({ op: 'increment', path: `/${counter}`, by: 1 });

/** The condition that nobody has written to the event at all since it had these counts. */
export const sameCounters = ({ version, changes, answers }: Counters): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'version', value: version },
    { is: 'eq', property: 'changes', value: changes },
    { is: 'eq', property: 'answers', value: answers },
  ],
});

/** The counts that an ETag stands for: of the organizer's writes, and of the attendees' answers. */
export interface Counted {
  readonly written: readonly (number | string)[];
  readonly answered: readonly (number | string)[];
}

/**
 * The weak ETag for these counts. Two states never have the same one, and nobody can work out the counts from it, since an incarnation is
 * secret. Its first half leaves the answers out.
 */
export function eventTag(incarnation: string, { written, answered }: Counted): string {
  const half = (...parts: readonly unknown[]): string =>
    hash('sha256', JSON.stringify([incarnation, ...parts]), 'base64url').slice(0, hashLength);
  return `W/"${half(written)}.${half(written, answered)}"`;
}

/** Characters of each half: 120 bits. */
const hashLength = 20;

/** Whether two ETags of events differ at most by answers: these don't make an organizer's change fail. */
export const sameButForAnswers = (a: string, b: string): boolean => withoutAnswers(a) === withoutAnswers(b);

const withoutAnswers = (tag: string): string => tag.replace(/^W\//, '').split('.', 1)[0] ?? '';
