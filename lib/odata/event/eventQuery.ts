// The query options of events: those of a list, and those of one event.
import { eventSortProperties, type EventSortProperty } from '../../calendar/events/list.ts';
import { namesOf } from '../types/edm.ts';
import { eventCollections } from './eventCollections.ts';
import { eventExpandable, type EventExpanding } from './eventExpand.ts';
import { eventNavigation, eventRows, type EventProperty } from './eventSchema.ts';
import type { Expanding } from '../query/expand.ts';
import { insideOf, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';

export type EventOptions<E extends Expanding = EventExpanding> = QueryOptions<EventProperty, EventSortProperty, E>;
export type EventQuerySchema<E extends Expanding = EventExpanding> = QuerySchema<EventProperty, EventSortProperty, E>;

const property = namedAmong<EventProperty>('event', [...namesOf(eventRows), ...namesOf(eventNavigation)]);

/** How many properties may order a list of events. */
const maxSorted = 2;

export const eventList: EventQuerySchema = {
  options: ['select', 'expand', 'filter', 'top', 'skip', 'count', 'orderby', 'skiptoken'],
  property,
  sortable: namesOf(eventSortProperties),
  maxSorted,
  expandable: eventExpandable,
  filter: filterOf(eventRows, property, eventCollections),
};

/** Events that are shown inside another answer: only `$select` is taken there (contract, section 10). */
const eventInside: EventQuerySchema = { options: ['select'], property, sortable: [], expandable: undefined, filter: undefined };

/** Reads the options inside `$expand=event(…)` on a message. Throws 400 for any but `$select`. */
export const parseExpandedEvent = insideOf(eventInside);

/** What is expanded on one event besides: its occurrences, those of a window and those that differ. */
export type SeriesExpanding = EventExpanding & { readonly instances: EventOptions; readonly exceptionOccurrences: EventOptions };

export const eventSingle: EventQuerySchema<SeriesExpanding> = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable: {
    ...eventExpandable,
    instances: { written: 'instances', read: insideOf(eventInside) },
    exceptionOccurrences: { written: 'exceptionOccurrences', read: insideOf(eventInside) },
  },
  filter: undefined,
};
