// Finds an event's attendees in the directory. Whoever is found may read the event, even if the address later belongs to somebody else.
import { zoneOfSeries } from '../recurrence/occurrences.ts';
import { noResponseTime, type Attendee, type EventProperties } from './record/eventProperties.ts';
import { toIana } from '../time/zones.ts';
import { sortableTimes } from './record/times.ts';

/** Object ids of users, by the address under which they were found, in lower case. */
export type KnownAddresses = ReadonlyMap<string, string>;

/** An attendee's address in lower case, so that addresses can be compared. */
export const addressOf = ({ emailAddress }: Attendee): string | undefined => emailAddress.address?.toLowerCase();

/**
 * Finds the users whom the attendees' addresses name (contract, section 17), and looks up each address once. Leaves out attendees of
 * `before` who have an object id: their address still means the same person, whoever has it now. First calls `mayLookUp` with the number
 * of addresses, and passes on what it throws.
 */
export async function resolveAttendees(
  attendees: readonly Attendee[],
  before: readonly Attendee[],
  userIdsByAddress: (addresses: readonly string[]) => Promise<KnownAddresses>,
  mayLookUp: (addresses: number) => void = () => undefined,
): Promise<KnownAddresses> {
  const settled = new Set(before.flatMap((each) => (each.userId === undefined ? [] : (addressOf(each) ?? []))));
  const addresses = [...new Set(attendees.flatMap((each) => addressOf(each) ?? []))].filter((address) => !settled.has(address));
  mayLookUp(addresses.length);
  return addresses.length === 0 ? new Map() : userIdsByAddress(addresses);
}

/** Adds the object ids of `known` to the attendees that have none yet. */
export function withUserIds(properties: EventProperties, known: KnownAddresses): EventProperties {
  if (known.size === 0) return properties;
  const attendees = properties.attendees.map((attendee) => {
    const userId = attendee.userId ?? known.get(addressOf(attendee) ?? '');
    return userId === undefined ? attendee : { ...attendee, userId };
  });
  return { ...properties, attendees };
}

/** Object ids of the attendees who have been found, each once, whether or not they may see the event. */
export const foundIds = ({ attendees }: Pick<EventProperties, 'attendees'>): string[] => [
  ...new Set(attendees.flatMap(({ userId }) => userId ?? [])),
];

/**
 * Object ids of the attendees who have been found and may see the event, each once. An attendee may not see a private event if whoever
 * added that attendee may not see private events.
 */
export const attendeeIds = ({ attendees, sensitivity }: Pick<EventProperties, 'attendees' | 'sensitivity'>): string[] => [
  ...new Set(attendees.flatMap(({ userId, blind }) => (blind === true && sensitivity === 'private' ? [] : (userId ?? [])))),
];

/**
 * Sets or removes the mark `blind`, by which an attendee may not see the event while it is private. `letsIn`: whether the caller may see
 * private events; if so, all attendees of `properties` lose the mark. If not, attendees who aren't in `before` get it, and those in `before`
 * keep what they have. Marks the attendees of events that aren't private as well, since their owners may make them private later.
 */
export function markBlindAttendees(letsIn: boolean, properties: EventProperties, before: readonly Attendee[]): EventProperties {
  const known: ReadonlySet<string | undefined> = new Set(before.map(addressOf));
  const named = properties.attendees.map(({ blind, ...attendee }): Attendee => {
    const isBlind = !letsIn && (blind === true || !known.has(addressOf(attendee)));
    return isBlind ? { ...attendee, blind: true } : attendee;
  });
  return { ...properties, attendees: named };
}

/**
 * The changed properties, without the attendees' answers if the meeting's time has changed: they answered the former time (as in Exchange).
 */
export function withAnswersReset(before: EventProperties, after: EventProperties): EventProperties {
  if (timeOf(before) === timeOf(after)) return after;
  return { ...after, attendees: after.attendees.map(unanswered) };
}

/**
 * The properties after a change, with the time of it for each attendee whom it adds to a series: answers to single occurrences that are older
 * were to a former invitation.
 */
export function withInvited(before: EventProperties, after: EventProperties, now: number): EventProperties {
  if (after.recurrence === null) return after;
  const known: ReadonlySet<string | undefined> = new Set(before.attendees.map(addressOf));
  const invited = new Date(now).toISOString();
  return { ...after, attendees: after.attendees.map((each) => (known.has(addressOf(each)) ? each : { ...each, invited })) };
}

/** The attendee without an answer, and without a time that came with it. */
export const unanswered = ({ proposedNewTime: _, ...attendee }: Attendee): Attendee => ({
  ...attendee,
  status: { response: 'none', time: noResponseTime },
});

/**
 * When the event takes place, as text. The same times give the same text, however they are written, and whether or not the range of a
 * series names its zone where that is the default one.
 */
export function timeOf(properties: EventProperties): string {
  const { start, isAllDay, recurrence } = properties;
  const zone = recurrence && start && toIana(zoneOfSeries({ recurrence, start, isAllDay }));
  const recurs = recurrence && [recurrence.pattern, { ...recurrence.range, recurrenceTimeZone: undefined }, zone];
  return JSON.stringify([sortableTimes(properties), isAllDay, recurs]);
}
