// Writes down a change that couldn't be looked at, so that the feed goes on and the minute's timer looks at it again.
import { z } from 'zod';
import { allDue } from '../../../stores/allDue.ts';
import { mailboxIn } from '../../../calendar/mailbox.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { hashedId } from '../../../runtime/ids.ts';
import { keptPendingMs } from '../../../runtime/limits/notifications.ts';
import type { Documents, StoredDocument, Write } from '../../../stores/documents.ts';
import { decode, newRecord, recordShape } from '../../../stores/records.ts';
import { commitUnits, ifPossible, type Unit } from '../units.ts';
import { changeAgain, type Change } from './change.ts';

const unnoticedRecord = z.object({
  ...recordShape,
  id: z.string(),
  /** The partition and the id of the document that has changed. */
  mailbox: z.string(),
  document: z.string(),
  /** Counts how often it was written down: it is removed only while nobody has done it again. */
  writes: z.number().int(),
  /** Seconds since 1970 UTC. */
  due: z.number(),
});

export const decodeUnnoticed = (document: StoredDocument | undefined): z.infer<typeof unnoticedRecord> | undefined =>
  decode('unnoticed', unnoticedRecord, document);

export interface UnnoticedDependencies {
  readonly mailboxes: Documents;
  readonly notifications: Documents;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

const partitionOf = (mailbox: string): string => `unnoticed:${mailbox}`;
const againSeconds = 60;

/** Writes the change down. Throws where that isn't possible either. */
export async function writeDown({ notifications, clock }: UnnoticedDependencies, { partition, document }: Change): Promise<void> {
  const id = `unnoticed:${mailboxIn(partition)?.tenant ?? ''}:${hashedId('document', document.id).slice('document:'.length)}`;
  const now = clock();
  const due = Math.ceil(now / 1000) + againSeconds;
  const made = { ...newRecord(now, 'service'), mailbox: partition, document: document.id, writes: 1, due };
  const create: Write = { write: 'create', document: { id, kind: 'unnoticed', ...made } };
  const again: Write = { write: 'patch', id, operations: [{ op: 'increment', path: '/writes', by: 1 }] };
  const unit = (write: Write): Unit => ({ writes: [write], refused: (_, because) => unit(because === 'missing' ? create : again) });
  await commitUnits(notifications, partitionOf(partition), [unit(create)]);
}

/**
 * Looks again at what was written down, until `until` (milliseconds since 1970). What can't be looked at for hours is given up (`missed`).
 * Resolves to the number of those that were done with.
 */
export async function noticeAgain(
  deps: UnnoticedDependencies,
  until: number,
  notice: (change: Change) => Promise<void>,
  missed: (mailbox: string) => Promise<void>,
): Promise<number> {
  const { mailboxes, notifications, clock, report } = deps;
  let done = 0;
  for await (const { partition, id } of allDue(notifications, clock, until, { kind: 'unnoticed' })) {
    const found = decodeUnnoticed(await notifications.read(partition, id));
    if (found === undefined) continue;
    try {
      const change = changeAgain(found.mailbox, await mailboxes.read(found.mailbox, found.document));
      if (change !== undefined) await notice(change);
      await remove(notifications, partition, found);
      done++;
    } catch (error) {
      report(error);
      const isOld = Date.parse(found.created) <= clock() - keptPendingMs;
      if (isOld) await missed(found.mailbox).then(() => remove(notifications, partition, found), report);
      else await later(notifications, partition, found, clock()).catch(report);
    }
  }
  return done;
}

type Found = z.infer<typeof unnoticedRecord>;

const remove = (notifications: Documents, partition: string, { id, writes }: Found): Promise<unknown> =>
  commitUnits(notifications, partition, [
    ifPossible(
      {
        write: 'patch',
        id,
        operations: [{ op: 'increment', path: '/writes', by: 1 }],
        when: { is: 'eq', property: 'writes', value: writes },
      },
      { write: 'remove', id },
    ),
  ]);

/** Twice as late each time, ten minutes at most. */
function later(notifications: Documents, partition: string, { id, created }: Found, now: number): Promise<unknown> {
  const waited = (now - Date.parse(created)) / 1000;
  const due = Math.ceil(now / 1000 + Math.min(Math.max(waited, againSeconds), 10 * againSeconds));
  return commitUnits(notifications, partition, [ifPossible({ write: 'patch', id, operations: [{ op: 'set', path: '/due', value: due }] })]);
}
