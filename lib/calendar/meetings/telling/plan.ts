// Compares a meeting as it is now with what its people were told: who must be told what.
import { addressOf, foundIds } from '../../events/attendees.ts';
import type { Forwarded, Pending } from './pending.ts';
import { askOf, placeOf } from '../../entries/projection.ts';
import type { MessageKind } from '../message.ts';
import type { Announced, Ledger, Told, ToldDay } from './ledger.ts';
import { calledOff, type DayNow, type MeetingNow } from './meetingNow.ts';
import { newsOf, shownWrites } from './news.ts';
import { unknownAddressesOf } from './due.ts';

/** One message that somebody gets. */
export interface PlannedMessage {
  readonly tells: MessageKind;
  /** The occurrence that it is about; without it the event. */
  readonly day?: DayNow;
  /** Whether it only replaces a message that is there: a delivery may have died while it sent that one, which may be wrong by now. */
  readonly mends: boolean;
}

/** The messages that one person gets, and what the ledger says of the person when they are delivered. */
export interface PlannedDelivery {
  readonly user: string;
  readonly messages: readonly PlannedMessage[];
  /** Undefined for somebody who isn't in the meeting any more. */
  readonly toldThen: Told | undefined;
}

export interface Plan {
  /** Those who get a message come first. */
  readonly deliveries: readonly PlannedDelivery[];
  /** Addresses that are to be awaited. */
  readonly awaits: readonly Awaited[];
}

/** An attendee whom the directory doesn't know; of an occurrence alone, of the one on that day. */
export interface Awaited {
  readonly address: string;
  readonly day?: DayNow;
}

export const nameOf = ({ address, day }: Awaited): string => (day === undefined ? address : `${day.day} ${address}`);

/** What a plan must know besides. `organizer`: who isn't told of the own meeting. */
interface Besides {
  readonly organizer: string | undefined;
  readonly forwards: Pending['forwards'];
}

/** The plan for an event that is there. */
export function planOf(ledger: Ledger, now: MeetingNow, { organizer, forwards }: Besides): Plan {
  const { event } = now;
  const days = newDays(ledger, now);
  const state: State = {
    ledger,
    now,
    days,
    forwards: Object.values(forwards),
    attendees: new Set(event.attendees),
    invited: new Set(foundIds(event.properties)),
  };
  const all = new Set([
    ...event.attendees,
    ...ledger.people.keys(),
    ...ledger.announced.keys(),
    ...days.flatMap(({ event: one }) => one?.attendees ?? []),
  ]);
  if (organizer !== undefined) all.delete(organizer);
  const deliveries = [...all].flatMap((user) => deliveryTo(state, user) ?? []);
  return {
    deliveries: [
      ...deliveries.filter(({ messages }) => messages.length > 0),
      ...deliveries.filter(({ messages }) => messages.length === 0),
    ],
    awaits: awaitedIn(now, days).filter((each) => !ledger.awaits.includes(nameOf(each))),
  };
}

/** The plan once the event is gone: everybody who has it is told, and people who attend occurrences alone are told of each of these. */
export const planOfDeleted = ({ people, announced, days }: Ledger): Plan => {
  const messagesTo = (user: string): readonly PlannedMessage[] => {
    const told = people.get(user);
    if (told?.isHidden === true) return [];
    if (told?.isAlone !== true) return [{ tells: 'cancellation', mends: told === undefined }];
    const own = Object.entries(days).filter(([, { added }]) => added.includes(user));
    return own.map(([day, { seen }]) => ({ tells: 'cancellation', day: calledOff(day, seen), mends: false }));
  };
  const all = [...new Set([...people.keys(), ...announced.keys()])];
  return { deliveries: all.map((user) => ({ user, messages: messagesTo(user), toldThen: undefined })), awaits: [] };
};

/** Occurrences that weren't told as they are now. */
export const newDays = ({ days }: Ledger, now: MeetingNow): DayNow[] => now.days.filter(({ day, seen }) => days[day]?.seen !== seen);

export const awaitedIn = ({ event }: MeetingNow, days: readonly DayNow[]): Awaited[] => {
  const unknown = unknownAddressesOf(event);
  const ofSeries = new Set(unknown);
  return [
    ...unknown.map((address) => ({ address })),
    ...days.flatMap((day) =>
      (day.event === undefined ? [] : unknownAddressesOf(day.event)).flatMap((address) => (ofSeries.has(address) ? [] : { address, day })),
    ),
  ];
};

interface State {
  readonly ledger: Ledger;
  readonly now: MeetingNow;
  readonly days: readonly DayNow[];
  readonly forwards: readonly Forwarded[];
  /** Who sees the event. */
  readonly attendees: ReadonlySet<string>;
  /** Who is invited, whether or not they see it. */
  readonly invited: ReadonlySet<string>;
}

/** Undefined for somebody who was told all of it. */
function deliveryTo(state: State, user: string): PlannedDelivery | undefined {
  const { ledger, days } = state;
  const told = ledger.people.get(user);
  const announced = ledger.announced.get(user);
  const toldThen = toldThenOf(state, user, told);
  const ofEvent = messageOfEvent(state, user, told, announced);
  const comes = ofEvent?.tells === 'invitation';
  // Others may have told this person something since everybody was told last, so that the ledger's days don't say what.
  const isUnsure = announced !== undefined || (told !== undefined && (told.told > ledger.complete || told.isHidden === true));
  const ofDays = days.flatMap((day) => messageOfDay(state, user, day, { isUnsure, comes }) ?? []);
  const messages = ofEvent === undefined ? ofDays : [ofEvent, ...ofDays];
  const isTold = announced === undefined && JSON.stringify(told) === JSON.stringify(toldThen);
  return messages.length === 0 && isTold ? undefined : { user, messages, toldThen };
}

