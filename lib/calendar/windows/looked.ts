// Counts what a request has looked at in a window, and lets other work run meanwhile: events, and the bytes of those that were read for it.
import { ownTurn } from '../../runtime/inSteps.ts';
import type { EventRecord } from '../events/record/eventRecord.ts';
import { recordBytes } from '../events/record/size.ts';

export interface Looked {
  readonly events: number;
  /** A series counts once, however many of its occurrences are looked at, since it is read and judged once. */
  readonly bytes: number;
  count(event: EventRecord): void;
}

export function newLooked(): Looked {
  const series = new Set<string>();
  let events = 0;
  let bytes = 0;
  return {
    get events() {
      return events;
    },
    get bytes() {
      return bytes;
    },
    count(event) {
      events++;
      bytes += bytesAnew(event, series);
    },
  };
}

/** The bytes of an event; none of an occurrence that has nothing of its own where its series was counted. */
function bytesAnew(event: EventRecord, counted: Set<string>): number {
  const { occurrence } = event;
  if (occurrence === undefined || occurrence.stored !== undefined) return recordBytes(event);
  if (counted.has(occurrence.series.incarnation)) return 0;
  counted.add(occurrence.series.incarnation);
  return recordBytes(event);
}

/** Bytes of events that are judged in one turn: a filter may compare each of their attendees dozens of times. */
const bytesPerTurn = 256 * 1024;

/** The events in parts, with a pause between two, wherever those since the last one were large. */
export async function* inTurns<T extends { readonly event: EventRecord }>(events: readonly T[]): AsyncGenerator<readonly T[]> {
  const turn = new Set<string>();
  let bytes = 0;
  let some: T[] = [];
  for (const each of events) {
    bytes += bytesAnew(each.event, turn);
    if (bytes > bytesPerTurn) {
      yield some;
      some = [];
      bytes = 0;
      await ownTurn();
    }
    some.push(each);
  }
  yield some;
}
