// The query options of events: what a list of them and one of them can be asked.
import { freeBusyStatuses, importances, sensitivities } from '../calendar/eventProperties.ts';
import { eventSortProperties, type EventSortProperty } from '../calendar/events/list.ts';
import { ServiceError } from '../errors.ts';
import type { Filterable, FilterVocabulary } from './filter/condition.ts';
import type { Literal } from './filter/expression.ts';
import { anyProperty, booleanProperty, dateTimeOf, instantProperty, memberProperty, textProperty } from './filter/filterable.ts';
import { isCalendarDay } from './literals.ts';
import type { NamedProperty, QueryOptions, QuerySchema } from './queryOptions.ts';

const eventProperties = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'transactionId',
  'originalStartTimeZone',
  'originalEndTimeZone',
  'iCalUId',
  'reminderMinutesBeforeStart',
  'isReminderOn',
  'hasAttachments',
  'subject',
  'bodyPreview',
  'importance',
  'sensitivity',
  'isAllDay',
  'isCancelled',
  'isOrganizer',
  'responseRequested',
  'seriesMasterId',
  'showAs',
  'type',
  'webLink',
  'onlineMeetingUrl',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'allowNewTimeProposals',
  'isDraft',
  'hideAttendees',
  'responseStatus',
  'body',
  'start',
  'end',
  'location',
  'locations',
  'recurrence',
  'attendees',
  'organizer',
  'onlineMeeting',
  'originalStart',
  'cancelledOccurrences',
] as const;
const navigation = [
  'attachments',
  'calendar',
  'exceptionOccurrences',
  'extensions',
  'instances',
  'multiValueExtendedProperties',
  'singleValueExtendedProperties',
] as const;

/** A property of Graph's event. */
export type EventProperty = (typeof eventProperties)[number] | (typeof navigation)[number];
export type EventOptions = QueryOptions<EventProperty, EventSortProperty>;

const properties: ReadonlyMap<string, EventProperty> = new Map(
  [...eventProperties, ...navigation].map((name) => [name.toLowerCase(), name]),
);

function property(asked: string): NamedProperty<EventProperty> {
  const name = properties.get(asked.toLowerCase());
  if (name === undefined)
    throw new ServiceError(400, 'RequestBroker--ParseUri', `Could not find a property named '${asked}' on type 'microsoft.graph.event'.`);
  return { name, path: name };
}

const quotedTime = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?)(Z|[+-]\d\d:\d\d)?)?$/i;

/** A time as Graph's clients write it: with an offset as a point in time, or in quotes and without one, which is UTC. */
function instantIn(literal: Literal): number | undefined {
  if (literal.kind !== 'text') return dateTimeOf(literal);
  const [, date, time = '00:00', offset = 'Z'] = quotedTime.exec(literal.value) ?? [];
  const instant = date === undefined || !isCalendarDay(date) ? Number.NaN : Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(instant) ? undefined : instant;
}

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
  subject: textProperty(eventSortProperties.subject),
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
  expandable: { name: 'attachments', written: 'attachments' },
  filter: undefined,
};
