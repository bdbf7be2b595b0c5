// The work of each minute: tells a meeting's people what requests have left to be told, and finds newcomers among those who are awaited.
import type { Clock } from '../runtime/clock.ts';
import type { Documents } from '../stores/documents.ts';
import type { Meetings } from '../calendar/meetings/meetings.ts';
import { decodeOutbox } from '../calendar/meetings/outbox.ts';
import { decodeArrival } from '../directory/addresses/upnAssigned.ts';
import { allDue } from './due.ts';

export interface WorkDependencies {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly meetings: Pick<Meetings, 'deliver' | 'settle'>;
  readonly clock: Clock;
  /** Told what couldn't be done; the rest goes on, and the next minute tries again. */
  readonly failed: (error: unknown) => void;
}

/** What one run did, for the log. */
export interface Worked {
  /** Changes of meetings that everybody has been told now. */
  readonly delivered: number;
  /** People who have come, and were looked for among the attendees that were waited for. */
  readonly arrivals: number;
}

/** Milliseconds after which a run begins nothing new; the next minute goes on. */
const runLimitMs = 50_000;
/** Seconds: a request has the first of them for what it tells itself; what can't be done in the last is left to the sweep. */
const since = { least: 20, most: 60 * 60 };

/** Runs once: a query of either container, and what is found. Two at a time do no harm, and one that dies loses nothing but time. */
export async function work({ mailboxes, directory, meetings, clock, failed }: WorkDependencies): Promise<Worked> {
  const began = clock();
  const until = began + runLimitMs;
  const done = { delivered: 0, arrivals: 0 };
  for await (const { partition, id } of allDue(mailboxes, clock, began + runLimitMs / 2, { kind: 'outbox', since })) {
    const outbox = decodeOutbox(await mailboxes.read(partition, id));
    if (outbox === undefined) continue;
    await meetings.deliver(partition, outbox).then(() => done.delivered++, failed);
  }
  for await (const { partition, id } of allDue(directory, clock, until, { kind: 'arrival', since })) {
    const arrival = decodeArrival(await directory.read(partition, id));
    if (arrival === undefined) continue;
    try {
      if (!(await meetings.settle(partition, arrival.userId, arrival.addresses, until))) continue;
      await directory.commit(partition, [{ write: 'remove', id }]);
      done.arrivals++;
    } catch (error) {
      failed(error);
    }
  }
  return done;
}
