// Lays the copies of a series' occurrences below an entry, batch by batch, before the entry shows the series (contract, section 18).
import { maxPageReadBytes } from '../../../runtime/limits.ts';
import { maxCopyBatchBytes, maxCopyBatchWrites } from '../../../runtime/limits/meetings.ts';
import type { Documents, StoredDocument, Write } from '../../../stores/documents.ts';
import { pagesBehind } from '../../../stores/keyset.ts';
import { setKind } from '../../../stores/records.ts';
import { lost } from '../../../stores/races.ts';
import { secondsPerDay } from '../../../runtime/clock.ts';
import type { EntryRecord } from '../../events/record/eventRecord.ts';
import { isOneOf } from '../../events/readEvent.ts';
import { purgeDocument } from '../../events/purge.ts';
import { mailboxPartition, type Mailbox } from '../../mailbox.ts';
import { occurrenceDocument, occurrenceIncarnation, ofSeries } from '../../occurrences/occurrenceRecord.ts';
import type { EntryTombstone } from '../entryTombstone.ts';
import type { Meeting } from '../projection.ts';
import { sameEntry } from '../writing/guards.ts';
import { copyDocument, copyOf, decodeCopy, isSameCopy, type CopyParent, type Copy, type Source } from './copy.ts';
import type { CopiesWritten } from './laid.ts';
import { plainSource, type ReadSources, type Sources } from './sources.ts';

/** Where copies are laid. */
export interface CopiesTarget {
  readonly meeting: Meeting;
  readonly recipient: Mailbox;
  /** The entry's document, and the incarnation that it has or will have. */
  readonly entry: { readonly id: string; readonly incarnation: string };
  /** The entry that was read; what is laid below one that isn't there yet, and never comes, is removed after a day. */
  readonly shown: EntryRecord | undefined;
  /** Its tombstone. */
  readonly gone?: EntryTombstone | undefined;
  /** Only occurrences that were written since then (`Sources.readTo`); all without it. */
  readonly since?: number | undefined;
  /** Reads the organizer's occurrences of this meeting. */
  readonly sources: ReadSources;
}

/** Somebody brings the entry to a later state. */
export const stale = Symbol('stale');

/**
 * Writes the copies that aren't there as they must be: at most 90 writes a batch. Resolves to `lost` when somebody has written to one of
 * them, or to the entry, since they were read, and to `stale` when they were laid for a later state than the one that was given. Costs a
 * query for each hundred copies, what reading the sources costs, and a batch for each 90 copies that change.
 */
export async function layCopies(
  { documents, now }: { readonly documents: Documents; readonly now: number },
  target: CopiesTarget,
): Promise<CopiesWritten | typeof lost | typeof stale> {
  const { meeting, recipient, entry, shown } = target;
  const partition = mailboxPartition(recipient);
  const parent: CopyParent = { incarnation: entry.incarnation, viewer: recipient.id };
  const found = await readBoth(documents, target);
  const { readTo, byDay } = found.sources;
  const sourceOn = (day: string): Source | undefined => byDay.get(day) ?? plainSource(meeting, day);
  if ([...found.copies.values()].some((copy) => isLater(copy, meeting, sourceOn(copy.day)))) return stale;
  const days = [...new Set([...byDay.keys(), ...found.copies.keys()])].toSorted();
  const steps = days.flatMap((day) => {
    const source = sourceOn(day);
    return source === undefined ? [] : stepFor(found.copies.get(day), (former) => copyOf(meeting, parent, source, former, now));
  });
  const total = totalOf(found, steps);
  const hasUncounted = shown !== undefined && shown.entry.laidAt === shown.revision;
  if (days.length === 0) return { written: 0, total, readTo, hasUncounted, closing: [] };
  if (shown === undefined) return layUnseen({ documents, now }, target, { steps, total, readTo });
  for (const batch of batchesOf(steps))
    if ((await documents.commit(partition, [layingBelow(shown), ...batch])).outcome === 'refused') return lost;
  return { written: steps.length, total, readTo, hasUncounted, closing: [] };
}

/** Fails the batch once the entry isn't the one that was read, and notes that copies were laid below this state of it. */
function layingBelow(shown: EntryRecord): Write {
  const { operations, ...same } = sameEntry(shown, 'entry');
  return { ...same, operations: [...operations, { op: 'set', path: '/entry/laidAt', value: shown.revision }] };
}

