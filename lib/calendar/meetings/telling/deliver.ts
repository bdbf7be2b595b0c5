// Delivers what is pending of a meeting: compares the event as it is now with the ledger, and tells whoever doesn't know it yet.
import type { Clock } from '../../../runtime/clock.ts';
import type { Documents, Write } from '../../../stores/documents.ts';
import { attemptsOf } from '../../../stores/races.ts';
import { snapshotOf } from '../message.ts';
import type { PutOutcome } from '../inbox.ts';
import { undeliveredWrite } from '../undelivered.ts';
import { deliverToPerson, stepOf, type BringDependencies } from './bring.ts';
import { seenType } from './due.ts';
import { openLedger, type OpenLedger } from './openLedger.ts';
import { ledgerId, ledgerIn, ledgerWrite, type Ledger } from './ledger.ts';
import type { Subject } from './plannedMessages.ts';
import { readMeetingNow, type MeetingNow } from './meetingNow.ts';
import { decodePending, pendingId, type Pending } from './pending.ts';
import { planOfDeleted, nameOf, planOf, type Awaited, type Plan } from './plan.ts';
import { withAnnounced, completed, withOutcomes, type Outcome } from './progress.ts';

export interface DeliveryDependencies extends BringDependencies {
  readonly documents: Documents;
  readonly clock: Clock;
  /** Makes the event, or its occurrence on this day, wait for a user with this address. */
  readonly expect: (pending: Pending, awaited: Awaited) => Promise<void>;
}

/** How many people are told at the same time; behind them the ledger is written. */
const atOnce = 20;

/** What one round has come to: there is nothing left, others wrote meanwhile, or the caller's limit ended it. */
type Round = 'done' | 'again' | 'limit';

/**
 * Resolves when everybody, or `most` more people, know the meeting as it is now. It may run any number of times, also at once, and may die
 * anywhere: people are announced in the ledger before they are told, each message has one place and one id, and the meeting stays due until
 * nobody has written to it since it was read. A full mailbox gets no message, and the batch that ends the delivery tells the organizer
 * whose it is. Throws an AggregateError when somebody couldn't be reached; the others were told, and the meeting stays due. Costs three
 * point reads, for each person the cost of a message (`Inboxes.put`), and one write for each 20 people and one more.
 */
export async function deliver(deps: DeliveryDependencies, partition: string, incarnation: string, limit = Infinity): Promise<void> {
  const budget: Budget = { left: limit };
  for (let attempt = 0; attempt < attemptsOf.change; attempt++) {
    const round = await deliverOnce(deps, partition, incarnation, budget);
    if (round !== 'again') return;
  }
}

/** How many more people may be told. */
interface Budget {
  left: number;
}

async function deliverOnce(deps: DeliveryDependencies, partition: string, incarnation: string, budget: Budget): Promise<Round> {
  const { documents } = deps;
  const [found, stored] = await Promise.all([
    documents.read(partition, pendingId(incarnation)),
    documents.read(partition, ledgerId(incarnation)),
  ]);
  const pending = decodePending(found);
  if (pending?.due === undefined) return 'done';
  const ledger = ledgerIn(stored);
  // Read behind `pending`: whatever is written after that leaves the meeting due.
  const now = pending.gone === undefined ? await readMeetingNow(documents, pending, ledger) : undefined;
  // It was deleted meanwhile, and `pending` says so by now; or its whole mailbox is being removed.
  if (now === undefined && pending.gone === undefined) return 'again';
  const { mailbox } = pending.meeting;
  const plan =
    now === undefined
      ? planOfDeleted(ledger)
      : planOf(ledger, now, { organizer: mailbox.kind === 'users' ? mailbox.id : undefined, forwards: pending.forwards });
  return carryOut(deps, { partition, pending, now, plan }, ledger, budget);
}

/** What is to be done: `now` is undefined once the event is gone. */
interface Work {
  readonly partition: string;
  readonly pending: Pending;
  readonly now: MeetingNow | undefined;
  readonly plan: Plan;
}

