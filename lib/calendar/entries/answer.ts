// Answers to meetings: each is written first in the attendee's mailbox, then carried to the organizer's event (contract, section 18).
import type { Clock } from '../../runtime/clock.ts';
import { invalidRequest } from '../../runtime/errors.ts';
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { decodeEntry, type EntryRecord } from '../events/record/eventRecord.ts';
import { withOneMore } from '../events/record/counters.ts';
import { readEvent } from '../events/readEvent.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { copiesPurge, tombstoneOf } from './bring.ts';
import { decodeEntryTombstone, type EntryTombstone } from './entryTombstone.ts';
import { answerDocument, pendingAnswer, type GivenAnswer, type PendingAnswer } from './pendingAnswer.ts';
import { draftOf, entryDocument, withoutCustom, type EntryDraft } from './projection.ts';
import { answeredBy, isSameAnswer, showAsFor } from './response.ts';
import { entryIncarnation } from './series/incarnation.ts';
import { withCopies } from './series/laid.ts';
import { layCopies, stale } from './series/layCopies.ts';
import { shareSources } from './series/sources.ts';
import { replacing } from './writing/guards.ts';

/**
 * Writes the answer where it is given, by one batch: into the entry, or, by a message whose meeting has none, into a new one; declining hides
 * it. Resolves to what is to be carried; undefined for an answer that changes nothing, which writes nothing. Two point reads in parallel, and
 * one batch. Throws 400 when the meeting was cancelled.
 */
export async function writeAnswer(
  deps: { readonly documents: Documents; readonly clock: Clock },
  attendee: Mailbox,
  opened: EntryRecord,
  given: GivenAnswer,
  by: Author,
): Promise<PendingAnswer | undefined> {
  const { documents, clock } = deps;
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
    const isDeclined = given.answer === 'declined';
    const answered = answeredEntry(shown, former, attendee.id, { now, given });
    const coming = isDeclined ? { next: answered, closing: [] } : await withSeries(deps, attendee, answered, found);
    if (coming === lost) return lost;
    const { next } = coming;
    const document = isDeclined ? tombstoneOf(next, 'declined', now, by) : entryDocument(next);
    const pending = pendingAnswer({ ...next.entry, answered: next.entry.answered ?? now }, given, now, by);
    const put: Write = { write: before === undefined ? 'create' : 'replace', document: { kind: 'answer', ...pending } };
    const own: readonly [Write, ...Write[]] =
      former === undefined ? [{ write: 'create', document }] : replacing(former, kindOf(former), document);
    const purge = isDeclined ? copiesPurgeOf(found, now, by) : [];
    const committed = await documents.commit(partition, [...own, put, ...coming.closing, ...purge]);
    return committed.outcome === 'done' ? pending : lost;
  });
}

function copiesPurgeOf(found: StoredDocument | undefined, now: number, by: Author): readonly Write[] {
  const alive = decodeEntry(found);
  return alive === undefined ? [] : copiesPurge(alive, now, by);
}

/** The entry that comes back or is made, and what its batch writes with it: the copies of its series' occurrences are there then. */
async function withSeries(
  { documents, clock }: { readonly documents: Documents; readonly clock: Clock },
  attendee: Mailbox,
  next: EntryDraft,
  found: StoredDocument | undefined,
): Promise<{ readonly next: EntryDraft; readonly closing: readonly Write[] } | typeof lost> {
  const { meeting: key, of } = next.entry;
  const isThere = decodeEntry(found) !== undefined;
  const event = isThere || next.properties.recurrence === null ? undefined : await readEvent(documents, key);
  if (event?.incarnation !== of || event.occurrenceRevision === 0) return { next, closing: [] };
  const gone = decodeEntryTombstone(found);
  const now = clock();
  const sources = shareSources({ documents }, { key, event });
  const laid = await layCopies(
    { documents, now },
    {
      meeting: { key, event },
      recipient: attendee,
      entry: next,
      shown: undefined,
      gone,
      sources,
    },
  );
  return laid === lost || laid === stale ? lost : { next: withCopies(next, event, { laid }), closing: laid.closing };
}

/** Whether the answer is the one that was given last, and has no comment that the organizer should get. */
const saysNothing = (
  former: EntryRecord | EntryTombstone | undefined,
  { answer: given, comment = '', proposedNewTime }: GivenAnswer,
): boolean =>
  former !== undefined &&
  comment === '' &&
  isSameAnswer(former.entry.response, { answer: given, proposedNewTime }) &&
  (given === 'declined') === (kindOf(former) === 'entryTombstone');

const kindOf = (former: EntryRecord | EntryTombstone): 'entry' | 'entryTombstone' => ('end' in former ? 'entryTombstone' : 'entry');

/** The entry with the answer. One that comes back is a new one: what its series had is being removed. */
function answeredEntry(
  shown: EntryRecord,
  former: EntryRecord | EntryTombstone | undefined,
  attendee: string,
  { now, given }: { readonly now: number; readonly given: Pick<GivenAnswer, 'answer' | 'proposedNewTime'> },
): EntryDraft {
  const { entry, properties } = shown;
  const answered = Math.max(now, (former?.entry.answered ?? 0) + 1);
  const time = new Date(answered).toISOString();
  const response = { response: given.answer, time, ...(given.proposedNewTime && { proposedNewTime: given.proposedNewTime }) };
  const isAlive = former !== undefined && kindOf(former) === 'entry';
  return {
    ...(isAlive ? draftOf(shown) : withoutCustom(draftOf(shown))),
    ...(former && withOneMore(former, 'answers')),
    incarnation: isAlive ? former.incarnation : entryIncarnation(entry.of, attendee, former?.incarnation),
    version: shown.version,
    revision: (former?.revision ?? -1) + 1,
    modified: time,
    properties: {
      ...properties,
      attendees: properties.attendees.map((each) => (each.userId === attendee ? answeredBy(each, response) : each)),
      showAs: entry.ownShowAs === true ? properties.showAs : showAsFor(response, entry.showAs),
    },
    entry: { ...entry, response, answered, ownModified: time },
  };
}
