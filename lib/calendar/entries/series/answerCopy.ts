// Answers to one occurrence of a series: each is written first at the occurrence's copy below the entry (contract, section 18).
import { invalidRequest, itemNotFound } from '../../../runtime/errors.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Documents, Write } from '../../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../../stores/races.ts';
import type { Author } from '../../../stores/records.ts';
import { eventDocument } from '../../events/record/eventDocument.ts';
import { decodeEntry } from '../../events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../../mailbox.ts';
import { occurrenceId } from '../../occurrences/occurrenceId.ts';
import { occurrenceIncarnation } from '../../occurrences/occurrenceRecord.ts';
import { answerDocument, pendingAnswer, type GivenAnswer, type PendingAnswer } from '../pendingAnswer.ts';
import { askOf, placeOf } from '../projection.ts';
import { isSameAnswer, type OwnResponse } from '../response.ts';
import { awayCopy, copyIn, copyWrites, emptyCopy, type EntryOccurrence } from './changeCopy.ts';
import { decodeCopy, type Copy } from './copy.ts';
import type { CopyOf } from './copyShape.ts';

/**
 * Writes the answer to one occurrence, by one batch: into its copy, which declining hides. Resolves to what is to be carried to the
 * organizer's occurrence; undefined for an answer that changes nothing, which writes nothing. Three point reads in parallel, and one batch.
 * Throws 400 when the meeting was cancelled, 404 when the entry isn't shown any more.
 */
export async function writeOccurrenceAnswer(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  attendee: Mailbox,
  opened: EntryOccurrence,
  given: GivenAnswer,
  by: Author,
): Promise<PendingAnswer | undefined> {
  const partition = mailboxPartition(attendee);
  const { series, day } = opened.occurrence;
  if (series.entry === undefined) throw itemNotFound();
  const of = occurrenceIncarnation(series.entry.of, day);
  return winRace<PendingAnswer | undefined>(attemptsOf.change, 'Too many requests answer this meeting at once.', async () => {
    const [found, copied, before] = await Promise.all([
      documents.read(partition, series.id),
      documents.read(partition, opened.id),
      documents.read(partition, answerDocument(of)),
    ]);
    const entry = decodeEntry(found);
    if (entry?.incarnation !== series.incarnation) throw itemNotFound();
    if (entry.entry.isCancelled)
      throw invalidRequest("Your request can't be completed. The meeting was cancelled, so that it can't be answered any more.");
    const former = decodeCopy(copied);
    if (saysNothing(former, opened, given)) return undefined;
    const now = clock();
    const last = Math.max(entry.entry.answered ?? 0, former?.copy.answered ?? 0);
    const answered = Math.max(now, last + 1);
    const current: EntryOccurrence = { ...opened, occurrence: { ...opened.occurrence, series: entry } };
    const next = answeredCopy(baseOf(current, former, attendee, now), current, { given, answered, now });
    const key = {
      mailbox: entry.entry.meeting.mailbox,
      event: occurrenceId(eventDocument(entry.entry.meeting.event), day),
    };
    const pending = pendingAnswer({ meeting: key, of, ask: next.copy.ask, answered }, given, now, by);
    const put: Write = { write: before === undefined ? 'create' : 'replace', document: { kind: 'answer', ...pending } };
    const committed = await documents.commit(partition, [...copyWrites(current, former, next, 'answers'), put]);
    return committed.outcome === 'done' ? pending : lost;
  });
}

/** Whether the answer is the one that the occurrence has, and has no comment that the organizer should get. */
function saysNothing(
  former: Copy | undefined,
  { entry }: EntryOccurrence,
  { answer, comment = '', proposedNewTime }: GivenAnswer,
): boolean {
  const isAway = former?.kind === 'cancelledOccurrence';
  if (comment !== '' || isAway !== (answer === 'declined')) return false;
  return isSameAnswer(isAway ? former.copy.response : entry.response, { answer, proposedNewTime });
}

/** The copy that gets the answer: where its owner has taken the occurrence away, as the occurrence was opened. */
function baseOf(current: EntryOccurrence, former: Copy | undefined, attendee: Mailbox, now: number): Copy {
  if (former?.kind === 'occurrence') return former;
  const opened = copyIn(current) ?? emptyCopy(current, attendee, now);
  return former === undefined ? opened : { ...opened, created: former.created, changes: former.changes, answers: former.answers };
}

/** The copy with the answer. One that comes back by it has its own things as new. */
function answeredCopy(
  base: Copy,
  current: EntryOccurrence,
  { given: { answer, proposedNewTime }, answered, now }: { readonly given: GivenAnswer; readonly answered: number; readonly now: number },
): Copy {
  const time = new Date(answered).toISOString();
  const response: OwnResponse = { response: answer, time, ...(proposedNewTime && { proposedNewTime }) };
  // A private occurrence has people of its own, and so answers of its own (`SeriesSnapshot`).
  const isAlone = base.overrides.sensitivity === 'private';
  const counted: Copy = {
    ...base,
    answers: base.answers + 1,
    copy: { ...base.copy, ...(isAlone && { answersAlone: true }) },
  };
  if (answer === 'declined') {
    const away = awayCopy({ ...counted, changes: base.changes - 1 }, current, 'declined', now);
    return { ...away, copy: { ...away.copy, response, answered } };
  }
  return {
    ...counted,
    kind: 'occurrence',
    modified: new Date(now).toISOString(),
    copy: { ...withoutEnd(counted.copy), ask: askOf(current.properties), place: placeOf(current.properties), response, answered },
  };
}

const withoutEnd = ({ end: _, ...copy }: CopyOf): CopyOf => copy;
