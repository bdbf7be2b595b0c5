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

/** What lies in a window: an event that is whole, one that is long, or an occurrence. */
export type WindowEntry = (Placed & { readonly event: EventRecord }) | (Placed & { readonly long: SeriesGlimpse }) | OccurrenceEntry;

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
