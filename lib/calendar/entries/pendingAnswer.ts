// An answer that was written where it was given, and is still to be carried to the organizer's event (contract, section 18).
import { z } from 'zod';
import type { StoredDocument, Write } from '../../stores/documents.ts';
import { setKind, decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { emailAddressShape, timeSlotShape, type EmailAddress, type TimeSlot } from '../events/record/eventProperties.ts';
import { answers, type Answer } from '../meetings/meetings.ts';
import { entryShape } from './entryShape.ts';

const answer = z.object({
  ...recordShape,
  id: z.string(),
  meeting: entryShape.shape.meeting,
  of: z.string(),
  /** What was answered: an answer to a former ask changes nothing at the organizer's. */
  ask: z.string(),
  /** Orders the answers (`EntryOf.answered`). */
  answered: z.number().int(),
  answer: z.enum(answers),
  /** The attendee as others see them, and who answered in that name; undefined where that is the same person. */
  from: emailAddressShape,
  sender: emailAddressShape.optional(),
  comment: z.string().optional(),
  /** The time that the attendee proposes instead. */
  proposedNewTime: timeSlotShape.optional(),
  /** Whether the organizer gets a message in addition to the changed status. */
  sends: z.boolean(),
  due: z.number(),
});

/** An answer that is still to be carried to the organizer's event. */
export type PendingAnswer = z.infer<typeof answer>;

export const decodeAnswer = (document: StoredDocument | undefined): PendingAnswer | undefined => decode('answer', answer, document);

/** What an attendee answers. */
export interface GivenAnswer {
  readonly answer: Answer;
  readonly from: EmailAddress;
  readonly sender?: EmailAddress | undefined;
  readonly comment?: string | undefined;
  /** Another time that the attendee proposes. */
  readonly proposedNewTime?: TimeSlot | undefined;
  readonly sends: boolean;
}

/** What remains to be carried of the answers to one meeting: the last one alone. */
export const answerDocument = (of: string): string => `answer:${of}`;

/** Which meeting was answered, and what was asked then. */
export type Answered = Pick<PendingAnswer, 'meeting' | 'of' | 'ask' | 'answered'>;

export const pendingAnswer = (
  { meeting, of, ask, answered }: Answered,
  { answer: given, from, sender, comment, proposedNewTime, sends }: GivenAnswer,
  now: number,
  by: Author,
): PendingAnswer => ({
  id: answerDocument(of),
  ...newRecord(now, by),
  meeting,
  of,
  ask,
  answered,
  answer: given,
  from,
  ...(sender && { sender }),
  ...(comment !== undefined && { comment }),
  ...(proposedNewTime && { proposedNewTime }),
  sends,
  due: Math.floor(now / 1000),
});

/** The write that ends an answer which was carried, unless a later one has taken its place. */
export const answerCarried = ({ id, answered }: PendingAnswer): readonly [Write, Write] => [
  {
    write: 'patch',
    id,
    operations: [setKind('answer')],
    when: { is: 'eq', property: 'answered', value: answered },
  },
  { write: 'remove', id },
];
