// What tells an attendee that an event has changed: its ETag, its time and its type, made of what attendees see alone.
import { isDeepStrictEqual } from 'node:util';
import { eventTag } from './counters.ts';
import { noResponseTime, organizersOwn, type Attendee, type EventProperties } from './eventProperties.ts';
import type { EventRecord } from './eventRecord.ts';
import { typeOf, type EventType } from './eventType.ts';

type Answered = Pick<EventRecord, 'properties' | 'occurrence'>;

/**
 * Another one after each write of what attendees are shown, and after what is said of this attendee alone: the own answer, or as what it is
 * invited. Others' answers, people who are hidden, what is the organizer's own, and occurrences of a series, which have ETags of their own,
 * leave it as it is (architecture, Counters).
 */
export function attendeesTag(event: EventRecord, viewer: string): string {
  const { invited, answered } = ownIn(event, viewer);
  return eventTag(event.incarnation, {
    written: ['attendee', event.occurrence?.series.version ?? 0, event.version, JSON.stringify(invited ?? null)],
    answered: [answered.response, answered.time],
  });
}

/** When that was, in UTC: the later of the last such write and the attendee's own answer. */
export function attendeesModified(event: EventRecord, viewer: string): string {
  const { time } = ownIn(event, viewer).answered;
  const written = event.versioned ?? event.created;
  return time > written ? time : written;
}

/** Whether an occurrence differs from its series by what the attendee is shown: by a write of that, or by what is said of itself alone. */
export function isExceptionTo(event: Answered & Pick<EventRecord, 'version'>, viewer: string): boolean {
  const { occurrence } = event;
  return occurrence !== undefined && (event.version > 0 || !isDeepStrictEqual(ownIn(event, viewer), ownIn(occurrence.series, viewer)));
}

/** What the event is to the attendee among those that recur. */
export const attendeesTypeOf = (event: Answered & Pick<EventRecord, 'version'>, viewer: string): EventType =>
  typeOf(event, isExceptionTo(event, viewer));

const ofOrganizer: ReadonlySet<string> = new Set(organizersOwn);

/** All that some attendee is shown of the properties, as text that is the same for the same; of others as far as they are shown at all. */
export const shownToAttendees = (properties: EventProperties): string =>
  JSON.stringify(
    Object.entries({ ...properties, attendees: properties.hideAttendees ? [] : properties.attendees.map(shownAttendee) })
      .filter(([name]) => !ofOrganizer.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** What others are shown of an attendee: no answer, and not whether the directory knows it. */
const shownAttendee = ({ type, emailAddress }: Attendee): Pick<Attendee, 'type' | 'emailAddress'> => ({ type, emailAddress });

const unanswered: Attendee['status'] = { response: 'none', time: noResponseTime };

/** What is said of the attendee alone. */
function ownIn(
  { properties }: Pick<EventRecord, 'properties'>,
  viewer: string,
): { readonly invited?: object; readonly answered: Attendee['status'] } {
  const own = properties.attendees.find(({ userId }) => userId === viewer);
  return own === undefined ? { answered: unanswered } : { invited: shownAttendee(own), answered: own.status };
}
