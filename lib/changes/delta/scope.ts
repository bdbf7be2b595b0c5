// What a delta is about: which calendars of a mailbox, what of them its caller sees, and which times.
import type { Mailbox } from '../../calendar/mailbox.ts';
import type { VisibilityProperties } from '../../calendar/events/record/eventRecord.ts';
import type { IsShown } from '../../calendar/windows/windowEntry.ts';
import { isIn } from '../../calendar/windows/windowRequest.ts';
import { timesOf, type EventOutline } from '../../calendar/occurrences/eventOutline.ts';
import type { Asked } from './round.ts';
import type { Span } from './tracked.ts';

/** How a delta shows series: `occurrences` by their occurrences in the window, `masters` by themselves. */
export type SeriesAs = 'occurrences' | 'masters';

export interface Scope {
  readonly mailbox: Mailbox;
  /** The one calendar; undefined for all that `sees` lets through. */
  readonly calendar: string | undefined;
  /** What the caller sees of a calendar: everything, all but what is private, or nothing, also where it is none of the delta's. */
  readonly sees: (calendar: string) => 'all' | 'open' | undefined;
  /** Whether the mailbox has more calendars than the caller may know of. */
  readonly isShared: boolean;
  readonly isShown: IsShown;
  readonly seriesAs: SeriesAs;
}

const longAgo = -8.64e15;
const farAhead = 8.64e15;

/** The window with its open sides at the ends of time. */
export const windowOf = ({ from = longAgo, to = farAhead }: Pick<Asked, 'from' | 'to'>): { from: number; to: number } => ({ from, to });

/** Whether the caller sees a living event in the delta's calendars, whenever it is. */
export function isOpen({ sees, isShown }: Scope, event: VisibilityProperties): boolean {
  const seen = sees(event.calendar);
  return seen !== undefined && (seen === 'all' || event.properties.sensitivity !== 'private') && isShown(event);
}

/** Whether an event lies in the window. Of a series that is shown by its occurrences, whether one of them may. */
export function isWithin(asked: Asked, seriesAs: SeriesAs, outline: EventOutline, span: Span | undefined): boolean {
  const { from, to } = windowOf(asked);
  const { start, recurrence } = outline.properties;
  if (recurrence !== null && seriesAs === 'occurrences' && span === undefined) return false;
  if (recurrence !== null && span !== undefined) return Date.parse(span.start) < to && Date.parse(span.end) > from;
  if (start === null) return seriesAs === 'masters' && asked.from === undefined && asked.to === undefined;
  return isIn({ ...timesOf(outline), id: outline.id }, { from, to });
}
