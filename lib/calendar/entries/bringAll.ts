// Brings all that one person has of a meeting to what it is now: the entry with its copies, or the entries of single occurrences.
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { decodeEntry, decodeEvent, type EventRecord } from '../events/record/eventRecord.ts';
import { readEvent } from '../events/readEvent.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { parseOccurrenceId } from '../occurrences/occurrenceId.ts';
import { occurrenceIncarnation } from '../occurrences/occurrenceRecord.ts';
import { bringing, isToBeMade, sameEntry, type Brought } from './bring.ts';
import { entryId } from './entryId.ts';
import { decodeEntryTombstone } from './entryTombstone.ts';
import type { Meeting } from './projection.ts';
import { bringAlone, bringEachAlone, endAlone } from './series/alone.ts';
import { entryIncarnation } from './series/incarnation.ts';
import type { Laid } from './series/laid.ts';
import { layCopies } from './series/layCopies.ts';

export interface BringingDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
}

/** A meeting that somebody's entry is brought to. */
export interface Shown {
  readonly key: EventKey;
  readonly incarnation: string;
  /** Undefined once it is gone. */
  readonly event: EventRecord | undefined;
}

const busy = 'Too many requests change this entry at once.';

/**
 * Brings all that the attendee has of a meeting, or of the series of an occurrence, to what it is now; any number of times, in any order. Two
 * point reads and one batch; of a series whose occurrences were written to, as `layCopies`.
 */
export async function bringAll(deps: BringingDependencies, attendee: Mailbox, key: EventKey, incarnation: string): Promise<void> {
  const { documents } = deps;
  const name = parseOccurrenceId(key.event);
  if (name === undefined) return bringTo(deps, attendee, async () => ({ key, incarnation, event: await readEvent(documents, key) }));
  const series = decodeEvent(await documents.read(mailboxPartition(key.mailbox), name.series));
  const isIts = series !== undefined && occurrenceIncarnation(series.incarnation, name.day) === incarnation;
  if (!isIts || !series.attendees.includes(attendee.id)) return bringAlone(deps, attendee, { key, incarnation });
  const whole = { mailbox: key.mailbox, event: series.eventId };
  return bringTo(deps, attendee, async () => ({
    key: whole,
    incarnation: series.incarnation,
    event: await readEvent(documents, whole),
    // Who was found at the occurrence counts as an answer to it, which the series' count of writes leaves out.
    looksAtAll: true,
  }));
}

async function bringTo(deps: BringingDependencies, attendee: Mailbox, read: () => Promise<Shown & Looking>): Promise<void> {
  await winRace(attemptsOf.change, busy, async () => {
    const { writes } = await entryWrites(deps, attendee, await read());
    const [first, ...rest] = writes;
    if (first === undefined) return;
    const committed = await deps.documents.commit(mailboxPartition(attendee), [first, ...rest]);
    return committed.outcome === 'done' ? undefined : lost;
  });
}

/** Whether the copies are compared even where the series' counts say that nothing is new. */
interface Looking {
  readonly looksAtAll?: true | undefined;
}

/**
 * The writes that bring the attendee's entry to the meeting; none where it is there already. All that must come before has been written then:
 * the copies of the series' occurrences, and entries of single ones. To be asked for again when the batch is refused.
 */
export function entryWrites(deps: BringingDependencies, attendee: Mailbox, shown: Shown & Looking): Promise<Brought> {
  return winRace(attemptsOf.change, busy, () => tryEntryWrites(deps, attendee, shown));
}

async function tryEntryWrites(
  deps: BringingDependencies,
  attendee: Mailbox,
  { key, incarnation, event, looksAtAll }: Shown & Looking,
): Promise<Brought | typeof lost> {
  const { documents, clock } = deps;
  const now = clock();
  const id = eventDocument(entryId(incarnation, attendee.id));
  const found = await documents.read(mailboxPartition(attendee), id);
  const meeting = event?.incarnation === incarnation ? { key, event } : undefined;
  const next = { now, incarnation: entryIncarnation(incarnation, attendee.id, decodeEntryTombstone(found)?.incarnation) };
  const laid = meeting && (await layFor({ documents, now }, { attendee, meeting, found, id, ...next, looksAtAll }));
  if (laid === lost) return lost;
  const brought = bringing(found, meeting, attendee, { ...next, laid });
  const isWritten = meeting !== undefined && meeting.event.occurrenceRevision > 0;
  if (brought.isNew && isWritten) return { ...brought, writes: [...brought.writes, ...(await endAlone(deps, attendee, incarnation))] };
  if (mayAttendAlone(found, meeting, attendee)) await bringEachAlone(deps, attendee, { key, incarnation, event: meeting?.event });
  return brought;
}

/** Whether the attendee may have entries of occurrences alone: who isn't invited to the series, and has no entry of a single event. */
function mayAttendAlone(found: StoredDocument | undefined, meeting: Meeting | undefined, { id }: Mailbox): boolean {
  const recurrence = meeting === undefined ? decodeEntry(found)?.properties.recurrence : meeting.event.properties.recurrence;
  return recurrence !== null && meeting?.event.attendees.includes(id) !== true;
}

interface LayingFor extends Looking {
  readonly attendee: Mailbox;
  readonly meeting: Meeting;
  readonly found: StoredDocument | undefined;
  readonly id: string;
  /** The one that the entry has if it is made. */
  readonly incarnation: string;
}

/** Lays the copies that the entry needs before it is written; undefined where it needs none. */
async function layFor(
  deps: { readonly documents: Documents; readonly now: number },
  { attendee, meeting, found, id, incarnation, looksAtAll }: LayingFor,
): Promise<Laid | typeof lost | undefined> {
  const { event } = meeting;
  const alive = decodeEntry(found);
  const gone = decodeEntryTombstone(found);
  if (event.occurrenceRevision === 0 && (alive?.occurrenceRevision ?? 0) === 0) return undefined;
  const isLooked = looksAtAll === true && alive !== undefined && event.attendees.includes(attendee.id);
  if (!isLooked && !isToBeMade(found, meeting, attendee)) return undefined;
  const guard: Write | undefined = alive ? sameEntry(alive, 'entry') : gone && sameEntry(gone, 'entryTombstone');
  const isSeriesSame = alive !== undefined && alive.version === event.version && !isLooked;
  return layCopies(deps, {
    meeting,
    recipient: attendee,
    entry: { id, incarnation: alive?.incarnation ?? incarnation },
    guard,
    isShown: alive !== undefined,
    since: isSeriesSame ? alive.entry.copied?.at : undefined,
  });
}
