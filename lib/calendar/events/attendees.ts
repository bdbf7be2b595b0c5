// Who of an event's attendees the directory knows: those may read the event, whatever they are called later.
import { zoneOfSeries } from '../recurrence/occurrences.ts';
import { noResponseTime, type Attendee, type EventProperties } from './record/eventProperties.ts';
import { toIana } from '../time/zones.ts';
import { sortableTimes } from './record/times.ts';

/** Object ids by the address that named them, in lower case. */
export type KnownAddresses = ReadonlyMap<string, string>;

/** What finds an attendee's address again, in any case of letters. */
export const addressOf = ({ emailAddress }: Attendee): string | undefined => emailAddress.address?.toLowerCase();

/**
 * Whom the attendees' addresses name (contract, section 17), each that isn't known yet looked up once. Who was found before is left out: the
 * same address goes on meaning the same person, whoever has it later. `mayLookUp` is asked before, for so many addresses;
 * what it throws is thrown.
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

/** The properties with the object ids of attendees that have none yet. */
export function identified(properties: EventProperties, known: KnownAddresses): EventProperties {
  if (known.size === 0) return properties;
  const attendees = properties.attendees.map((attendee) => {
    const userId = attendee.userId ?? known.get(addressOf(attendee) ?? '');
    return userId === undefined ? attendee : { ...attendee, userId };
  });
  return { ...properties, attendees };
}

/** Object ids of the attendees that have been found, each once, whatever the event is to them. */
export const foundIds = ({ attendees }: Pick<EventProperties, 'attendees'>): string[] => [
  ...new Set(attendees.flatMap(({ userId }) => userId ?? [])),
];

/**
 * Object ids of the attendees that have been found and to whom the event is open, each once: a private one isn't to whom somebody has put
 * there who may not see it.
 */
export const attendeeIds = ({ attendees, sensitivity }: Pick<EventProperties, 'attendees' | 'sensitivity'>): string[] => [
  ...new Set(attendees.flatMap(({ userId, blind }) => (blind === true && sensitivity === 'private' ? [] : (userId ?? [])))),
];

/**
 * The properties as somebody has named their attendees, who were `before`. Unless their word `letsIn` to private events, whom they
 * add is marked so, in a new event too, for its owner may put something into it later; if it does, whoever they name is there by that
 * word from then on.
 */
export function namedBy(letsIn: boolean, properties: EventProperties, before: readonly Attendee[]): EventProperties {
  const known: ReadonlySet<string | undefined> = new Set(before.map(addressOf));
  const named = properties.attendees.map(({ blind, ...attendee }): Attendee => {
    const isBlind = !letsIn && (blind === true || !known.has(addressOf(attendee)));
    return isBlind ? { ...attendee, blind: true } : attendee;
  });
  return { ...properties, attendees: named };
}

/**
 * The changed properties, with the attendees asked anew where the meeting takes place at another time: what they have answered was about
 * the former one (as in Exchange).
 */
export function askedAnew(before: EventProperties, after: EventProperties): EventProperties {
  if (timeOf(before) === timeOf(after)) return after;
  return { ...after, attendees: after.attendees.map(unanswered) };
}

/** The attendee as one who hasn't answered yet. */
export const unanswered = (attendee: Attendee): Attendee => ({ ...attendee, status: { response: 'none', time: noResponseTime } });

/**
 * When the event takes place, as text that is the same for the same times: however they are written, and whether or not the range of a
 * series names the zone that it means anyway.
 */
export function timeOf(properties: EventProperties): string {
  const { start, isAllDay, recurrence } = properties;
  const zone = recurrence && start && toIana(zoneOfSeries({ recurrence, start, isAllDay }));
  const recurs = recurrence && [recurrence.pattern, { ...recurrence.range, recurrenceTimeZone: undefined }, zone];
  return JSON.stringify([sortableTimes(properties), isAllDay, recurs]);
}
