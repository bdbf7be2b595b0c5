// The query options of events: what a list of them and one of them can be asked.
import { freeBusyStatuses, importances, sensitivities } from '../../calendar/events/record/eventProperties.ts';
import { eventSortProperties, type EventSortProperty } from '../../calendar/events/list.ts';
import { instantInQuery } from '../../calendar/time/dateTimeText.ts';
import { eventTypes } from '../../calendar/events/record/eventType.ts';
import { parseExpandedAttachments } from '../attachment/attachmentQuery.ts';
import { namesOf } from '../types/edm.ts';
import { namedAmong } from '../types/entity.ts';
import { eventElsewhere, eventNavigation, eventRows, type EventProperty } from './eventSchema.ts';
import { optionsInside } from '../query/expandItems.ts';
import type { Filterable, FilterVocabulary } from '../filter/condition.ts';
import type { Literal } from '../filter/expression.ts';
import {
  absentProperty,
  anyProperty,
  booleanProperty,
  constantProperty,
  dateTimeOf,
  instantProperty,
  memberProperty,
  textProperty,
} from '../filter/filterable.ts';
import { parseQueryOptions, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';

export type EventOptions = QueryOptions<EventProperty, EventSortProperty>;

const property = namedAmong<EventProperty>('event', [...namesOf(eventRows), ...namesOf(eventNavigation), ...eventElsewhere]);

/** A time as Graph's clients write it: a point in time, or in quotes, since `dateTime` is a text; UTC where it has no offset. */
const instantIn = (literal: Literal): number | undefined => (literal.kind === 'text' ? instantInQuery(literal.value) : dateTimeOf(literal));

/** A start or an end, which is `''` for events that have none: those are neither before nor after anything. */
function timeProperty(path: string): Filterable {
  const instant = instantProperty(path, instantIn);
  return {
    ...instant,
    compare(operator, literal) {
      const condition = instant.compare(operator, literal);
      if (condition === undefined || (operator !== 'lt' && operator !== 'le')) return condition;
      return { is: 'and', conditions: [{ is: 'gt', property: path, value: '' }, condition] };
    },
  };
}

const filterables: Readonly<Record<string, Filterable>> = {
  subject: textProperty('sortKeys.texts.subject', eventSortProperties.subject),
  'start/dateTime': timeProperty(eventSortProperties['start/dateTime']),
  'end/dateTime': timeProperty(eventSortProperties['end/dateTime']),
  createdDateTime: instantProperty(eventSortProperties.createdDateTime),
  lastModifiedDateTime: instantProperty(eventSortProperties.lastModifiedDateTime),
  hasAttachments: anyProperty('attachmentCount'),
  isAllDay: booleanProperty('properties.isAllDay'),
  importance: memberProperty('properties.importance', importances),
  sensitivity: memberProperty('properties.sensitivity', sensitivities),
  showAs: memberProperty('properties.showAs', freeBusyStatuses),
  iCalUId: textProperty('iCalUId'),
  // Lists hold what lies in the mailbox of its organizer: single events and series, never occurrences, nothing cancelled.
  type: memberProperty('sortKeys.type', eventTypes),
  isOrganizer: constantProperty(true),
  isCancelled: constantProperty(false),
  isDraft: constantProperty(false),
  seriesMasterId: absentProperty,
  isReminderOn: booleanProperty('properties.isReminderOn'),
  isOnlineMeeting: constantProperty(false),
  responseRequested: booleanProperty('properties.responseRequested'),
  allowNewTimeProposals: booleanProperty('properties.allowNewTimeProposals'),
  hideAttendees: booleanProperty('properties.hideAttendees'),
};
const filterablesByName = new Map(Object.entries(filterables).map(([name, filterable]) => [name.toLowerCase(), filterable]));

const filter: FilterVocabulary = {
  find: (path) => filterablesByName.get(path.toLowerCase()) ?? unfilterable(path),
  names: Object.keys(filterables),
};

/** Throws 400 for what is no property of an event at all; one within another is judged by the outer one. */
function unfilterable(path: string): undefined {
  property(path.split('/')[0] ?? path);
}

export const eventList: QuerySchema<EventProperty, EventSortProperty> = {
  options: ['select', 'filter', 'top', 'skip', 'count', 'orderby', 'skiptoken'],
  property,
  sortable: ['start/dateTime', 'end/dateTime', 'subject', 'createdDateTime', 'lastModifiedDateTime'],
  expandable: undefined,
  filter,
};

export const eventSingle: QuerySchema<EventProperty> = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable: { name: 'attachments', written: 'attachments', inside: parseExpandedAttachments },
  filter: undefined,
};

/** What an event takes where it is expanded on the message that invites to it (contract, section 10). */
const eventOnMessage: QuerySchema<EventProperty> = { ...eventSingle, options: ['select'], expandable: undefined };

/** The options behind `$expand=event`. Throws 400 for any but `$select`. */
export const parseExpandedEvent = (options = ''): EventOptions => parseQueryOptions(optionsInside(options), eventOnMessage);
