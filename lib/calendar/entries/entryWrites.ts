// Brings all that one person has of a meeting to what it is now: the entry with its copies, or the entries of single occurrences.
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { decodeEntry, type EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import { bringing, isToBeMade, sameEntry, type Brought } from './bring.ts';
import { entryId } from './entryId.ts';
import { decodeEntryTombstone } from './entryTombstone.ts';
import type { Meeting } from './projection.ts';
import { bringEachAlone, endAlone } from './series/alone.ts';
import { entryIncarnation } from './series/incarnation.ts';
import type { Laid } from './series/laid.ts';
import { layCopies, stale } from './series/layCopies.ts';

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
 * The writes that bring the attendee's entry to the meeting; none where it is there already. All that must come before has been written then:
 * the copies of the series' occurrences, and entries of single ones. To be asked for again when the batch is refused.
 */
export function entryWrites(deps: BringingDependencies, attendee: Mailbox, shown: Shown): Promise<Brought> {
  return winRace(attemptsOf.change, busy, () => tryEntryWrites(deps, attendee, shown));
}

async function tryEntryWrites(
  deps: BringingDependencies,
  attendee: Mailbox,
  { key, incarnation, event }: Shown,
): Promise<Brought | typeof lost> {
  const { documents, clock } = deps;
  const now = clock();
  const id = eventDocument(entryId(incarnation, attendee.id));
  const found = await documents.read(mailboxPartition(attendee), id);
  const meeting = event?.incarnation === incarnation ? { key, event } : undefined;
  const next = { now, incarnation: entryIncarnation(incarnation, attendee.id, decodeEntryTombstone(found)?.incarnation) };
  const laid = meeting && (await layFor({ documents, now }, { attendee, meeting, found, id, ...next }));
  if (laid === lost) return lost;
  if (laid === stale) return { writes: [], isNew: false };
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

interface LayingFor {
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
  { attendee, meeting, found, id, incarnation }: LayingFor,
): Promise<Laid | typeof lost | typeof stale | undefined> {
  const { event } = meeting;
  const alive = decodeEntry(found);
  const gone = decodeEntryTombstone(found);
  if (event.occurrenceRevision === 0 && (alive?.occurrenceRevision ?? 0) === 0) return undefined;
  if (!isToBeMade(found, meeting, attendee)) return undefined;
  const guard: Write | undefined = alive ? sameEntry(alive, 'entry') : gone && sameEntry(gone, 'entryTombstone');
  const isSeriesSame = alive !== undefined && alive.version === event.version;
  return layCopies(deps, {
    meeting,
    recipient: attendee,
    entry: { id, incarnation: alive?.incarnation ?? incarnation },
    guard,
    isShown: alive !== undefined,
    since: isSeriesSame ? alive.entry.copied?.at : undefined,
  });
}
