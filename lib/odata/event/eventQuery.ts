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
const mostSorted = 1;

export const eventList: EventQuerySchema = {
  options: ['select', 'expand', 'filter', 'top', 'skip', 'count', 'orderby', 'skiptoken'],
  property,
  sortable: namesOf(eventSortProperties),
  mostSorted,
  expandable: eventExpandable,
  filter: filterOf(eventRows, property, eventCollections),
};

export const eventSingle: EventQuerySchema = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable: eventExpandable,
  filter: undefined,
};

/** Reads the options inside `$expand=event(…)` on a message. Throws 400 for any but `$select` (contract, section 10). */
export const parseExpandedEvent = insideOf<EventProperty, EventSortProperty, EventExpanding>({ ...eventSingle, options: ['select'] });
