// How an attendee notices that an event has changed: by its ETag, time and type, which are made only of what attendees see.
import { isDeepStrictEqual } from 'node:util';
import { eventTag } from './counters.ts';
import { noResponseTime, organizersOwn, type Attendee, type EventProperties } from './eventProperties.ts';
import type { EventRecord } from './eventRecord.ts';
import { typeOf, type EventType } from './eventType.ts';

type Answered = Pick<EventRecord, 'properties' | 'occurrence'>;

/**
 * The ETag that this attendee is shown. It changes with each write of what attendees are shown, and when this attendee answers or is
 * invited as something else. Others' answers, hidden people, the organizer's own properties and a series' occurrences, which have their own
 * ETags, don't change it (architecture, Counters).
 */
export function attendeesTag(event: EventRecord, viewer: string): string {
  const { invited, answered } = ownIn(event, viewer);
  return eventTag(event.incarnation, {
    written: ['attendee', event.occurrence?.series.version ?? 0, event.version, JSON.stringify(invited ?? null)],
    answered: [answered.response, answered.time],
  });
}

/** When the event last changed for the attendee, in UTC: the later of the last write that attendees are shown and the own answer. */
export function attendeesModified(event: EventRecord, viewer: string): string {
  const { time } = ownIn(event, viewer).answered;
  const written = event.versioned ?? event.created;
  return time > written ? time : written;
}

/** Whether the attendee sees a difference between an occurrence and its series: in what all attendees see, or in its own entry. */
export function isExceptionTo(event: Answered & Pick<EventRecord, 'version'>, viewer: string): boolean {
  const { occurrence } = event;
  return occurrence !== undefined && (event.version > 0 || !isDeepStrictEqual(ownIn(event, viewer), ownIn(occurrence.series, viewer)));
}

/** The event's type as the attendee is shown it. */
export const attendeesTypeOf = (event: Answered & Pick<EventRecord, 'version'>, viewer: string): EventType =>
  typeOf(event, isExceptionTo(event, viewer));

const ofOrganizer: ReadonlySet<string> = new Set(organizersOwn);

/** All properties that some attendee is shown, as text that is equal for equal properties; attendees only as far as others see them. */
export const shownToAttendees = (properties: EventProperties): string =>
  JSON.stringify(
    Object.entries({ ...properties, attendees: properties.hideAttendees ? [] : properties.attendees.map(shownAttendee) })
      .filter(([name]) => !ofOrganizer.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** What others are shown of an attendee: neither the answer nor whether the directory knows the attendee. */
const shownAttendee = ({ type, emailAddress }: Attendee): Pick<Attendee, 'type' | 'emailAddress'> => ({ type, emailAddress });

const unanswered: Attendee['status'] = { response: 'none', time: noResponseTime };

/** What the event says of this attendee: as what the attendee is invited, and the answer. */
function ownIn(
  { properties }: Pick<EventRecord, 'properties'>,
  viewer: string,
): { readonly invited?: object; readonly answered: Attendee['status'] } {
  const own = properties.attendees.find(({ userId }) => userId === viewer);
  return own === undefined ? { answered: unanswered } : { invited: shownAttendee(own), answered: own.status };
}
