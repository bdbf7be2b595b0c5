// Declares Graph's event, property by property; answers, bodies, `$select`, `$filter` and `$metadata` follow from this declaration.
import type { Viewpoint } from '../../access/permissions/eventAccess.ts';
import { defaultEventProperties, type EventProperties } from '../../calendar/events/record/eventProperties.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { eventTypes } from '../../calendar/events/record/eventType.ts';
import { occurrenceName } from '../../calendar/occurrences/occurrenceId.ts';
import { shownIn } from '../../calendar/events/record/times.ts';
import { readRecurrence, showRecurrence } from '../../calendar/recurrence/json.ts';
import { previewOf } from '../../calendar/text/plainText.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxInt32, type BodyReader } from '../types/bodyReader.ts';
import { customNavigation, extendedNavigation } from '../custom/customSchema.ts';
import { namesOf, type NavigationTable, type PropertyType } from '../types/edm.ts';
import { entityType, fixed, typesOf, type Row } from '../types/entity.ts';
import { enumTypes, type EnumType } from '../types/enums.ts';
import { eventSortProperties } from '../../calendar/events/list.ts';
import {
  anyProperty,
  booleanProperty,
  constantProperty,
  instantProperty,
  mailProperty,
  memberProperty,
  numberProperty,
  optionalText,
  textProperty,
} from '../filter/filterable.ts';
import { isOrganizer, lastModifiedOf, ownResponse, shownAttendees, typeShown } from './eventSeen.ts';
import { isCancelledFilter, isOrganizerFilter, responseFilter, seriesFilter } from './eventFilters.ts';
import { timeProperty } from './eventTimesFilter.ts';
import { readCategories } from './eventCategories.ts';
import { readLocation, readLocations } from './eventLocation.ts';
import type { EventPreferences } from './eventPreferences.ts';

/** An event with all that its answer needs. */
export interface ShownEvent {
  readonly event: EventRecord;
  /** The ETag that the viewer sees. */
  readonly etag: string;
  /** Where the viewer finds the event. */
  readonly url: string;
  /** The properties as the viewer may see them. */
  readonly properties: EventProperties;
  readonly viewpoint: Viewpoint;
  readonly preferences: Pick<EventPreferences, 'timeZone' | 'bodyType'>;
  /** The body in the preferred format; undefined if the answer doesn't show it. */
  readonly body: JsonObject | undefined;
}

type EventRow = Row<ShownEvent>;

/** A stored property whose value depends on no other property of the body; `eventBody.ts` reads the others. */
interface KeptRow<K extends keyof EventProperties, T extends PropertyType> extends EventRow {
  readonly type: T;
  /** Reads the value; undefined for null, which stands for the default. */
  readonly read: (body: BodyReader) => EventProperties[K] | undefined;
}

type Shows = NonNullable<EventRow['show']>;

/** The row of a stored property. `show`: its value in answers, if that differs from the stored one. */
const kept = <K extends keyof EventProperties, T extends PropertyType>(
  name: K,
  type: T,
  read: (body: BodyReader) => EventProperties[K] | undefined,
  show: Shows = ({ properties }) => properties[name],
): KeptRow<K, T> => ({ type, show, read: (body) => (body.isNull(name) ? defaultEventProperties[name] : read(body)) });

type NameOf<V> = { [K in keyof EventProperties]: EventProperties[K] extends V ? K : never }[keyof EventProperties];

/** The row of a stored boolean that lists can be filtered by. */
const flag = (name: NameOf<boolean>): KeptRow<NameOf<boolean>, 'Edm.Boolean'> => ({
  ...kept(name, 'Edm.Boolean', (body) => body.boolean(name)),
  filter: booleanProperty(`properties.${name}`),
});

/** The row of a stored member of an enumeration that lists can be filtered by. */
function member<K extends keyof EventProperties, N extends string>(
  name: K,
  type: EnumType<N, EventProperties[K] & string>,
): KeptRow<K, `graph.${N}`> {
  const row = kept(name, `graph.${type.name}`, (body): EventProperties[K] | undefined => body.oneOf(name, type));
  return { ...row, filter: memberProperty(`properties.${name}`, type.members) };
}

