// Works out an event's ETag, modification time and type for an attendee, from nothing but what attendees are shown.
import { isDeepStrictEqual } from 'node:util';
import { eventTag } from './counters.ts';
import { noResponseTime, organizersOwn, type Attendee, type EventProperties } from './eventProperties.ts';
import type { EventRecord } from './eventRecord.ts';
import { typeOf, type EventType } from './eventType.ts';

type Answered = Pick<EventRecord, 'properties' | 'occurrence'>;

/**
 * The event's ETag for an attendee. It changes with each write of what attendees are shown, and with this attendee's own answer, type and
 * address. It doesn't change with others' answers, hidden attendees, the organizer's own properties, or occurrences of a series, which have
 * ETags of their own (architecture, Counters).
 */
export function attendeesTag(event: EventRecord, viewer: string): string {
  const { invited, answered } = ownIn(event, viewer);
  return eventTag(event.incarnation, {
    written: ['attendee', event.occurrence?.series.version ?? 0, event.version, JSON.stringify(invited ?? null)],
    answered: [answered.response, answered.time],
  });
}

/** When that ETag last changed, in UTC: at the last write of what attendees are shown, or at the attendee's own answer if that is later. */
export function attendeesModified(event: EventRecord, viewer: string): string {
  const { time } = ownIn(event, viewer).answered;
  const written = event.versioned ?? event.created;
  return time > written ? time : written;
}

/** Whether an occurrence differs from its series in what attendees are shown, or in what it says of this attendee. */
export function isExceptionTo(event: Answered & Pick<EventRecord, 'version'>, viewer: string): boolean {
  const { occurrence } = event;
  return occurrence !== undefined && (event.version > 0 || !isDeepStrictEqual(ownIn(event, viewer), ownIn(occurrence.series, viewer)));
}

/** The event's type as the attendee sees it. */
export const attendeesTypeOf = (event: Answered & Pick<EventRecord, 'version'>, viewer: string): EventType =>
  typeOf(event, isExceptionTo(event, viewer));

const ofOrganizer: ReadonlySet<string> = new Set(organizersOwn);

/** All properties that attendees are shown, as text; equal properties give equal text. Includes the attendees unless they are hidden. */
export const shownToAttendees = (properties: EventProperties): string =>
  JSON.stringify(
    Object.entries({ ...properties, attendees: properties.hideAttendees ? [] : properties.attendees.map(shownAttendee) })
      .filter(([name]) => !ofOrganizer.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** The properties of an attendee that other attendees see: not the answer, nor whether the directory knows the address. */
const shownAttendee = ({ type, emailAddress }: Attendee): Pick<Attendee, 'type' | 'emailAddress'> => ({ type, emailAddress });

const unanswered: Attendee['status'] = { response: 'none', time: noResponseTime };

/** The attendee's invitation and answer. */
function ownIn(
  { properties }: Pick<EventRecord, 'properties'>,
  viewer: string,
): { readonly invited?: object; readonly answered: Attendee['status'] } {
  const own = properties.attendees.find(({ userId }) => userId === viewer);
  return own === undefined ? { answered: unanswered } : { invited: shownAttendee(own), answered: own.status };
}
