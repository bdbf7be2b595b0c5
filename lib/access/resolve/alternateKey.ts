// From an alternate key to the one event that has it, among those that the caller may see.
import type { ReachedMailbox } from '../permissions/calendarAccess.ts';
import { eventAccess } from '../permissions/eventAccess.ts';
import type { Caller } from '../tokens/caller.ts';
import type { Calendars } from '../../calendar/calendars/calendars.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Events } from '../../calendar/events/events.ts';
import { occurrenceId } from '../../calendar/occurrences/occurrenceId.ts';
import { isInCalendar } from '../../calendar/events/locate.ts';
import { itemNotFound, ServiceError } from '../../runtime/errors.ts';
import type { AlternateKey, EventClaim } from '../../paths/reference.ts';

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
 * its series' with the date behind it. One query, and one more for a key that may be an occurrence's. Where it finds several, one point
 * read for the calendar of each, since a deleted calendar takes its events with it. Throws 404 for none, 409 for more than one.
 */
export async function eventByKey(deps: EventByKeyDependencies, caller: Caller, walked: ReachedMailbox, key: ByKey): Promise<string> {
  const event = await theOne(deps, caller, walked, key);
  if (event !== undefined) return event.eventId;
  const [, value, year, month, day] = (key.property === 'iCalUId' && /^(.+)-(\d{4})(\d{2})(\d{2})$/.exec(key.value)) || [];
  const series = value === undefined ? undefined : await theOne(deps, caller, walked, { ...key, value });
  if (series === undefined) throw itemNotFound();
  return occurrenceId(series.id, `${year}-${month}-${day}`);
}

async function theOne(
  { calendars, events }: EventByKeyDependencies,
  caller: Caller,
  walked: ReachedMailbox,
  { calendar, property, value }: ByKey,
): Promise<EventRecord | undefined> {
  const found = await events.find(walked, property, value);
  const isFound = (event: EventRecord): boolean => {
    const access = eventAccess(caller, walked, walked, event);
    // A transactionId is the organizer's own: to attendees no event has one.
    return access.read && (property === 'iCalUId' || access.seen.as !== 'attendee');
  };
  const seen = found.filter((event) => isInCalendar(event, walked, calendar) && isFound(event));
  const [only, ...others] = seen.length > 1 ? await alive(calendars, walked, seen) : seen;
  if (others.length > 0)
    throw new ServiceError(409, 'Conflict', `More than one event has this ${property}. Name the event by its id, or its calendar as well.`);
  return only;
}

async function alive(calendars: Pick<Calendars, 'locate'>, walked: ReachedMailbox, events: readonly EventRecord[]): Promise<EventRecord[]> {
  const places = await Promise.all(events.map(({ calendar }) => calendars.locate(walked, calendar)));
  return events.filter((_, index) => places[index] !== undefined);
}
