// What tells an attendee that an event has changed: its ETag and its time, made of what attendees see alone.
import { eventTag } from './counters.ts';
import { noResponseTime, type Attendee } from './eventProperties.ts';
import type { EventRecord } from './eventRecord.ts';

/**
 * Another one after each write of what attendees are shown, and after an answer of this attendee's; others' answers, and what is the
 * organizer's own, leave it as it is (architecture, Counters).
 */
export function attendeesTag(event: EventRecord, viewer: string): string {
  const { response, time } = statusOf(event, viewer);
  return eventTag(event.incarnation, {
    written: ['attendee', event.occurrence?.series.version ?? 0, event.version],
    answered: [response, time],
  });
}

/** When that was, in UTC: the later of the last such write and the attendee's own answer. */
export function attendeesModified(event: EventRecord, viewer: string): string {
  const { time } = statusOf(event, viewer);
  const written = event.versioned ?? event.created;
  return time > written ? time : written;
}

const statusOf = ({ properties }: EventRecord, viewer: string): Attendee['status'] =>
  properties.attendees.find(({ userId }) => userId === viewer)?.status ?? { response: 'none', time: noResponseTime };
