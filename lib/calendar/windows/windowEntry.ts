// An entry of a window of time, as it is placed and as it is shown.
import type { EventRecord, Judged } from '../events/record/eventRecord.ts';
import type { SeriesGlimpse, Written } from './glimpse.ts';
import type { Placed, WindowCursor } from './windowRequest.ts';

/** The occurrence that a series has on a date, with what was written of it. */
export interface OccurrenceEntry extends Placed {
  readonly series: SeriesGlimpse;
  readonly day: string;
  readonly own?: Written;
}

/** An event that is no series. */
export interface SingleEntry extends Placed {
  readonly single: SeriesGlimpse;
}

/** What lies in a window, before it is read whole. */
export type WindowEntry = SingleEntry | OccurrenceEntry;

/** Whether the caller sees an event. More attendees never hide one. */
export type IsShown = (event: Judged) => boolean;

/** An event on a page, and where it stands. */
export interface PlacedEvent {
  readonly event: EventRecord;
  readonly at: WindowCursor;
}

/** A page in its order, and where its last entry stands. */
export interface WindowPage {
  readonly entries: readonly PlacedEvent[];
  readonly more: boolean;
  readonly last?: WindowCursor;
}
