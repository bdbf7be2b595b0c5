// The sweep: finishes deletions that are due, and removes blobs that no document names.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { sweepGraceHours } from '../limits.ts';
import type { Contents, ListedContent } from '../stores/contents.ts';
import type { Documents, DueDocument } from '../stores/documents.ts';
import { decode, newRecord, recordShape } from '../stores/records.ts';
import { decodeAttachment } from './attachment.ts';
import { contentPrefixes, hourOf } from './contentName.ts';
import { decodePurge, purgePage } from './purge.ts';

export interface SweepDependencies {
  readonly mailboxes: Documents;
  /** Where the sweep keeps its place. */
  readonly directory: Documents;
  readonly contents: Contents;
  readonly clock: Clock;
  /** Told what couldn't be done; the sweep goes on with the rest, and the next one tries again. */
  readonly failed: (error: unknown) => void;
}

/** What one sweep did, for the log. */
export interface Swept {
  readonly purged: number;
  readonly tombstones: number;
  readonly hours: number;
  readonly blobs: number;
}

/** Milliseconds after which a sweep begins nothing new; the next one goes on. */
const runLimitMs = 4 * 60_000;
const hourMs = 60 * 60_000;
const duePage = 100;
const cursorPartition = 'service';
const cursorDocument = 'sweep';

const tombstone = z.object({ content: z.object({ blob: z.string() }).optional() });
const cursorRecord = z.object({ ...recordShape, hour: z.string() });

/** Runs once. Two at a time do no harm, and one that dies loses nothing but time. */
export async function sweep(deps: SweepDependencies): Promise<Swept> {
  const until = deps.clock() + runLimitMs;
  const due = await finishDue(deps, until);
  const lost = await removeLostBlobs(deps, until);
  return { ...due, ...lost };
}

/** Works off what is due, the earliest first. What can't be finished now is passed over, so that it doesn't hold up the rest. */
async function finishDue(deps: SweepDependencies, until: number): Promise<Pick<Swept, 'purged' | 'tombstones'>> {
  const { mailboxes, clock } = deps;
  const done = { purged: 0, tombstone: 0, left: 0 };
  const now = Math.floor(clock() / 1000);
  const seen = new Set<string>();
  for (let from = 0; clock() < until; ) {
    const found = await mailboxes.due(from, now, duePage);
    const fresh = found.filter(({ partition, id }) => !seen.has(`${partition} ${id}`));
    for (const each of fresh) {
      seen.add(`${each.partition} ${each.id}`);
      done[await finish(deps, each, until).catch((error: unknown) => passOver(deps, error))]++;
    }
    if (found.length < duePage) break;
    from = (found.at(-1)?.due ?? from) + (fresh.length === 0 ? 1 : 0);
  }
  return { purged: done.purged, tombstones: done.tombstone };
}

function passOver({ failed }: SweepDependencies, error: unknown): 'left' {
  failed(error);
  return 'left';
}

async function finish(deps: SweepDependencies, { partition, id }: DueDocument, until: number): Promise<'purged' | 'tombstone' | 'left'> {
  const { mailboxes, contents, clock } = deps;
  const document = await mailboxes.read(partition, id);
  const purge = decodePurge(document);
  if (purge !== undefined) {
    while (clock() < until) if (await purgePage({ documents: mailboxes, contents }, partition, purge)) return 'purged';
    return 'left';
  }
  if (document?.body.kind !== 'attachmentTombstone') return 'left';
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

/** Looks at every hour's names once, when they are older than the grace. */
async function removeLostBlobs(deps: SweepDependencies, until: number): Promise<Pick<Swept, 'hours' | 'blobs'>> {
  const { clock } = deps;
  const last = hourOf(clock() - sweepGraceHours * hourMs);
  let blobs = 0;
  let hours = 0;
  for (let hour = await nextHour(deps); hour !== undefined && hour < last && clock() < until; hour = following(hour)) {
    for (const prefix of contentPrefixes)
      for await (const listed of deps.contents.list(`${prefix}/${hour}/`)) {
        if (await isNamed(deps.mailboxes, listed)) continue;
        await deps.contents.remove(listed.name);
        blobs++;
      }
    await saveHour(deps, hour);
    hours++;
  }
  return { hours, blobs };
}

/** Whether a document names the blob as its own. What has no owner was never committed, and is too old to be still on its way. */
async function isNamed(documents: Documents, { name, owner }: ListedContent): Promise<boolean> {
  if (owner === undefined) return false;
  const attachment = decodeAttachment(await documents.read(owner.partition, owner.document));
  return attachment?.content?.blob === name;
}

const following = (hour: string): string => hourOf(Date.parse(`${hour}:00:00Z`) + hourMs);

/** The hour behind the last one that was looked at; at the very first time, the hour of the oldest blob. */
async function nextHour({ directory, contents }: SweepDependencies): Promise<string | undefined> {
  const saved = decode('sweepCursor', cursorRecord, await directory.read(cursorPartition, cursorDocument));
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
  const document = { id: cursorDocument, kind: 'sweepCursor', ...newRecord(clock(), 'sweep'), hour };
  const created = await directory.commit(cursorPartition, [{ write: 'create', document }]);
  if (created.outcome === 'refused') await directory.commit(cursorPartition, [{ write: 'replace', document }]);
}
