// What an event is among those that recur (Graph, eventType).
import type { EventRecord } from './eventRecord.ts';

export const eventTypes = ['singleInstance', 'occurrence', 'exception', 'seriesMaster'] as const;
export type EventType = (typeof eventTypes)[number];

/** An occurrence is an exception for its owner from the first write on that it is the target of. */
export const eventTypeOf = (event: Pick<EventRecord, 'properties' | 'occurrence'> & Partial<Pick<EventRecord, 'revision'>>): EventType =>
  typeOf(event, (event.revision ?? 0) > 0);

/** The same, where somebody else decides what makes an exception. */
export function typeOf({ properties, occurrence }: Pick<EventRecord, 'properties' | 'occurrence'>, isException: boolean): EventType {
  if (occurrence !== undefined) return isException ? 'exception' : 'occurrence';
  return properties.recurrence === null ? 'singleInstance' : 'seriesMaster';
}
