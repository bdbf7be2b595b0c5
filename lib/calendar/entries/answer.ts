// Answers to meetings: each is written first in the attendee's mailbox, then carried to the organizer's event (contract, section 18).
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import type { Ids } from '../../runtime/ids.ts';
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { becomes, decode, newRecord, recordShape, type Author } from '../../stores/records.ts';
import { emailAddressShape, type EmailAddress } from '../events/record/eventProperties.ts';
import { decodeEntry, type EntryRecord } from '../events/record/eventRecord.ts';
import { withOneMore } from '../events/record/counters.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { answers, type Answer } from '../meetings/meetings.ts';
import { replacing, tombstoneOf } from './bring.ts';
import { entryShape } from './entryShape.ts';
import { decodeEntryTombstone, type EntryTombstone } from './entryTombstone.ts';
import { draftOf, entryDocument, showAsFor, type EntryDraft } from './projection.ts';

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
  readonly sends: boolean;
}

/**
 * Writes the answer where it is given, by one batch: into the entry, or, by a message whose meeting has none, into a new one; declining hides
 * it. Resolves to what is to be carried; undefined for an answer that changes nothing, which writes nothing. Two point reads in parallel, and
 * one batch. Throws 400 when the meeting was cancelled.
 */
export async function writeAnswer(
  { documents, clock, ids }: { readonly documents: Documents; readonly clock: Clock; readonly ids: Pick<Ids, 'secret'> },
  attendee: Mailbox,
  opened: EntryRecord,
  given: GivenAnswer,
  by: Author,
): Promise<PendingAnswer | undefined> {
  const partition = mailboxPartition(attendee);
  const place = answerDocument(opened.entry.of);
  return winRace<PendingAnswer | undefined>(attemptsOf.change, 'Too many requests answer this meeting at once.', async () => {
    const [found, before] = await Promise.all([documents.read(partition, opened.id), documents.read(partition, place)]);
    const former = decodeEntry(found) ?? decodeEntryTombstone(found);
    const shown = decodeEntry(found) ?? opened;
    if (shown.entry.isCancelled)
      throw invalidRequest("Your request can't be completed. The meeting was cancelled, so that it can't be answered any more.");
    if (saysNothing(former, given)) return undefined;
    const now = clock();
    const next = answeredEntry(shown, former, attendee.id, { now, response: given.answer, incarnation: ids.secret() });
    const document = given.answer === 'declined' ? tombstoneOf(next, 'declined', now, by) : entryDocument(next);
    const pending = pendingAnswer(next, given, now, by);
    const put: Write = { write: before === undefined ? 'create' : 'replace', document: { kind: 'answer', ...pending } };
    const writes: readonly [Write, ...Write[]] =
      former === undefined ? [{ write: 'create', document }, put] : [...replacing(former, kindOf(former), document), put];
    const committed = await documents.commit(partition, writes);
    return committed.outcome === 'done' ? pending : lost;
  });
}

/** Whether the answer is the one that was given last, and has no comment that the organizer should get. */
const saysNothing = (former: EntryRecord | EntryTombstone | undefined, { answer: given, comment = '' }: GivenAnswer): boolean =>
  comment === '' && former?.entry.response.response === given && (given === 'declined') === (kindOf(former) === 'entryTombstone');

const kindOf = (former: EntryRecord | EntryTombstone): 'entry' | 'entryTombstone' => ('end' in former ? 'entryTombstone' : 'entry');

/** What remains to be carried of the answers to one meeting: the last one alone. */
const answerDocument = (of: string): string => `answer:${of}`;

/** The entry with the answer. One that comes back is a new one: what its series had is being removed. */
function answeredEntry(
  shown: EntryRecord,
  former: EntryRecord | EntryTombstone | undefined,
  attendee: string,
  { now, response, incarnation }: { readonly now: number; readonly response: Answer; readonly incarnation: string },
): EntryDraft {
  const time = new Date(now).toISOString();
  const status = { response, time };
  const { entry, properties } = shown;
  const last = former?.entry.answered ?? 0;
  return {
    ...draftOf(shown),
    ...(former && withOneMore(former, 'answers')),
    incarnation: former !== undefined && kindOf(former) === 'entry' ? former.incarnation : incarnation,
    version: shown.version,
    revision: (former?.revision ?? -1) + 1,
    modified: time,
    properties: {
      ...properties,
      attendees: properties.attendees.map((each) => (each.userId === attendee ? { ...each, status } : each)),
      showAs: entry.ownShowAs === true ? properties.showAs : showAsFor(status, entry.showAs),
    },
    entry: { ...entry, response: status, answered: Math.max(now, last + 1), ownModified: time },
  };
}

const pendingAnswer = (
  { entry }: EntryDraft,
  { answer: given, from, sender, comment, sends }: GivenAnswer,
  now: number,
  by: Author,
): PendingAnswer => ({
  id: answerDocument(entry.of),
  ...newRecord(now, by),
  meeting: entry.meeting,
  of: entry.of,
  ask: entry.ask,
  answered: entry.answered ?? now,
  answer: given,
  from,
  ...(sender && { sender }),
  ...(comment !== undefined && { comment }),
  sends,
  due: Math.floor(now / 1000),
});

/** The write that ends an answer which was carried, unless a later one has taken its place. */
export const answerCarried = ({ id, answered }: PendingAnswer): readonly [Write, Write] => [
  {
    write: 'patch',
    id,
    operations: [becomes('answer')],
    when: { is: 'eq', property: 'answered', value: answered },
  },
  { write: 'remove', id },
];
