// From an alternate key to the one event that has it, among those that the caller may see.
import { authorOf, type ReachedMailbox } from '../permissions/calendarAccess.ts';
import { eventAccess } from '../permissions/eventAccess.ts';
import type { Caller } from '../tokens/caller.ts';
import { hookAuthor } from '../tokens/webhookCaller.ts';
import type { Calendars } from '../../calendar/calendars/calendars.ts';
import { isEntry, type EntryRecord, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Events } from '../../calendar/events/events.ts';
import { maxFound } from '../../calendar/events/find.ts';
import { occurrenceId } from '../../calendar/occurrences/occurrenceId.ts';
import { isInCalendar } from '../../calendar/events/locate.ts';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import type { AlternateKey, EventClaim } from '../../paths/reference.ts';
import type { Condition } from '../../stores/documents.ts';
import type { Author } from '../../stores/records.ts';

export interface EventByKeyDependencies {
  readonly calendars: Pick<Calendars, 'locate'>;
  readonly events: Pick<Events, 'find'>;
}

/** Another key than the id, and in which calendar the event is claimed to lie. */
export interface ByKey {
  readonly calendar: EventClaim;
  readonly property: AlternateKey;
  readonly value: string;
}

/**
 * The id of the event that has this key, in the calendar that the path names if it names one; of an occurrence by its own iCalUId, which is
 * its series' with the date behind it. Whoever may write a calendar may give its events any key, so that one of another's counts after the
 * mailbox's own (`rankOf`), and before the others' comes the caller's: nobody makes a key of another's ambiguous, or leads it elsewhere. One
 * query, and one more for a key that may be an occurrence's; up to five more where ten events have the key. Where it finds several, one
 * point read for the calendar of each, since a deleted calendar takes its events with it. Throws 404 for none, 409 for more than one.
 */
export async function eventByKey(deps: EventByKeyDependencies, caller: Caller, walked: ReachedMailbox, key: ByKey): Promise<string> {
  const exact = await firstOf(deps, caller, walked, key);
  const [, value, year, month, day] = (key.property === 'iCalUId' && /^(.+)-(\d{4})(\d{2})(\d{2})$/.exec(key.value)) || [];
  if (value !== undefined && exact.rank > 0) {
    const series = await firstOf(deps, caller, walked, { ...key, value });
    if (series.rank < exact.rank) return occurrenceId(theOne(series, key).id, `${year}-${month}-${day}`);
  }
  return theOne(exact, key).eventId;
}

/** Events that come first of those with a key, and how far they are from being the mailbox's own (`rankOf`); none of rank `noRank`. */
interface First {
  readonly rank: number;
  readonly events: readonly EventRecord[];
}

function theOne({ events: [only, ...others] }: First, { property }: ByKey): EventRecord {
  if (only === undefined) throw itemNotFound();
  if (others.length > 0)
    throw new ServiceError(409, 'Conflict', `More than one event has this ${property}. Name the event by its id, or its calendar as well.`);
  return only;
}

/**
 * 0 for what those have made who own the mailbox's calendars, 1 for the caller's, 2 for what others were let to make. Behind the mailbox's own
 * events come entries, whose keys their organizers choose: living before cancelled ones, and of each the answered first (contract, section 18).
 */
function rankOf(caller: Caller, mailbox: ReachedMailbox, event: EventRecord): number {
  if (isEntry(event)) return 3 + (event.entry.isCancelled ? 2 : 0) + (isAnswered(event) ? 0 : 1);
  return isOwners(mailbox, event.createdBy) ? 0 : event.createdBy === authorOf(caller) ? 1 : 2;
}

const noRank = 7;

const isAnswered = ({ entry }: EntryRecord): boolean => entry.response.response !== 'notResponded';

/** A group's members own its calendar together, and applications act for whom it is. Webhooks only bring. */
const isOwners = ({ kind, id }: ReachedMailbox, by: Author): boolean =>
  by !== hookAuthor && (kind === 'groups' || by === `user:${id}` || by.startsWith('app:'));

const isLivingEntry: Condition = { is: 'eq', property: 'entry.isCancelled', value: false };

/** What finds those of the first ranks alone, where somebody has made so many that they hide them. */
const madeBy = ({ kind, id }: ReachedMailbox, caller: Caller): readonly Condition[] => {
  const notHooks: Condition = { is: 'ne', property: 'createdBy', value: hookAuthor };
  const ofUser: Condition = {
    is: 'or',
    conditions: [
      { is: 'eq', property: 'createdBy', value: `user:${id}` },
      { is: 'and', conditions: [{ is: 'startsWith', property: 'createdBy', value: 'app:' }, notHooks] },
    ],
  };
  // As an equality it could make the store choose an index of all events of the mailbox.
  const isEvent: Condition = { is: 'ne', property: 'kind', value: 'entry' };
  const own = [kind === 'groups' ? notHooks : ofUser, { is: 'eq', property: 'createdBy', value: authorOf(caller) } as const];
  return [
    ...own.map((made): Condition => ({ is: 'and', conditions: [isEvent, made] })),
    isEvent,
    { is: 'and', conditions: [isLivingEntry, { is: 'ne', property: 'entry.response.response', value: 'notResponded' }] },
    isLivingEntry,
  ];
};

async function firstOf(
  { calendars, events }: EventByKeyDependencies,
  caller: Caller,
  walked: ReachedMailbox,
  { calendar, property, value }: ByKey,
): Promise<First> {
  const isFound = (event: EventRecord): boolean => {
    const access = eventAccess(caller, walked, walked, event);
    // A transactionId is the organizer's own: to attendees no event has one, and no entry ever.
    return access.read && (property === 'iCalUId' || (access.seen.as !== 'attendee' && !isEntry(event)));
  };
  const firstAmong = async (found: readonly EventRecord[]): Promise<First> => {
    const seen = found.filter((event) => isInCalendar(event, walked, calendar) && isFound(event));
    const living = seen.length > 1 ? await alive(calendars, walked, seen) : seen;
    const ranks = living.map((event) => rankOf(caller, walked, event));
    const rank = Math.min(noRank, ...ranks);
    return { rank, events: living.filter((_, place) => ranks[place] === rank) };
  };
  const found = await events.find(walked, property, value);
  if (found.length < maxFound) return firstAmong(found);
  for (const made of madeBy(walked, caller)) {
    const first = await firstAmong(await events.find(walked, property, value, made));
    if (first.rank < noRank) return first;
  }
  return firstAmong(found);
}

async function alive(calendars: Pick<Calendars, 'locate'>, walked: ReachedMailbox, events: readonly EventRecord[]): Promise<EventRecord[]> {
  const places = await Promise.all(events.map(({ calendar }) => calendars.locate(walked, calendar)));
  return events.filter((_, index) => places[index] !== undefined);
}
