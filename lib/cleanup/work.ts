// The work of each minute: tells attendees of changes that requests left untold, and finds new people among attendees unknown until then.
import type { Clock } from '../runtime/clock.ts';
import type { Documents } from '../stores/documents.ts';
import { decodeAnswer } from '../calendar/entries/pendingAnswer.ts';
import type { Entries } from '../calendar/entries/entries.ts';
import type { Meetings } from '../calendar/meetings/meetings.ts';
import { decodePending } from '../calendar/meetings/telling/pending.ts';
import { decodeArrival } from '../directory/addresses/upnAssigned.ts';
import { carryAnswer } from './carryAnswer.ts';
import { allDue } from '../stores/allDue.ts';

export interface WorkDependencies {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly meetings: Pick<Meetings, 'deliver' | 'linkNewUserUntil'>;
  readonly entries: Pick<Entries, 'carry'>;
  readonly clock: Clock;
  /** Called with the error when something couldn't be done. The run goes on with the rest, and the next minute tries again. */
  readonly failed: (error: unknown) => void;
}

/** What one run did, for the log. */
export interface WorkReport {
  /** Changes of meetings that everybody has been told now. */
  readonly delivered: number;
  /** Answers of attendees that their organizers' events have now. */
  readonly answers: number;
  /** New people of the directory who have been looked for among the attendees that were unknown when they were invited. */
  readonly arrivals: number;
}

/** Milliseconds after which a run begins nothing new; the run of the next minute goes on from there. */
const runLimitMs = 50_000;
/**
 * How many seconds something must have been due. Before 20 seconds the request that left it may still do it; after an hour it is left to
 * the sweep.
 */
const since = { min: 20, max: 60 * 60 };

/**
 * Runs once: queries each of the two containers, and does what it finds. Two runs at the same time do no harm; if one dies, the next does
 * what was left.
 */
export async function work({ mailboxes, directory, meetings, entries, clock, failed }: WorkDependencies): Promise<WorkReport> {
  const began = clock();
  const until = began + runLimitMs;
  const done = { delivered: 0, answers: 0, arrivals: 0 };
  for await (const { partition, id } of allDue(mailboxes, clock, began + runLimitMs / 2, { kind: 'pending', since })) {
    const pending = decodePending(await mailboxes.read(partition, id));
    if (pending?.due === undefined) continue;
    await meetings.deliver(partition, pending.incarnation).then(() => done.delivered++, failed);
  }
  for await (const { partition, id } of allDue(mailboxes, clock, began + runLimitMs / 2, { kind: 'answer', since })) {
    const pending = decodeAnswer(await mailboxes.read(partition, id));
    if (pending !== undefined) await carryAnswer({ entries }, partition, pending).then(() => done.answers++, failed);
  }
  for await (const { partition, id } of allDue(directory, clock, until, { kind: 'arrival', since })) {
    const arrival = decodeArrival(await directory.read(partition, id));
    if (arrival === undefined) continue;
    try {
      if (!(await meetings.linkNewUserUntil(partition, arrival.userId, arrival.addresses, until))) continue;
      await directory.commit(partition, [{ write: 'remove', id }]);
      done.arrivals++;
    } catch (error) {
      failed(error);
    }
  }
  return done;
}
