// Whether an event is single, a series, an occurrence or an exception (Graph, eventType).
import type { EventRecord } from './eventRecord.ts';

export const eventTypes = ['singleInstance', 'occurrence', 'exception', 'seriesMaster'] as const;
export type EventType = (typeof eventTypes)[number];

/** The event's type for its owner: an occurrence becomes an exception with the first write to it. */
export const eventTypeOf = (event: Pick<EventRecord, 'properties' | 'occurrence'> & Partial<Pick<EventRecord, 'revision'>>): EventType =>
  typeOf(event, (event.revision ?? 0) > 0);

/** The same, but the caller decides whether an occurrence is an exception. */
export function typeOf({ properties, occurrence }: Pick<EventRecord, 'properties' | 'occurrence'>, isException: boolean): EventType {
  if (occurrence !== undefined) return isException ? 'exception' : 'occurrence';
  return properties.recurrence === null ? 'singleInstance' : 'seriesMaster';
}
