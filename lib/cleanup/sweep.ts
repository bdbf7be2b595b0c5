// The sweep: finishes deletions that are due, and removes blobs that no document names.
import { z } from 'zod';
import type { Clock } from '../runtime/clock.ts';
import { sweepGraceHours } from '../runtime/limits.ts';
import type { Contents, ListedContent } from '../stores/contents.ts';
import type { Documents, DueDocument, StoredDocument } from '../stores/documents.ts';
import { decode, newRecord, recordShape } from '../stores/records.ts';
import { decodeCalendarPurge, type CalendarPurge } from '../calendar/calendars/calendarPurge.ts';
import { decodeOccurrence } from '../calendar/occurrences/occurrenceRecord.ts';
import { decodeEvent } from '../calendar/events/record/eventRecord.ts';
import type { Meetings } from '../calendar/meetings/meetings.ts';
import { decodeAnswer } from '../calendar/entries/pendingAnswer.ts';
import type { Entries } from '../calendar/entries/entries.ts';
import { decodePending } from '../calendar/meetings/telling/pending.ts';
import { decodeArrival } from '../directory/addresses/upnAssigned.ts';
import { decodeOwnerPurge } from '../directory/ownerPurge.ts';
import { decodeAttachment } from '../attachments/attachment.ts';
import { contentPrefixes, hourOf } from '../attachments/content.ts';
import { decodeDueUpload, expireUpload } from '../attachments/endUpload.ts';
import { carryAnswer } from './carryAnswer.ts';
import { allDue } from '../stores/allDue.ts';
import { emptyUntil } from './emptyStretch.ts';
import { purgeCalendarPage } from './purgeCalendar.ts';
import { decodePurge, purgePage } from './purgeEvent.ts';
import { purgeOwnerPage } from './purgeOwner.ts';

export interface SweepDependencies {
  readonly mailboxes: Documents;
  /** Also holds how far the sweep has come. */
  readonly directory: Documents;
  readonly notifications: Documents;
  readonly contents: Contents;
  readonly meetings: Pick<Meetings, 'deliver' | 'linkNewUserUntil'>;
  readonly entries: Pick<Entries, 'carry'>;
  readonly clock: Clock;
  /** Called with the error when something couldn't be done. The sweep goes on with the rest, and the next sweep tries again. */
  readonly failed: (error: unknown) => void;
}

/** What one sweep did, for the log. */
export interface SweepReport {
  /** Deleted users and groups of whom nothing is left. */
  readonly owners: number;
  /** New people of the directory who have been looked for among the attendees that were unknown when they were invited. */
  readonly arrivals: number;
  readonly purged: number;
  /** Changes of meetings that have been passed on to attendees who hadn't been told of them. */
  readonly delivered: number;
  /** Upload sessions that had expired. */
  readonly expired: number;
  readonly tombstones: number;
  readonly hours: number;
  readonly blobs: number;
}

/** Milliseconds after which a sweep begins nothing new; the next sweep goes on from there. */
const runLimitMs = 4 * 60_000;
const hourMs = 60 * 60_000;
const cursorPartition = 'service';
const cursorDocument = 'sweep';

const tombstone = z.object({ content: z.object({ blob: z.string() }).optional() });
const cursorRecord = z.object({ ...recordShape, hour: z.string() });

export const decodeSweepCursor = (document: StoredDocument | undefined): z.infer<typeof cursorRecord> | undefined =>
  decode('sweepCursor', cursorRecord, document);

/** Runs one sweep. Two sweeps at the same time do no harm; if one dies, the next does what was left. */
export async function sweep(deps: SweepDependencies): Promise<SweepReport> {
  const began = deps.clock();
  const until = began + runLimitMs;
  // The directory gets at most half of the time: one new person may be expected by very many meetings, and the other work must have its
  // turn.
  const directory = await finishDirectory(deps, began + runLimitMs / 2);
  const due = await finishDue(deps, until);
  const lost = await removeLostBlobs(deps, until);
  return { ...directory, ...due, ...lost };
}

