// An event as its viewer is shown it, in the form of a stored document: so that windows are filtered by the conditions that lists are.
import type { Viewpoint } from '../../access/permissions/eventAccess.ts';
import { withoutOrganizersOwn } from '../../calendar/events/record/eventProperties.ts';
import { isEntry, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { sortableTimes } from '../../calendar/events/record/times.ts';
import { sortKey, wholeText } from '../../runtime/text/textOrder.ts';
import type { Condition } from '../../stores/documents.ts';
import { holds } from '../../stores/holds.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { lastModifiedOf, ownResponse, shownAttendees, typeShown } from './eventSchema.ts';

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
    properties: { ...properties, attendees: shownAttendees(shown) },
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
