// The types of a window's entries, before and after they are read whole.
import type { EventRecord, VisibilityProperties } from '../events/record/eventRecord.ts';
import type { SeriesOutline, Written } from './writtenOccurrences.ts';
import type { Placed, WindowCursor } from './windowRequest.ts';

/** The occurrence that a series has on a date, with its document if it has one. */
export interface OccurrenceEntry extends Placed {
  readonly series: SeriesOutline;
  readonly day: string;
  readonly own?: Written;
}

/** An event that isn't a series. */
export interface SingleEntry extends Placed {
  readonly single: SeriesOutline;
}

/** An entry of a window, before its event is read whole. */
export type WindowEntry = SingleEntry | OccurrenceEntry;

/** Whether the caller sees an event. More attendees never hide an event. */
export type IsShown = (event: VisibilityProperties) => boolean;

/** An event on a page, and its place in the order. */
export interface PlacedEvent {
  readonly event: EventRecord;
  readonly at: WindowCursor;
}

/** A page in order, and the place of its last entry. */
export interface WindowPage {
  readonly entries: readonly PlacedEvent[];
  readonly more: boolean;
  readonly last?: WindowCursor;
}