/** Below an entry that isn't shown: the first batch leaves a purge for tomorrow, which the entry's own batch takes back. */
async function layUnseen(
  { documents, now }: { readonly documents: Documents; readonly now: number },
  { recipient, entry, gone }: CopiesTarget,
  { steps, total, readTo }: Pick<CopiesWritten, 'total' | 'readTo'> & { readonly steps: readonly Step[] },
): Promise<CopiesWritten | typeof lost> {
  const partition = mailboxPartition(recipient);
  const guard = gone && sameEntry(gone, 'entryTombstone');
  const purge = purgeDocument({ ...entry, occurrenceRevision: 1 }, now + secondsPerDay * 1000, `user:${recipient.id}`);
  const before = await documents.read(partition, purge.id);
  const later: Write = before === undefined ? { write: 'create', document: purge } : { write: 'replace', document: purge };
  for (const [i, batch] of [...batchesOf(steps)].entries()) {
    const [first, ...rest] = [...(guard ? [guard] : []), ...(i === 0 ? [later] : []), ...batch];
    if (first !== undefined && (await documents.commit(partition, [first, ...rest])).outcome === 'refused') return lost;
  }
  const hasPurge = before !== undefined || steps.length > 0;
  return { written: steps.length, total, readTo, hasUncounted: false, closing: hasPurge ? [{ write: 'remove', id: purge.id }] : [] };
}

interface Read {
  readonly sources: Sources;
  readonly copies: ReadonlyMap<string, Copy>;
}

/**
 * All: also the copies of occurrences without a document. Some: those that were written, then their copies. Sources that were read before the
 * copies may be older than these (`isLater`).
 */
async function readBoth(documents: Documents, { recipient, entry, since, sources: read }: CopiesTarget): Promise<Read> {
  const partition = mailboxPartition(recipient);
  if (since === undefined) {
    const copies = await copiesBelow(documents, partition, entry.incarnation);
    return { copies, sources: await read() };
  }
  const sources = await read(since);
  return { sources, copies: await copiesOn(documents, partition, entry.incarnation, [...sources.byDay.keys()]) };
}

const atOnce = 100;

async function copiesBelow(documents: Documents, partition: string, incarnation: string): Promise<ReadonlyMap<string, Copy>> {
  const found: StoredDocument[] = [];
  const pages = pagesBehind(documents, partition, ofSeries, {
    conditions: [{ is: 'eq', property: 'seriesOf', value: incarnation }],
    after: [''],
    limit: atOnce,
    bytes: maxPageReadBytes,
  });
  for await (const page of pages) found.push(...page);
  return byDay(found);
}

async function copiesOn(
  documents: Documents,
  partition: string,
  incarnation: string,
  days: readonly string[],
): Promise<ReadonlyMap<string, Copy>> {
  const found: StoredDocument[] = [];
  for (let begin = 0; begin < days.length; begin += atOnce) {
    const ids = days.slice(begin, begin + atOnce).map((day) => occurrenceDocument(occurrenceIncarnation(incarnation, day)));
    const where = { is: 'and', conditions: [{ is: 'eq', property: 'seriesOf', value: incarnation }, isOneOf(ids)] } as const;
    found.push(...(await documents.query(partition, { where, orderBy: [], limit: atOnce })));
  }
  return byDay(found);
}

const byDay = (found: readonly StoredDocument[]): ReadonlyMap<string, Copy> =>
  new Map(found.flatMap((document) => decodeCopy(document) ?? []).map((copy) => [copy.day, copy]));

/**
 * Whether somebody has laid the copy for a later state than the one that was read; an occurrence that had no document then has been written
 * to since. `source`: undefined for a date that the series doesn't have.
 */
const isLater = ({ copy: { of } }: Copy, { event }: Meeting, source: Source | undefined): boolean =>
  of.series > event.version || (source !== undefined && of.own > source.writes);

/** The writes for one copy. */
interface Step {
  readonly writes: readonly Write[];
  readonly more: number;
}

function stepFor(former: Copy | undefined, make: (former: Copy | undefined) => Copy | undefined): Step[] {
  const next = make(former);
  if (former === undefined) return next === undefined ? [] : [{ writes: [{ write: 'create', document: copyDocument(next) }], more: 1 }];
  if (next === undefined) return [{ writes: [sameCopy(former), { write: 'remove', id: former.id }], more: -1 }];
  if (isSameCopy(former, next)) return [];
  return [{ writes: replacingCopy(former, next), more: 0 }];
}

/** The writes that put a copy in the place of the one that was read; refused when it has been written to since. */
export const replacingCopy = (former: Copy, next: Copy): readonly [Write, Write] => [
  sameCopy(former),
  { write: 'replace', document: copyDocument(next) },
];

const sameCopy = ({ id, kind, revision }: Copy): Write => ({
  write: 'patch',
  id,
  operations: [setKind(kind)],
  when: { is: 'eq', property: 'revision', value: revision },
});

const totalOf = ({ copies }: Read, steps: readonly Step[]): number => copies.size + steps.reduce((sum, { more }) => sum + more, 0);

/** The writes in batches, each small enough for the store. What belongs to one copy stays together. */
function* batchesOf(steps: readonly Step[]): Generator<readonly Write[]> {
  let batch: Write[] = [];
  let bytes = 0;
  for (const { writes } of steps) {
    const size = Buffer.byteLength(JSON.stringify(writes));
    if (batch.length > 0 && (batch.length + writes.length > maxCopyBatchWrites || bytes + size > maxCopyBatchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(...writes);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