const time =
  (name: 'start' | 'end'): Shows =>
  ({ properties, preferences }) =>
    properties[name] && shownIn(properties[name], preferences.timeZone, properties.isAllDay);

/**
 * An event's properties in the order of Graph's answers (event resource type). Lists hold single events and series, the mailbox's own and
 * entries of others' meetings, never occurrences; those are in windows, whose filters are judged by what `shownDocument` makes of them.
 */
export const eventRows = {
  id: { type: 'Edm.String not null', always: true, show: ({ event }) => event.eventId },
  createdDateTime: {
    type: 'Edm.DateTimeOffset',
    show: ({ event }) => event.created,
    filter: instantProperty(eventSortProperties.createdDateTime),
  },
  lastModifiedDateTime: {
    type: 'Edm.DateTimeOffset',
    show: (shown) => lastModifiedOf(shown),
    filter: instantProperty(eventSortProperties.lastModifiedDateTime),
  },
  changeKey: { type: 'Edm.String', show: ({ etag }) => Buffer.from(etag).toString('base64url') },
  categories: kept('categories', 'Collection(Edm.String)', readCategories),
  transactionId: {
    type: 'Edm.String',
    body: 'new',
    show: ({ properties }) => properties.transactionId,
    filter: optionalText('properties.transactionId'),
  },
  originalStartTimeZone: {
    type: 'Edm.String',
    body: 'any',
    show: ({ properties }) => properties.start?.timeZone ?? null,
    filter: optionalText('properties.start.timeZone'),
  },
  originalEndTimeZone: {
    type: 'Edm.String',
    body: 'any',
    show: ({ properties }) => properties.end?.timeZone ?? null,
    filter: optionalText('properties.end.timeZone'),
  },
  iCalUId: {
    type: 'Edm.String',
    body: 'new',
    show: ({ event }) => event.iCalUId ?? event.id.replace(/^event:/, ''),
    filter: textProperty('iCalUId'),
  },
  // A negative value is a time after the start; Outlook uses these for all-day events.
  reminderMinutesBeforeStart: {
    ...kept('reminderMinutesBeforeStart', 'Edm.Int32', (body) => body.int32('reminderMinutesBeforeStart', -maxInt32)),
    filter: numberProperty('properties.reminderMinutesBeforeStart'),
  },
  isReminderOn: flag('isReminderOn'),
  hasAttachments: { type: 'Edm.Boolean', show: ({ event }) => event.attachmentCount > 0, filter: anyProperty('attachmentCount') },
  subject: {
    ...kept('subject', 'Edm.String', (body) => body.text('subject', maxTextLength)),
    filter: textProperty('sortKeys.texts.subject', eventSortProperties.subject),
  },
  bodyPreview: { type: 'Edm.String', show: ({ event, properties }) => event.bodyPreview ?? previewOf(properties.body) },
  importance: member('importance', enumTypes.importance),
  sensitivity: member('sensitivity', enumTypes.sensitivity),
  isAllDay: flag('isAllDay'),
  isCancelled: {
    type: 'Edm.Boolean',
    show: ({ event }) => event.entry?.isCancelled === true,
    filter: isCancelledFilter,
  },
  isOrganizer: { type: 'Edm.Boolean', show: (shown) => isOrganizer(shown), filter: isOrganizerFilter },
  responseRequested: flag('responseRequested'),
  seriesMasterId: { type: 'Edm.String', show: ({ event }) => event.occurrence?.series.eventId ?? null, filter: seriesFilter },
  showAs: member('showAs', enumTypes.freeBusyStatus),
  type: {
    type: 'graph.eventType',
    show: (shown) => typeShown(shown),
    filter: memberProperty('sortKeys.type', eventTypes),
  },
  webLink: { type: 'Edm.String', show: ({ url }) => url },
  // The service holds no online meetings, so a body that asks for one must not make the event look like one.
  onlineMeetingUrl: fixed('Edm.String', null),
  isOnlineMeeting: { ...fixed('Edm.Boolean', false), filter: constantProperty(false) },
  onlineMeetingProvider: fixed('graph.onlineMeetingProviderType', 'unknown'),
  allowNewTimeProposals: flag('allowNewTimeProposals'),
  isDraft: { type: 'Edm.Boolean', show: () => false, filter: constantProperty(false) },
  hideAttendees: flag('hideAttendees'),
  responseStatus: { type: 'graph.responseStatus', show: ownResponse, filterWithin: { response: responseFilter } },
  body: { type: 'graph.itemBody', show: ({ body }) => body, body: 'any' },
  start: {
    type: 'graph.dateTimeTimeZone',
    show: time('start'),
    body: 'any',
    needed: true,
    filterWithin: { dateTime: timeProperty(eventSortProperties['start/dateTime']) },
  },
  end: {
    type: 'graph.dateTimeTimeZone',
    show: time('end'),
    body: 'any',
    needed: true,
    filterWithin: { dateTime: timeProperty(eventSortProperties['end/dateTime']) },
  },
  // Graph keeps both in step: the first of the locations is the location.
  location: {
    ...kept('location', 'graph.location', (body) => readLocation(body.object('location')) ?? readLocations(body)?.[0]),
    filterWithin: { displayName: optionalText('properties.location.displayName') },
  },
  locations: { type: 'Collection(graph.location)', show: ({ properties }) => properties.locations, body: 'any' },
  recurrence: kept(
    'recurrence',
    'graph.patternedRecurrence',
    givenRecurrence,
    ({ properties: { recurrence, start } }) => recurrence && showRecurrence(recurrence, start?.timeZone),
  ),
  attendees: { type: 'Collection(graph.attendee)', show: (shown) => shownAttendees(shown, shown.preferences.timeZone), body: 'any' },
  organizer: {
    type: 'graph.recipient',
    show: ({ event }) => (event.organizer === undefined ? null : { emailAddress: event.organizer }),
    filterWithin: { 'emailAddress/address': mailProperty('organizer.address'), 'emailAddress/name': optionalText('organizer.name') },
  },
  onlineMeeting: fixed('graph.onlineMeetingInfo', null),
  originalStart: {
    type: 'Edm.DateTimeOffset',
    show: ({ event: { occurrence } }) => occurrence && new Date(occurrence.startUtc).toISOString(),
  },
  // Only answers about one series show it, and only if it is selected, since it costs a search (`api/events`).
  cancelledOccurrences: { type: 'Collection(Edm.String) not null' },
  // By this name `cancelledOccurrences` calls an occurrence (Graph, event resource type).
  occurrenceId: {
    type: 'Edm.String',
    show: ({ event: { occurrence } }) => (occurrence === undefined ? null : occurrenceName(occurrence.series.eventId, occurrence.day)),
    selected: true,
  },
} as const satisfies Readonly<Record<string, EventRow>>;

/** The types of an event's properties. */
export const eventProperties = typesOf(eventRows);

export const eventNavigation = {
  attachments: 'Collection(graph.attachment) contained',
  calendar: 'graph.calendar',
  exceptionOccurrences: 'Collection(graph.event) contained',
  extensions: customNavigation.extensions,
  instances: 'Collection(graph.event) contained',
  ...extendedNavigation,
} as const satisfies NavigationTable;

/** Properties that only Graph's answers have: bodies may repeat them, and the service ignores them. */
export const eventInformative = ['uid'] as const;

/** The entity type for `$metadata` and `checkBody`. */
export const eventType = entityType(eventRows, {
  base: 'outlookItem',
  navigation: eventNavigation,
  inline: namesOf(eventNavigation),
  binds: ['calendar'],
  notKept: { informative: eventInformative },
  writable: { any: namesOf(extendedNavigation), new: ['attachments', 'extensions'] },
});

/** A property of Graph's event that a query option may name. */
export type EventProperty = keyof typeof eventRows | keyof typeof eventNavigation;

function givenRecurrence(body: BodyReader): NonNullable<EventProperties['recurrence']> | undefined {
  const json = body.object('recurrence');
  return json && readRecurrence(json);
}
