// What an event is among those that recur (Graph, eventType).
import type { EventRecord } from './eventRecord.ts';

export const eventTypes = ['singleInstance', 'occurrence', 'exception', 'seriesMaster'] as const;
export type EventType = (typeof eventTypes)[number];

/** An occurrence is an exception from the first write on that it is the target of. */
export function eventTypeOf({
  properties,
  occurrence,
  revision = 0,
}: Pick<EventRecord, 'properties' | 'occurrence'> & Partial<Pick<EventRecord, 'revision'>>): EventType {
  if (occurrence !== undefined) return revision === 0 ? 'occurrence' : 'exception';
  return properties.recurrence === null ? 'singleInstance' : 'seriesMaster';
}
