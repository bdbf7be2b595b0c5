// The entries of somebody who attends single occurrences of a series without attending the series (contract, section 18).
import type { Clock } from '../../../runtime/clock.ts';
import type { Documents, Write } from '../../../stores/documents.ts';
import { lost } from '../../../stores/races.ts';
import { pagesBehind } from '../../../stores/keyset.ts';
import { eventDocument } from '../../events/record/eventDocument.ts';
import { decodeEntry, type EntryRecord, type EventRecord } from '../../events/record/eventRecord.ts';
import { readEvent } from '../../events/readEvent.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../mailbox.ts';
import { ofSeries } from '../../occurrences/occurrenceRecord.ts';
import type { LastTold } from '../../meetings/telling/bring.ts';
import { entryUpdateOf, ended, type EntryUpdate } from '../bring.ts';
import { entryId } from '../entryId.ts';
import { decodeEntryTombstone } from '../entryTombstone.ts';
import { aloneMark, toldVersion } from '../projection.ts';
import { entryIncarnation } from './incarnation.ts';
import type { ReadSources } from './sources.ts';

interface AloneDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
}

/** Entries that one query returns at most; further queries return the rest. */
const atOnce = 100;

/** So many are ended by the batch that makes the entry of the series; the others before. */
const endedTogether = 30;

/** The writes that bring the entry of one occurrence to the occurrence as it is now: two point reads, three of a stored occurrence. */
async function aloneWrites(
  { documents, clock }: AloneDependencies,
  attendee: Mailbox,
  { key, incarnation, last }: { readonly key: EventKey; readonly incarnation: string; readonly last: LastTold | undefined },
): Promise<EntryUpdate> {
  const now = clock();
  const [found, event] = await Promise.all([
    documents.read(mailboxPartition(attendee), eventDocument(entryId(incarnation, attendee.id))),
    readEvent(documents, key),
  ]);
  const meeting = event?.incarnation === incarnation ? { key, event } : undefined;
  // An attendee of the series has the occurrence in the series' entry.
  const isInSeries = event?.occurrence?.series.attendees.includes(attendee.id) === true;
  const former = decodeEntryTombstone(found)?.incarnation;
  const making = { now, incarnation: entryIncarnation(incarnation, attendee.id, former) };
  const alive = decodeEntry(found);
  const letGo = event && alive && ended(alive, 'letGo', now, event.createdBy);
  return isInSeries ? { writes: letGo ?? [], isNew: false } : entryUpdateOf(found, meeting, attendee, { ...making, last });
}

/** A series that somebody attends occurrences of. `event`: undefined once it is gone. */
interface Series {
  readonly key: EventKey;
  readonly incarnation: string;
  readonly event: EventRecord | undefined;
  readonly sources: ReadSources;
  /** What the person was told last of occurrences, by their incarnations. */
  readonly last: ReadonlyMap<string, LastTold>;
}

/**
 * What brings the entries of all occurrences that the person attends, or has attended, without attending the series, by the incarnations of
 * the occurrences; those that are there already are left out. Costs a query for the entries that are there, what reading the sources costs,
 * and for each occurrence what `aloneWrites` does.
 */
export async function aloneEntries(
  deps: AloneDependencies,
  attendee: Mailbox,
  { key, incarnation, event, sources, last }: Series,
): Promise<ReadonlyMap<string, () => Promise<EntryUpdate>>> {
  const there = new Map((await entriesAlone(deps.documents, attendee, incarnation)).map((each) => [each.entry.of, each]));
  const wanted = new Map([...there].map(([of, { entry }]) => [of, entry.meeting.event]));
  const written = event === undefined ? [] : [...(await sources()).byDay.values()];
  for (const { event: occurrence } of written) {
    if (occurrence?.attendees.includes(attendee.id) !== true) continue;
    const entry = there.get(occurrence.incarnation);
    const isThere = entry !== undefined && !entry.entry.isCancelled && entry.version >= toldVersion(occurrence);
    if (isThere) wanted.delete(occurrence.incarnation);
    else wanted.set(occurrence.incarnation, occurrence.eventId);
  }
  return new Map(
    [...wanted].map(([of, id]) => [
      of,
      () => aloneWrites(deps, attendee, { key: { mailbox: key.mailbox, event: id }, incarnation: of, last: last.get(of) }),
    ]),
  );
}

/**
 * The writes that end the entries of occurrences alone, for the batch that makes the entry of their series. What is too much for that batch
 * is ended before; `lost` when somebody has written to one of those meanwhile. One query for each hundred.
 */
export async function endAlone(
  { documents, clock }: AloneDependencies,
  attendee: Mailbox,
  incarnation: string,
): Promise<readonly Write[] | typeof lost> {
  const alone = await entriesAlone(documents, attendee, incarnation);
  const writes = alone.map((each) => ended(each, 'letGo', clock(), each.createdBy));
  for (let begin = endedTogether; begin < writes.length; begin += endedTogether) {
    const [first, ...rest] = writes.slice(begin, begin + endedTogether).flat();
    if (first === undefined) continue;
    if ((await documents.commit(mailboxPartition(attendee), [first, ...rest])).outcome === 'refused') return lost;
  }
  return writes.slice(0, endedTogether).flat();
}

async function entriesAlone(documents: Documents, attendee: Mailbox, incarnation: string): Promise<readonly EntryRecord[]> {
  const found: EntryRecord[] = [];
  const pages = pagesBehind(documents, mailboxPartition(attendee), ofSeries, {
    conditions: [
      { is: 'eq', property: 'seriesOf', value: aloneMark(incarnation, attendee.id) },
      { is: 'eq', property: 'kind', value: 'entry' },
    ],
    after: [''],
    limit: atOnce,
  });
  for await (const page of pages) found.push(...page.flatMap((document) => decodeEntry(document) ?? []));
  return found;
}
