// The query options of events: what a list of them and one of them can be asked.
import { freeBusyStatuses, importances, sensitivities } from '../../calendar/events/record/eventProperties.ts';
import { eventSortProperties, type EventSortProperty } from '../../calendar/events/list.ts';
import { instantInQuery } from '../../calendar/time/dateTimeText.ts';
import { eventTypes } from '../../calendar/events/record/eventType.ts';
import { ServiceError } from '../../runtime/errors.ts';
import { parseExpandedAttachments } from '../attachment/attachmentQuery.ts';
import { namesOf, type NavigationTable, type PropertyTable } from '../types/edm.ts';
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
import { parseQueryOptions, type NamedProperty, type QueryOptions, type QuerySchema } from '../query/queryOptions.ts';

/** In the order of Graph's answers (event resource type). */
export const eventProperties = {
  id: 'Edm.String not null',
  createdDateTime: 'Edm.DateTimeOffset',
  lastModifiedDateTime: 'Edm.DateTimeOffset',
  changeKey: 'Edm.String',
  categories: 'Collection(Edm.String)',
  transactionId: 'Edm.String',
  originalStartTimeZone: 'Edm.String',
  originalEndTimeZone: 'Edm.String',
  iCalUId: 'Edm.String',
  reminderMinutesBeforeStart: 'Edm.Int32',
  isReminderOn: 'Edm.Boolean',
  hasAttachments: 'Edm.Boolean',
  subject: 'Edm.String',
  bodyPreview: 'Edm.String',
  importance: 'graph.importance',
  sensitivity: 'graph.sensitivity',
  isAllDay: 'Edm.Boolean',
  isCancelled: 'Edm.Boolean',
  isOrganizer: 'Edm.Boolean',
  responseRequested: 'Edm.Boolean',
  seriesMasterId: 'Edm.String',
  showAs: 'graph.freeBusyStatus',
  type: 'graph.eventType',
  webLink: 'Edm.String',
  onlineMeetingUrl: 'Edm.String',
  isOnlineMeeting: 'Edm.Boolean',
  onlineMeetingProvider: 'graph.onlineMeetingProviderType',
  allowNewTimeProposals: 'Edm.Boolean',
  isDraft: 'Edm.Boolean',
  hideAttendees: 'Edm.Boolean',
  responseStatus: 'graph.responseStatus',
  body: 'graph.itemBody',
  start: 'graph.dateTimeTimeZone',
  end: 'graph.dateTimeTimeZone',
  location: 'graph.location',
  locations: 'Collection(graph.location)',
  recurrence: 'graph.patternedRecurrence',
  attendees: 'Collection(graph.attendee)',
  organizer: 'graph.recipient',
  onlineMeeting: 'graph.onlineMeetingInfo',
  originalStart: 'Edm.DateTimeOffset',
  cancelledOccurrences: 'Collection(Edm.String) not null',
} as const satisfies PropertyTable;

export const eventNavigation = {
  attachments: 'Collection(graph.attachment) contained',
  calendar: 'graph.calendar',
  exceptionOccurrences: 'Collection(graph.event) contained',
  instances: 'Collection(graph.event) contained',
} as const satisfies NavigationTable;

/** What an event has in Graph and may be named by a client, though no event here has any. */
const elsewhere = ['extensions', 'multiValueExtendedProperties', 'singleValueExtendedProperties'] as const;

/** A property of Graph's event. */
export type EventProperty = keyof typeof eventProperties | keyof typeof eventNavigation | (typeof elsewhere)[number];
export type EventOptions = QueryOptions<EventProperty, EventSortProperty>;

const properties: ReadonlyMap<string, EventProperty> = new Map(
  [...namesOf(eventProperties), ...namesOf(eventNavigation), ...elsewhere].map((name) => [name.toLowerCase(), name]),
);

function property(asked: string): NamedProperty<EventProperty> {
  const name = properties.get(asked.toLowerCase());
  if (name === undefined)
    throw new ServiceError(400, 'RequestBroker--ParseUri', `Could not find a property named '${asked}' on type 'microsoft.graph.event'.`);
  return { name, path: name };
}

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