/** Removes what deleted users and groups had, and looks for new people among the attendees that were unknown when they were invited. */
async function finishDirectory(deps: SweepDependencies, until: number): Promise<Pick<SweepReport, 'owners' | 'arrivals'>> {
  const done = { owners: 0, arrivals: 0, left: 0 };
  for await (const each of allDue(deps.directory, deps.clock, until))
    done[await finishInDirectory(deps, each, until).catch((error: unknown) => passOver(deps, error))]++;
  return { owners: done.owners, arrivals: done.arrivals };
}

async function finishInDirectory(
  deps: SweepDependencies,
  { partition, id }: DueDocument,
  until: number,
): Promise<'owners' | 'arrivals' | 'left'> {
  const { directory, meetings, clock } = deps;
  const document = await directory.read(partition, id);
  const arrival = decodeArrival(document);
  if (arrival !== undefined) {
    if (!(await meetings.linkNewUserUntil(partition, arrival.userId, arrival.addresses, until))) return 'left';
    await directory.commit(partition, [{ write: 'remove', id }]);
    return 'arrivals';
  }
  const purge = decodeOwnerPurge(document);
  let page = purge && (await purgeOwnerPage(deps, partition, purge));
  while (purge !== undefined && page === 'more' && clock() < until) page = await purgeOwnerPage(deps, partition, purge);
  return page === 'done' ? 'owners' : 'left';
}

/**
 * Does what is due, in several rounds, since a purge may leave more to do: each event of a deleted calendar leaves a purge of its own. What
 * can't be finished now is skipped, so that it doesn't hold up the rest.
 */
async function finishDue(
  deps: SweepDependencies,
  until: number,
): Promise<Pick<SweepReport, 'purged' | 'delivered' | 'expired' | 'tombstones'>> {
  const done = { purged: 0, delivered: 0, expired: 0, tombstone: 0, left: 0 };
  const seen = new Set<string>();
  for (let finished = -1; finished < done.purged + done.tombstone && deps.clock() < until;) {
    finished = done.purged + done.tombstone;
    for await (const each of allDue(deps.mailboxes, deps.clock, until)) {
      const name = `${each.partition} ${each.id}`;
      if (!seen.has(name)) done[await finish(deps, each, until).catch((error: unknown) => passOver(deps, error))]++;
      seen.add(name);
    }
  }
  return { purged: done.purged, delivered: done.delivered, expired: done.expired, tombstones: done.tombstone };
}

function passOver({ failed }: SweepDependencies, error: unknown): 'left' {
  failed(error);
  return 'left';
}

async function finish(
  deps: SweepDependencies,
  { partition, id }: DueDocument,
  until: number,
): Promise<'purged' | 'delivered' | 'expired' | 'tombstone' | 'left'> {
  const { mailboxes, contents, meetings, clock } = deps;
  const own = { documents: mailboxes, contents, clock };
  const document = await mailboxes.read(partition, id);
  const purge = decodePurge(document);
  if (purge !== undefined) {
    while (clock() < until) if (await purgePage(own, partition, purge)) return 'purged';
    return 'left';
  }
  const calendarPurge = decodeCalendarPurge(document);
  if (calendarPurge !== undefined) return purgeCalendar(deps, partition, calendarPurge, until);
  const pending = decodePending(document);
  if (pending !== undefined) {
    await meetings.deliver(partition, pending.incarnation);
    return 'delivered';
  }
  const answer = decodeAnswer(document);
  if (answer !== undefined) {
    await carryAnswer(deps, partition, answer);
    return 'delivered';
  }
  const upload = decodeDueUpload(document);
  if (upload !== undefined) return (await expireUpload(own, partition, upload)) ? 'expired' : 'left';
  if (document?.body.kind !== 'attachmentTombstone' && document?.body.kind !== 'contentTombstone') return 'left';
  const { content } = tombstone.parse(document.body);
  if (content !== undefined) await contents.remove(content.blob);
  await mailboxes.commit(partition, [
    {
      write: 'patch',
      id,
      operations: [{ op: 'remove', path: '/due' }],
      when: { is: 'gt', property: 'due', value: 0 },
    },
  ]);
  return 'tombstone';
}

