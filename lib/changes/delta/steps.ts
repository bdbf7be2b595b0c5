// The steps by which a round goes through what it tells of: each leads behind one document, or one entry of a series.
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import type { Place } from './round.ts';

/** What a page shows: an event, whole or as little as a delta shows, or that one isn't there any more. */
export type Entry =
  { readonly is: 'event'; readonly event: EventRecord; readonly brief: boolean } | { readonly is: 'removed'; readonly id: string };

export interface Step {
  /** Where the round stands after it. */
  readonly behind: Place;
  readonly entry?: Entry | undefined;
  /** The version of the document that the round has gone through by this step and those before it. */
  readonly passed?: string | undefined;
  /** When the document was written, by the store's clock. */
  readonly writtenAt?: number | undefined;
  /** Whether all that was read at once is gone through: what follows has to be read. */
  readonly endsChunk?: boolean;
  /** Whether nothing follows. */
  readonly isLast?: boolean;
}

/** Gives each step once the next one is known, and hands the last one to `ending`. */
export async function* withEnding<T>(steps: AsyncIterable<T>, ending: (last: T) => T): AsyncGenerator<T> {
  let held: { readonly step: T } | undefined;
  for await (const step of steps) {
    if (held !== undefined) yield held.step;
    held = { step };
  }
  if (held !== undefined) yield ending(held.step);
}