/** Tells people, 20 at a time: each write of the ledger says how those before have ended, and who may be told something from then on. */
async function carryOut(deps: DeliveryDependencies, work: Work, stored: Ledger, budget: Budget): Promise<Round> {
  const { pending, now, plan } = work;
  const subject: Subject = { pending, event: now?.event, ledger: stored };
  const openedLedger = openLedger(deps, work.partition, pending.incarnation, stored);
  const { deliveries } = plan;
  const failures: unknown[] = [];

  const mine = deliveries.slice(0, budget.left);
  for (const some of blocksOf(mine)) {
    if (!(await openedLedger.save((ledger) => withAnnounced(ledger, some, snapshotIn(now))))) return 'again';
    const step = stepOf(deps, subject);
    const settled = await Promise.allSettled(some.map((delivery) => deliverToPerson(deps, step, delivery)));
    const ended = some.map((delivery, i) => [delivery, outcomeOf(settled[i])] as const);
    openedLedger.note((ledger) => withOutcomes(ledger, ended, deps.clock()));
    // People who aren't tried again don't hold up the end.
    const { failing } = openedLedger.ledger();
    failures.push(...reasonsOf(settled.filter((_, i) => failing[some[i]?.user ?? ''] !== undefined)));
  }
  budget.left -= mine.length;

  const awaits = plan.awaits.slice(0, budget.left);
  for (const some of blocksOf(awaits)) {
    const settled = await Promise.allSettled(some.map((awaited) => deps.expect(pending, awaited)));
    const known = some.filter((_, i) => settled[i]?.status === 'fulfilled').map(nameOf);
    failures.push(...reasonsOf(settled));
    openedLedger.note((ledger) => ({ ...ledger, awaits: [...ledger.awaits, ...known] }));
  }
  budget.left -= awaits.length;

  const isLimited = mine.length < deliveries.length || awaits.length < plan.awaits.length;
  if (failures.length === 0 && !isLimited) return end(deps, work, openedLedger);
  const saved = await openedLedger.save((ledger) => ledger);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} people could not be told.`);
  return saved ? 'limit' : 'again';
}

const snapshotIn = (now: MeetingNow | undefined): Ledger['snapshot'] => now && snapshotOf(now.event, seenType(now.event));

const blocksOf = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / atOnce) }, (_, at) => all.slice(at * atOnce, (at + 1) * atOnce));

const outcomeOf = (settled: PromiseSettledResult<PutOutcome> | undefined): Outcome =>
  settled?.status === 'fulfilled' ? settled.value : 'failed';

const reasonsOf = (settled: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));

/** Ends a delivery by one batch, in which the meeting isn't due any more; refused when it has been written to since it was read. */
async function end(deps: DeliveryDependencies, { partition, pending, now }: Work, openedLedger: OpenLedger): Promise<Round> {
  const { documents, clock } = deps;
  const { id, incarnation, writes } = pending;
  const operations = [
    { op: 'remove', path: '/due' },
    { op: 'set', path: '/called', value: {} },
    { op: 'set', path: '/forwards', value: {} },
  ] as const;
  const isCurrent = {
    is: 'and',
    conditions: [
      { is: 'eq', property: 'writes', value: writes },
      { is: 'gt', property: 'due', value: 0 },
    ],
  } as const;
  const undue: Write = { write: 'patch', id, operations, when: isCurrent };
  const ledger = openedLedger.ledger();
  if (now === undefined) {
    const removed: Write[] = ledger.revision === 0 ? [] : [{ write: 'remove', id: ledgerId(incarnation) }];
    const committed = await documents.commit(partition, [undue, { write: 'remove', id }, ...removed]);
    return committed.outcome === 'done' ? 'done' : 'again';
  }
  const complete = completed(ledger, now);
  const telling = await undeliveredWrite(deps, partition, { pending, event: now.event }, complete);
  const writing = ledgerWrite(incarnation, { ...complete, refused: [], unreached: [] }, clock());
  const committed = await documents.commit(partition, [undue, writing, ...telling]);
  if (committed.outcome === 'done') return 'done';
  // Somebody has written to the meeting: who was told what still holds.
  if (committed.index === 0) await openedLedger.save(() => complete);
  return 'again';
}
