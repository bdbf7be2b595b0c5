// Brings one person to what a meeting is now: their messages, and their entry, in a batch of their mailbox.
import type { EventRecord } from '../../events/record/eventRecord.ts';
import type { EventKey, Mailbox } from '../../mailbox.ts';
import { occurrenceIncarnation } from '../../occurrences/occurrenceRecord.ts';
import type { AccompanyingWrites, Inboxes, PutOutcome } from '../inbox.ts';
import { senderOf } from '../senders.ts';
import type { Told } from './ledger.ts';
import { messageOf, type Subject } from './plannedMessages.ts';
import type { PlannedDelivery } from './plan.ts';

/** The meeting that an entry shows. */
export interface Shown {
  readonly key: EventKey;
  readonly incarnation: string;
  /** Whose limits count what comes new (`senderOf`). */
  readonly sender: Mailbox;
  /** Undefined once it is gone. */
  readonly event: EventRecord | undefined;
}

/** Brings the entries of people who are told at the same time; made anew for the next of them. */
export interface EntryStep {
  /**
   * The writes that bring one person's entry to the meeting as it is now, with what they take from the person's allowances; none where it is
   * there already. Asked for everybody whose told version is older, whether or not a message is due, and again for each attempt. `joins`:
   * the person has joined or left an occurrence, whatever the meeting's version.
   */
  entry(recipient: Mailbox, joins: boolean, last: LastTold | undefined): Promise<AccompanyingWrites>;
  /**
   * The same for each occurrence that the person attends, or has attended, without the series: by the occurrences' incarnations, as is what was
   * told last of each.
   */
  alone(recipient: Mailbox, last: ReadonlyMap<string, LastTold>): Promise<ReadonlyMap<string, () => Promise<AccompanyingWrites>>>;
}

/**
 * What somebody was last told who has had the meeting in the calendar. Where it isn't there any more, nor its tombstone, that is long ago, and
 * only what tells more than this brings it back.
 */
export type LastTold = Pick<Told, 'ask' | 'place'>;

export type BringEntries = (shown: Shown) => EntryStep;

export interface BringDependencies {
  readonly inboxes: Inboxes;
  readonly bringEntries: BringEntries;
  /** Seconds that a message lives. */
  readonly messageTtl: number;
  /** Whether the mailbox's owner was deleted: then nothing may be written into it. */
  readonly isGone: (mailbox: Mailbox) => Promise<boolean>;
}

/** What a delivery tells some people, and brings into their calendars. */
export interface Step {
  readonly subject: Subject;
  readonly sender: Mailbox;
  readonly entries: EntryStep;
}

/** The next people of a delivery. */
export function stepOf({ bringEntries }: Pick<BringDependencies, 'bringEntries'>, subject: Subject): Step {
  const { meeting, incarnation, author } = subject.pending;
  const sender = senderOf(meeting.mailbox, author);
  return { subject, sender, entries: bringEntries({ key: meeting, incarnation, sender, event: subject.event }) };
}

/**
 * Sends one person's messages: those of occurrences first, each with the entry of whoever attends that alone, then the event's own in one
 * batch with the entry. `refused` where a mailbox takes no more messages, `alone` where it takes no more entries; then the others were delivered all the
 * same. May be repeated, also at once: each message has one place and one id.
 */
export async function deliverToPerson(deps: BringDependencies, step: Step, { user, messages }: PlannedDelivery): Promise<PutOutcome> {
  const { inboxes, messageTtl, isGone } = deps;
  const { subject, sender, entries } = step;
  const { meeting, incarnation } = subject.pending;
  const recipient: Mailbox = { tenant: meeting.mailbox.tenant, kind: 'users', id: user };
  if (await isGone(recipient)) return 'delivered';
  const alone = new Map(mayAttendAlone(subject, user) ? await entries.alone(recipient, lastOfDays(subject, user)) : []);
  const ended: PutOutcome[] = [];
  const ofDays = messages.filter(({ day }) => day !== undefined);
  for (const message of ofDays) {
    const of = occurrenceIncarnation(incarnation, message.day?.day ?? '');
    ended.push(
      await inboxes.put(recipient, sender, messageOf(subject, message, recipient, messageTtl), { ...message, along: alone.get(of) }),
    );
    alone.delete(of);
  }
  for (const along of alone.values()) ended.push(withoutMessage(await inboxes.bring(recipient, sender, along)));
  const along = (): Promise<AccompanyingWrites> => entries.entry(recipient, ofDays.length > 0, lastOf(subject, user));
  const own = messages.find(({ day }) => day === undefined);
  if (own === undefined) ended.push(withoutMessage(await inboxes.bring(recipient, sender, along)));
  else ended.push(await inboxes.put(recipient, sender, messageOf(subject, own, recipient, messageTtl), { ...own, along }));
  return (['refused', 'alone'] as const).find((each) => ended.includes(each)) ?? 'delivered';
}

/** Where no message was due, none was refused. */
const withoutMessage = (put: PutOutcome): PutOutcome => (put === 'refused' ? 'alone' : put);

/** What somebody who has had the series' or the single event's entry was told last of it. */
function lastOf({ ledger }: Subject, user: string): LastTold | undefined {
  const told = ledger.people.get(user);
  return told?.hasEntry === true && told.isAlone !== true ? told : undefined;
}

/** The same of each occurrence that somebody attends alone. */
function lastOfDays({ pending, ledger }: Subject, user: string): ReadonlyMap<string, LastTold> {
  const told = ledger.people.get(user);
  if (told?.hasEntry !== true || told.isAlone !== true) return new Map();
  const own = Object.entries(ledger.days).filter(([, { added }]) => added.includes(user));
  return new Map(own.map(([day, last]) => [occurrenceIncarnation(pending.incarnation, day), last]));
}

/** Whether somebody may have entries of occurrences alone: who isn't invited to the series, and wasn't told of the event itself alone. */
function mayAttendAlone({ event, ledger }: Subject, user: string): boolean {
  if (event?.attendees.includes(user) === true) return false;
  const told = ledger.people.get(user);
  return told === undefined || told.isAlone === true || (event !== undefined && event.properties.recurrence !== null);
}