/**
 * Deletes the events of a deleted calendar. Returns `purged` when the calendar is done, and also when at least one event was deleted: that
 * event has left a purge of its own, for which the sweep must make another round.
 */
async function purgeCalendar(
  { mailboxes, clock }: SweepDependencies,
  partition: string,
  purge: CalendarPurge,
  until: number,
): Promise<'purged' | 'left'> {
  let deleted = false;
  while (clock() < until) {
    const page = await purgeCalendarPage({ documents: mailboxes, clock }, partition, purge);
    if (page === 'done') return 'purged';
    if (page === 'waits') break;
    deleted = true;
  }
  return deleted ? 'purged' : 'left';
}

/**
 * Lists the blobs of each hour once, when they are older than `sweepGraceHours`, and removes those that no document names. Passes over months and
 * days without any.
 */
async function removeLostBlobs(deps: SweepDependencies, until: number): Promise<Pick<SweepReport, 'hours' | 'blobs'>> {
  const { clock } = deps;
  const last = hourOf(clock() - sweepGraceHours * hourMs);
  let blobs = 0;
  let hours = 0;
  for (let hour = await nextHour(deps); hour !== undefined && hour < last && clock() < until;) {
    const beyond = await emptyUntil(deps.contents, hour, last);
    if (beyond !== undefined) {
      await saveHour(deps, hourOf(timeOf(beyond) - hourMs));
      hours += (timeOf(beyond) - timeOf(hour)) / hourMs;
      hour = beyond;
      continue;
    }
    for (const prefix of contentPrefixes)
      for await (const listed of deps.contents.list(`${prefix}/${hour}/`)) {
        if (await isNamed(deps.mailboxes, listed)) continue;
        await deps.contents.remove(listed.name);
        blobs++;
      }
    await saveHour(deps, hour);
    hours++;
    hour = following(hour);
  }
  return { hours, blobs };
}

/**
 * Whether a document names the blob as its own. A blob without an owner was never committed, and at its age no request is still at work on
 * it.
 */
async function isNamed(documents: Documents, { name, owner }: ListedContent): Promise<boolean> {
  if (owner === undefined) return false;
  const document = await documents.read(owner.partition, owner.document);
  return (decodeAttachment(document)?.content?.blob ?? (decodeEvent(document) ?? decodeOccurrence(document))?.bodyContent?.blob) === name;
}

const timeOf = (hour: string): number => Date.parse(`${hour}:00:00Z`);
const following = (hour: string): string => hourOf(timeOf(hour) + hourMs);

/** The hour after the last one whose blobs were looked at; for the very first sweep the hour of the oldest blob. */
async function nextHour({ directory, contents }: SweepDependencies): Promise<string | undefined> {
  const saved = decodeSweepCursor(await directory.read(cursorPartition, cursorDocument));
  if (saved !== undefined) return following(saved.hour);
  const oldest: string[] = [];
  for (const prefix of contentPrefixes)
    for await (const { name } of contents.list(`${prefix}/`)) {
      oldest.push(name.slice(prefix.length + 1, prefix.length + 1 + hourOf(0).length));
      break;
    }
  return oldest.sort()[0];
}

async function saveHour({ directory, clock }: SweepDependencies, hour: string): Promise<void> {
  const document = { id: cursorDocument, kind: 'sweepCursor' as const, ...newRecord(clock(), 'sweep'), hour };
  const created = await directory.commit(cursorPartition, [{ write: 'create', document }]);
  if (created.outcome === 'refused') await directory.commit(cursorPartition, [{ write: 'replace', document }]);
}
