// Tells an event's type: single, series, occurrence or exception (Graph, eventType).
import type { EventRecord } from './eventRecord.ts';

export const eventTypes = ['singleInstance', 'occurrence', 'exception', 'seriesMaster'] as const;
export type EventType = (typeof eventTypes)[number];

/** The event's type as its owner sees it: an occurrence is an exception as soon as its own document has been written. */
export const eventTypeOf = (event: Pick<EventRecord, 'properties' | 'occurrence'> & Partial<Pick<EventRecord, 'revision'>>): EventType =>
  typeOf(event, (event.revision ?? 0) > 0);

/** The event's type, where the caller decides whether an occurrence is an exception. */
export function typeOf({ properties, occurrence }: Pick<EventRecord, 'properties' | 'occurrence'>, isException: boolean): EventType {
  if (occurrence !== undefined) return isException ? 'exception' : 'occurrence';
  return properties.recurrence === null ? 'singleInstance' : 'seriesMaster';
}
