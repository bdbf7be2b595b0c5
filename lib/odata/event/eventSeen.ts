// What of an event depends on who sees it: attendees, answers, the last change, the type.
import type { Viewpoint } from '../../access/permissions/eventAccess.ts';
import { noResponseTime, type Attendee, type EventProperties } from '../../calendar/events/record/eventProperties.ts';
import { isEntry, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { eventTypeOf, type EventType } from '../../calendar/events/record/eventType.ts';
import { attendeesModified, attendeesTypeOf } from '../../calendar/events/record/seenByAttendee.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';

/** What decides what is shown of an event. */
interface Seen {
  readonly event: EventRecord;
  readonly viewpoint: Viewpoint;
}

/** With the properties that the viewer is shown. */
interface SeenProperties extends Seen {
  readonly properties: EventProperties;
}

export const lastModifiedOf = ({ event, viewpoint }: Seen): string =>
  isAttendee(viewpoint) ? attendeesModified(event, viewpoint.viewer) : event.modified;

export const typeShown = ({ event, viewpoint }: Seen): EventType =>
  isAttendee(viewpoint) ? attendeesTypeOf(event, viewpoint.viewer) : eventTypeOf(event);

/** Whether the viewer sees the organizer's event by being invited alone. */
const isAttendee = ({ as }: Viewpoint): boolean => as === 'attendee';

/** Whether the viewer sees the organizer's event as its organizer does; an entry never is that. */
export const isOrganizer = ({ event, viewpoint }: Seen): boolean => !isAttendee(viewpoint) && !isEntry(event);

/**
 * The attendees as the viewer sees them. An attendee sees only its own answer and only the time that it has proposed itself, and no other
 * attendees at all if the organizer has hidden them. An entry has nothing else.
 */
export function shownAttendees(shown: SeenProperties): readonly Json[] {
  const { event, properties, viewpoint } = shown;
  const { attendees, hideAttendees } = properties;
  const sees = JSON.stringify([isOrganizer(shown), isEntry(event), hideAttendees, viewpoint.viewer]);
  const ways = knownAttendees.get(attendees) ?? new Map<string, readonly Json[]>();
  const seen = ways.get(sees) ?? attendeesSeen(shown);
  ways.set(sees, seen);
  knownAttendees.set(attendees, ways);
  return seen;
}

/** Attendees that were shown: the occurrences of a series share theirs. */
const knownAttendees = new WeakMap<readonly Attendee[], Map<string, readonly Json[]>>();

function attendeesSeen(shown: SeenProperties): readonly Json[] {
  const { event, properties, viewpoint } = shown;
  const { attendees, hideAttendees } = properties;
  const isOwn = ({ userId }: Attendee): boolean => isEntry(event) || userId === viewpoint.viewer;
  const seen = hideAttendees && !isOrganizer(shown) ? attendees.filter(isOwn) : attendees;
  return seen.map((attendee) => {
    const { type, status, emailAddress, proposedNewTime } = attendee;
    const isOpen = isOrganizer(shown) || isOwn(attendee);
    return { type, status: isOpen ? status : noResponse, emailAddress, ...(proposedNewTime && isOpen && { proposedNewTime }) };
  });
}

const noResponse: Attendee['status'] = { response: 'none', time: noResponseTime };

export function ownResponse(shown: Seen): JsonObject {
  const { event, viewpoint } = shown;
  if (isEntry(event)) return { response: event.entry.response.response, time: event.entry.response.time };
  if (isOrganizer(shown)) return { response: 'organizer', time: noResponseTime };
  return event.properties.attendees.find(({ userId }) => userId === viewpoint.viewer)?.status ?? noResponse;
}