function toldThenOf({ ledger, now, days, attendees, invited }: State, user: string, told: Told | undefined): Told | undefined {
  const { event } = now;
  const { properties } = event;
  const present = { told: shownWrites(event), ask: askOf(properties), place: placeOf(properties), news: newsOf(event) };
  const isKnown = (isAlone: boolean): Pick<Told, 'hasEntry'> =>
    told?.hasEntry === true && (told.isAlone === true) === isAlone ? { hasEntry: true } : {};
  if (attendees.has(user)) return { ...present, ...isKnown(false) };
  const attends = (day: string): boolean => {
    const written = days.find((each) => each.day === day);
    return written === undefined ? (ledger.days[day]?.added.includes(user) ?? false) : (written.event?.attendees.includes(user) ?? false);
  };
  if ([...Object.keys(ledger.days), ...days.map(({ day }) => day)].some(attends)) return { ...present, isAlone: true, ...isKnown(true) };
  if (told === undefined || !invited.has(user)) return undefined;
  const { ask, place, news } = told;
  return { told: present.told, ask, place, news, isHidden: true };
}

/** Whether somebody is among the attendees to whom a meeting was forwarded. */
const isAmong = ({ to }: Forwarded, event: MeetingNow['event'] | undefined, user: string): boolean =>
  event?.properties.attendees.some((each) => each.userId === user && to.includes(addressOf(each) ?? '')) ?? false;

/** The last forwarding of the event, or of its occurrence on a day, to somebody. */
export const forwardTo = (
  forwards: Pending['forwards'],
  event: MeetingNow['event'] | undefined,
  day: string | undefined,
  user: string,
): Forwarded | undefined => Object.values(forwards).findLast((each) => each.day === day && isAmong(each, event, user));

/** Whether somebody was told of the event itself, and not of occurrences alone. */
const hadEvent = (told: Told | undefined): told is Told => told !== undefined && told.isAlone !== true;

/** What somebody is told of the event itself. */
function messageOfEvent(state: State, user: string, told: Told | undefined, announced: Announced | undefined): PlannedMessage | undefined {
  const { now, attendees, forwards } = state;
  if (!attendees.has(user)) return cancellationOf(state, user, told, announced);
  const isForwarded = forwards.some((each) => each.day === undefined && isAmong(each, now.event, user));
  if (!hadEvent(told) || isForwarded || told.isHidden === true || announced === 'cancellation' || announced === 'invitation')
    return { tells: 'invitation', mends: false };
  return announced === 'update' || told.news !== newsOf(now.event) ? { tells: 'update', mends: false } : undefined;
}

/**
 * What somebody is told who doesn't see the event: an invited person who can't see it, since it is private, isn't told that it was called
 * off.
 */
function cancellationOf(
  { invited }: State,
  user: string,
  told: Told | undefined,
  announced: Announced | undefined,
): PlannedMessage | undefined {
  if (invited.has(user) || told?.isHidden === true) return undefined;
  if (hadEvent(told)) return { tells: 'cancellation', mends: false };
  return announced === undefined || announced === 'nothing' ? undefined : { tells: 'cancellation', mends: true };
}

const everybody: ToldDay = { seen: 0, ask: '', place: '', news: '', added: [], removed: [] };

/**
 * Whether somebody was in an occurrence when it was told last: then it was private by itself, or had the people of its series but for some.
 */
const wasTold = ({ added, removed, isClosed }: ToldDay, user: string, isInSeries: boolean): boolean =>
  added.includes(user) || (isInSeries && isClosed !== true && !removed.includes(user));

/** How one person is told of occurrences. */
interface TellingOfDays {
  /** Whether somebody may have told this person more than the ledger says. */
  readonly isUnsure: boolean;
  /**
   * Whether the person comes to the series by this delivery: one invitation brings its occurrences as they are. Of a single one such a
   * person is told only where that was theirs alone before.
   */
  readonly comes: boolean;
}

/** What somebody is told of one occurrence. */
function messageOfDay(state: State, user: string, day: DayNow, telling: TellingOfDays): PlannedMessage | undefined {
  const { ledger, attendees } = state;
  // People who attend the series are told by its own message that it has lost a date.
  if (day.isLost === true && attendees.has(user)) return undefined;
  const before = ledger.days[day.day] ?? everybody;
  const wasIn = wasTold(before, user, attendees.has(user) && !telling.comes);
  if (day.event?.attendees.includes(user) === true)
    return dayLetterTo(state, user, day, { ...telling, toldBefore: wasIn ? before : undefined });
  if (isHiddenFrom(day, user) || (!wasIn && !telling.isUnsure)) return undefined;
  return { tells: 'cancellation', day, mends: !wasIn };
}

/** What somebody who is in an occurrence is told of it. `toldBefore`: the occurrence as it was told, where they were in it then. */
function dayLetterTo(
  { forwards }: State,
  user: string,
  day: DayNow,
  { isUnsure, comes, toldBefore }: TellingOfDays & { readonly toldBefore: ToldDay | undefined },
): PlannedMessage | undefined {
  const isForwarded = forwards.some((each) => each.day === day.day && isAmong(each, day.event, user));
  if ((toldBefore === undefined && !comes) || isForwarded) return { tells: 'invitation', day, mends: false };
  if (toldBefore !== undefined && day.news !== toldBefore.news) return { tells: 'update', day, mends: false };
  return isUnsure ? { tells: 'update', day, mends: true } : undefined;
}

/** Whether somebody is invited to an occurrence that is there, and can't see it since it is private. */
const isHiddenFrom = ({ event }: DayNow, user: string): boolean =>
  event !== undefined && !event.attendees.includes(user) && foundIds(event.properties).includes(user);
