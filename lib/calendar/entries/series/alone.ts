// The entries of somebody who attends single occurrences of a series without attending the series (contract, section 18).
import type { Clock } from '../../../runtime/clock.ts';
import type { Documents, Write } from '../../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../../stores/races.ts';
import { eventDocument } from '../../events/record/eventDocument.ts';
import { decodeEntry, type EntryRecord, type EventRecord } from '../../events/record/eventRecord.ts';
import { readEvent } from '../../events/readEvent.ts';
import { mailboxPartition, type EventKey, type Mailbox } from '../../mailbox.ts';
import { bringing, ended } from '../bring.ts';
import { entryId } from '../entryId.ts';
import { decodeEntryTombstone } from '../entryTombstone.ts';
import { aloneIn } from '../projection.ts';
import { entryIncarnation } from './incarnation.ts';
import { sourcesOf } from './sources.ts';

interface AloneDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
}

/** Occurrences of a series that one person attends alone; a query returns no more. */
const atOnce = 100;

/** So many are ended by the batch that makes the entry of the series; the others before. */
const endedTogether = 30;

/** Brings the entry of one occurrence to the occurrence as it is now: two point reads (three of a stored occurrence) and one batch. */
async function bringAlone(
  { documents, clock }: AloneDependencies,
  attendee: Mailbox,
  { key, incarnation }: { readonly key: EventKey; readonly incarnation: string },
): Promise<void> {
  const partition = mailboxPartition(attendee);
  await winRace(attemptsOf.change, 'Too many requests change this entry at once.', async () => {
    const [found, event] = await Promise.all([
      documents.read(partition, eventDocument(entryId(incarnation, attendee.id))),
      readEvent(documents, key),
    ]);
    const meeting = event?.incarnation === incarnation ? { key, event } : undefined;
    // Who attends the series has the occurrence there.
    const isInSeries = event?.occurrence?.series.attendees.includes(attendee.id) === true;
    const former = decodeEntryTombstone(found)?.incarnation;
    const making = { now: clock(), incarnation: entryIncarnation(incarnation, attendee.id, former) };
    const alive = decodeEntry(found);
    const letGo = event && alive && ended(alive, 'letGo', making.now, event.createdBy);
    const writes: readonly Write[] = isInSeries ? (letGo ?? []) : bringing(found, meeting, attendee, making).writes;
    const [first, ...rest] = writes;
    if (first === undefined) return;
    const committed = await documents.commit(partition, [first, ...rest]);
    return committed.outcome === 'done' ? undefined : lost;
  });
}

/**
 * Brings the entries of all occurrences of a series that the person attends, or has attended, without attending the series. `event`:
 * undefined once the series is gone. A query for the entries that are there, and one for each hundred occurrences that were written to.
 */
export async function bringEachAlone(
  deps: AloneDependencies,
  attendee: Mailbox,
  { key, incarnation, event }: { readonly key: EventKey; readonly incarnation: string; readonly event: EventRecord | undefined },
): Promise<void> {
  const { documents } = deps;
  const found = new Map((await entriesAlone(documents, attendee, incarnation)).map(({ entry }) => [entry.of, entry.meeting.event]));
  if (event !== undefined)
    for await (const page of sourcesOf(documents, { key, event }))
      for (const { event: occurrence } of page)
        if (occurrence?.attendees.includes(attendee.id) === true) found.set(occurrence.incarnation, occurrence.eventId);
  for (const [of, id] of found) await bringAlone(deps, attendee, { key: { mailbox: key.mailbox, event: id }, incarnation: of });
}

/**
 * The writes that end the entries of occurrences alone, for the batch that makes the entry of their series. What is too much for that batch is
 * ended before. One query.
 */
export async function endAlone({ documents, clock }: AloneDependencies, attendee: Mailbox, incarnation: string): Promise<readonly Write[]> {
  const alone = await entriesAlone(documents, attendee, incarnation);
  const writes = alone.map((each) => ended(each, 'letGo', clock(), each.createdBy));
  for (let begin = endedTogether; begin < writes.length; begin += endedTogether) {
    const [first, ...rest] = writes.slice(begin, begin + endedTogether).flat();
    if (first !== undefined) await documents.commit(mailboxPartition(attendee), [first, ...rest]);
  }
  return writes.slice(0, endedTogether).flat();
}

async function entriesAlone(documents: Documents, attendee: Mailbox, incarnation: string): Promise<readonly EntryRecord[]> {
  const found = await documents.query(mailboxPartition(attendee), {
    where: {
      is: 'and',
      conditions: [
        { is: 'eq', property: 'seriesOf', value: aloneIn(incarnation, attendee.id) },
        { is: 'eq', property: 'kind', value: 'entry' },
      ],
    },
    orderBy: [],
    limit: atOnce,
  });
  return found.flatMap((document) => decodeEntry(document) ?? []);
}
