// An event as its viewer sees it: what depends on who looks, and all of it as a stored document, so that windows are filtered by the conditions of lists.
import type { Viewpoint } from '../../access/permissions/eventAccess.ts';
import { noResponseTime, withoutOrganizersOwn, type Attendee, type EventProperties } from '../../calendar/events/record/eventProperties.ts';
import { isEntry, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { eventTypeOf, type EventType } from '../../calendar/events/record/eventType.ts';
import { attendeesModified, attendeesTypeOf } from '../../calendar/events/record/seenByAttendee.ts';
import { slotIn, sortableTimes } from '../../calendar/events/record/times.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { sortKey, wholeText } from '../../runtime/text/textOrder.ts';
import type { Condition } from '../../stores/documents.ts';
import { holds } from '../../stores/holds.ts';

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
 * The attendees as the viewer sees them, with the times that they propose on the clocks of the zone. An attendee sees only its own answer and
 * only the time that it has proposed itself, and no other attendees at all if the organizer has hidden them. An entry has nothing else.
 */
export function shownAttendees(shown: SeenProperties, timeZone: string): readonly Json[] {
  const { event, properties, viewpoint } = shown;
  const { attendees, hideAttendees } = properties;
  if (attendees.length === 0) return [];
  const sees = JSON.stringify([isOrganizer(shown), isEntry(event), hideAttendees, viewpoint.viewer, timeZone]);
  const ways = knownAttendees.get(attendees) ?? new Map<string, readonly Json[]>();
  const seen = ways.get(sees) ?? attendeesSeen(shown, timeZone);
  ways.set(sees, seen);
  knownAttendees.set(attendees, ways);
  return seen;
}

/** Attendees that were shown: the occurrences of a series share theirs. */
const knownAttendees = new WeakMap<readonly Attendee[], Map<string, readonly Json[]>>();

function attendeesSeen(shown: SeenProperties, timeZone: string): readonly Json[] {
  const { event, properties, viewpoint } = shown;
  const { attendees, hideAttendees } = properties;
  const isOwn = ({ userId }: Attendee): boolean => isEntry(event) || userId === viewpoint.viewer;
  const seen = hideAttendees && !isOrganizer(shown) ? attendees.filter(isOwn) : attendees;
  return seen.map((attendee) => {
    const { type, status, emailAddress, proposedNewTime: slot } = attendee;
    const isOpen = isOrganizer(shown) || isOwn(attendee);
    return {
      type,
      status: isOpen ? status : noResponse,
      emailAddress,
      ...(slot && isOpen && { proposedNewTime: slotIn(slot, timeZone) }),
    };
  });
}

const noResponse: Attendee['status'] = { response: 'none', time: noResponseTime };

export function ownResponse(shown: Seen): JsonObject {
  const { event, viewpoint } = shown;
  if (isEntry(event)) return { response: event.entry.response.response, time: event.entry.response.time };
  if (isOrganizer(shown)) return { response: 'organizer', time: noResponseTime };
  return event.properties.attendees.find(({ userId }) => userId === viewpoint.viewer)?.status ?? noResponse;
}

/** Whether an event meets a filter of lists as its viewer is shown it. */
export const isShownSo = (filter: Condition, event: EventRecord, viewpoint: Viewpoint): boolean =>
  holds(filter, shownDocument(event, viewpoint));

/** The document: for the owner of an event that is no occurrence, what the store has of it, as far as filters and orders ask. */
export function shownDocument(event: EventRecord, viewpoint: Viewpoint): JsonObject {
  const properties = viewpoint.as === 'attendee' ? withoutOrganizersOwn(event.properties) : event.properties;
  const shown = { event, viewpoint, properties };
  const isOthers = viewpoint.as === 'attendee' && !isEntry(event);
  // Instants of times in zones take longer than all else, and most filters ask nothing of them.
  let known: ReturnType<typeof sortableTimes> | undefined;
  const times = () => (known ??= sortableTimes(properties));
  return {
    id: event.id,
    kind: isEntry(event) || isOthers ? 'entry' : event.occurrence === undefined ? 'event' : 'occurrence',
    created: event.created,
    modified: lastModifiedOf(shown),
    iCalUId: event.iCalUId ?? event.id.replace(/^event:/, ''),
    attachmentCount: event.attachmentCount,
    organizer: event.organizer,
    entry: isOthers ? { isCancelled: false, response: ownResponse(shown) } : event.entry,
    // Attendees aren't shown what the organizer keeps on the event (contract, section 18).
    custom: isOthers ? undefined : event.custom,
    properties: { ...properties, attendees: shownAttendees(shown, 'UTC') },
    seriesMasterId: event.occurrence?.series.eventId,
    sortKeys: {
      subject: sortKey(properties.subject),
      texts: { subject: wholeText(properties.subject) },
      get start() {
        return times().start;
      },
      get end() {
        return times().end;
      },
      type: typeShown(shown),
    },
  };
}
