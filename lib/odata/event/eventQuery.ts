// The query options of events: those of a list, and those of one event.
import { eventSortProperties, type EventSortProperty } from '../../calendar/events/list.ts';
import { parseExpandedAttachments } from '../attachment/attachmentQuery.ts';
import { namesOf } from '../types/edm.ts';
import { eventNavigation, eventRows, type EventProperty } from './eventSchema.ts';
import { optionsInside } from '../query/expandItems.ts';
import { parseQueryOptions, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';

export type EventOptions = QueryOptions<EventProperty, EventSortProperty>;

const property = namedAmong<EventProperty>('event', [...namesOf(eventRows), ...namesOf(eventNavigation)]);

export const eventList: QuerySchema<EventProperty, EventSortProperty> = {
  options: ['select', 'filter', 'top', 'skip', 'count', 'orderby', 'skiptoken'],
  property,
  sortable: namesOf(eventSortProperties),
  expandable: undefined,
  filter: filterOf(eventRows, property),
};

export const eventSingle: QuerySchema<EventProperty> = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable: { name: 'attachments', written: 'attachments', inside: parseExpandedAttachments },
  filter: undefined,
};

/** The options inside `$expand=event` on a message (contract, section 10). */
const eventOnMessage: QuerySchema<EventProperty> = { ...eventSingle, options: ['select'], expandable: undefined };

/** Reads the options inside `$expand=event(…)`. Throws 400 for any but `$select`. */
export const parseExpandedEvent = (options = ''): EventOptions => parseQueryOptions(optionsInside(options), eventOnMessage);
