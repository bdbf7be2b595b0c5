// How a ledger goes on: what is announced before it is sent, what was sent, and what holds once everybody was told.
import { addressOf } from '../../events/attendees.ts';
import type { EventRecord } from '../../events/record/eventRecord.ts';
import { askOf, placeOf } from '../../entries/projection.ts';
import type { PutOutcome } from '../inbox.ts';
import { snapshotOf, type MeetingSnapshot } from '../message.ts';
import type { Announced, Ledger, Told, ToldDay } from './ledger.ts';
import { seenOfLostDate, type DayNow, type MeetingNow } from './meetingNow.ts';
import { awaitedIn, nameOf, newDays, type PlannedDelivery } from './plan.ts';
import { shownWrites } from './news.ts';
import { seenType } from './due.ts';

/** The ledger that says whom these deliveries may have told something from now on; the same ledger where it says so already. */
export function withAnnounced(ledger: Ledger, deliveries: readonly PlannedDelivery[], snapshot: MeetingSnapshot | undefined): Ledger {
  const announced = new Map(ledger.announced);
  for (const { user, messages } of deliveries) if (messages.length > 0) announced.set(user, announcedBy(messages));
  const isNoted = [...announced].every(([user, tells]) => ledger.announced.get(user) === tells);
  return isNoted ? ledger : { ...ledger, announced, snapshot: ledger.snapshot ?? snapshot };
}

const announcedBy = (messages: PlannedDelivery['messages']): Announced => messages.find(({ day }) => day === undefined)?.tells ?? 'nothing';

/** How a delivery to one person has ended. */
export type Outcome = PutOutcome | 'failed';

/**
 * The ledger that says how deliveries have ended. Whoever couldn't be reached is tried again for three days, then not until there is
 * something new to tell.
 */
export function withOutcomes(ledger: Ledger, ended: readonly (readonly [PlannedDelivery, Outcome])[], now: number): Ledger {
  const people = new Map(ledger.people);
  const announced = new Map(ledger.announced);
  const failing = new Map(Object.entries(ledger.failing));
  const missed = { refused: new Set(ledger.refused), failed: new Set(ledger.unreached) };
  for (const [{ user, messages, toldThen }, outcome] of ended) {
    if (outcome === 'failed') {
      const since = failing.get(user) ?? now;
      failing.set(user, since);
      if (now - since < triedMs) continue;
    }
    failing.delete(user);
    announced.delete(user);
    if (toldThen === undefined) people.delete(user);
    else people.set(user, afterDelivery(toldThen, outcome));
    // A person without a message of a meeting needs none about its end.
    const isMissed = outcome === 'refused' || outcome === 'failed';
    if (isMissed && messages.some(({ tells }) => tells !== 'cancellation')) missed[outcome].add(user);
  }
  const { refused, failed } = missed;
  return { ...ledger, people, announced, refused: [...refused], unreached: [...failed], failing: Object.fromEntries(failing) };
}

/** What is known of a person after a delivery. For somebody who attends occurrences alone, it doesn't say which of them was refused. */
function afterDelivery({ hasEntry, ...toldThen }: Told, outcome: Outcome): Told {
  const isKnown = outcome === 'delivered' || (hasEntry === true && !(toldThen.isAlone === true && outcome === 'refused'));
  return isKnown ? { ...toldThen, hasEntry: true } : toldThen;
}

const triedMs = 3 * 24 * 60 * 60_000;

/** What holds once everybody was told of the event as it was read. */
export function completed(ledger: Ledger, now: MeetingNow): Ledger {
  const { event, readTo } = now;
  const changed = newDays(ledger, now);
  // What was called off isn't written any more: it is known for as long as the store is asked for it.
  const isKept = ({ isCancelled, seen }: ToldDay): boolean => isCancelled !== true || seen === seenOfLostDate || readTo === ledger.readTo;
  const days = new Map(Object.entries(ledger.days).filter(([, told]) => isKept(told)));
  for (const one of now.days) {
    const before = ledger.days[one.day];
    const told = changed.includes(one) ? toldDay(event, one, before) : before;
    if (told === undefined) days.delete(one.day);
    else days.set(one.day, told);
  }
  return {
    ...ledger,
    complete: shownWrites(event),
    days: Object.fromEntries(days),
    awaits: ledger.awaits.filter((name) => isStillAwaited(name, now, changed)),
    snapshot: snapshotOf(event, seenType(event)),
    occurrences: event.occurrenceRevision,
    readTo,
  };
}

/** What is kept of an occurrence; nothing of one that its series tells. */
function toldDay(series: EventRecord, { event, seen, news, isClosed, isLost }: DayNow, before: ToldDay | undefined): ToldDay | undefined {
  // Once the series has the date again, nobody is told again but those whom the loss was told.
  if (isLost === true && before !== undefined)
    return { ...before, seen, added: before.added.filter((user) => series.attendees.includes(user)), isCancelled: true };
  if (event === undefined) return { seen, ask: '', place: '', news, added: [], removed: [], isCancelled: true };
  const { properties } = event;
  const told = { seen, ask: askOf(properties), place: placeOf(properties), news, snapshot: snapshotOf(event, seenType(event)) };
  if (isClosed) return { ...told, added: event.attendees, removed: [], isClosed };
  const stays = staying(event);
  const added = event.attendees.filter((user) => stays.has(user) || !series.attendees.includes(user));
  const removed = series.attendees.filter((user) => !event.attendees.includes(user));
  return news === '' && added.length === 0 && removed.length === 0 ? undefined : { ...told, added, removed };
}

/**
 * The people who go on attending an occurrence when the series removes them: people of its own whom its series hadn't invited
 * (`attendeesOf`).
 */
function staying({ occurrence, properties }: EventRecord): ReadonlySet<string | undefined> {
  const { overrides, seriesSnapshot } = occurrence?.stored ?? {};
  if (overrides?.attendees === undefined || seriesSnapshot?.answersOnly === true) return new Set();
  const invited: ReadonlySet<string | undefined> = new Set(seriesSnapshot?.invited);
  return new Set(properties.attendees.filter((each) => !invited.has(addressOf(each))).map(({ userId }) => userId));
}

/** Whether somebody with this address still attends; of an occurrence that wasn't written to, it isn't known to have changed. */
function isStillAwaited(name: string, now: MeetingNow, changed: readonly DayNow[]): boolean {
  const [day] = name.split(' ');
  const isOfDay = day !== name;
  if (isOfDay && !changed.some((each) => each.day === day)) return true;
  return awaitedIn(now, changed).some((each) => nameOf(each) === name);
}
