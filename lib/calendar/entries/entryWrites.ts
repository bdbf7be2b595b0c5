// Makes the writes that bring what one person has of a meeting to what it is now: the entry with its copies, or entries of single occurrences.
import type { Clock } from '../../runtime/clock.ts';
import type { Documents, StoredDocument } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import { eventDocument } from '../events/record/eventDocument.ts';
import { decodeEntry, type EventRecord } from '../events/record/eventRecord.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../mailbox.ts';
import type { LastTold } from '../meetings/telling/bring.ts';
import { entryUpdateOf, isToBeMade, type EntryUpdate } from './bring.ts';
import { entryId } from './entryId.ts';
import { decodeEntryTombstone } from './entryTombstone.ts';
import type { Meeting } from './projection.ts';
import { endAlone } from './series/alone.ts';
import { entryIncarnation } from './series/incarnation.ts';
import type { CopiesWritten } from './series/laid.ts';
import { layCopies, stale } from './series/layCopies.ts';
import type { ReadSources } from './series/sources.ts';

export interface BringingDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
}

/** A meeting that entries are brought to. */
export interface ShownMeeting {
  readonly key: EventKey;
  readonly incarnation: string;
  /** Undefined once it is gone. */
  readonly event: EventRecord | undefined;
  /** Reads the occurrences of this meeting. */
  readonly sources: ReadSources;
}

/** Whose entry is brought up to date. */
export interface EntryOwner {
  readonly attendee: Mailbox;
  /** Whether the person has joined or left an occurrence: an attendee who was found at one changes nobody else's entry, nor its counters. */
  readonly joins: boolean;
  readonly last: LastTold | undefined;
}

const busy = 'Too many requests change this entry at once.';

/**
 * The writes that bring the attendee's entry to the meeting; none where it is there already. All that must come before has been written then:
 * the copies of the series' occurrences. To be asked for again when the batch is refused.
 */
export function entryWrites(deps: BringingDependencies, shown: ShownMeeting, who: EntryOwner): Promise<EntryUpdate> {
  return winRace(attemptsOf.change, busy, () => tryEntryWrites(deps, shown, who));
}

async function tryEntryWrites(deps: BringingDependencies, shown: ShownMeeting, who: EntryOwner): Promise<EntryUpdate | typeof lost> {
  const { key, incarnation, event, sources } = shown;
  const { documents, clock } = deps;
  const { attendee } = who;
  const now = clock();
  const id = eventDocument(entryId(incarnation, attendee.id));
  const found = await documents.read(mailboxPartition(attendee), id);
  const meeting = event?.incarnation === incarnation ? { key, event } : undefined;
  const next = { now, incarnation: entryIncarnation(incarnation, attendee.id, decodeEntryTombstone(found)?.incarnation) };
  const laid = meeting && (await layFor({ documents, now }, { ...who, meeting, sources, found, id, incarnation: next.incarnation }));
  if (laid === lost) return lost;
  if (laid === stale) return { writes: [], isNew: false };
  const update = entryUpdateOf(found, meeting, attendee, { ...next, laid, last: who.last });
  const isWritten = meeting !== undefined && meeting.event.occurrenceRevision > 0;
  if (!update.isNew || !isWritten) return update;
  const ending = await endAlone(deps, attendee, incarnation);
  return ending === lost ? lost : { ...update, writes: [...update.writes, ...ending] };
}

interface LayingFor extends EntryOwner {
  readonly meeting: Meeting;
  readonly sources: ReadSources;
  readonly found: StoredDocument | undefined;
  readonly id: string;
  /** The one that the entry has if it is made. */
  readonly incarnation: string;
}

/** Lays the copies that the entry needs before it is written; undefined where it needs none. */
async function layFor(
  deps: { readonly documents: Documents; readonly now: number },
  { attendee, joins, last, meeting, sources, found, id, incarnation }: LayingFor,
): Promise<CopiesWritten | typeof lost | typeof stale | undefined> {
  const { event } = meeting;
  const alive = decodeEntry(found);
  const gone = decodeEntryTombstone(found);
  if (event.occurrenceRevision === 0 && (alive?.occurrenceRevision ?? 0) === 0) return undefined;
  if (!isToBeMade(found, meeting, attendee, last) && !(joins && alive !== undefined)) return undefined;
  const isSeriesSame = alive !== undefined && alive.version === event.version;
  return layCopies(deps, {
    meeting,
    recipient: attendee,
    entry: { id, incarnation: alive?.incarnation ?? incarnation },
    shown: alive,
    gone,
    since: isSeriesSame ? alive.entry.copied?.readTo : undefined,
    sources,
  });
}
