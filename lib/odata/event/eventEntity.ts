// Shows an event as Graph does: its properties in Graph's order, times in the zone and the body in the format that are preferred.
import { noResponseTime, withoutOrganizersOwn, type Attendee, type EventProperties } from '../../calendar/events/record/eventProperties.ts';
import type { Viewpoint } from '../../access/permissions/eventAccess.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { attendeesModified, attendeesTag } from '../../calendar/seenByAttendee.ts';
import { eventTypeOf } from '../../calendar/events/record/eventType.ts';
import { showRecurrence } from '../../calendar/recurrence/json.ts';
import { htmlToText, previewOf, textToHtml } from '../../calendar/text/plainText.ts';
import { shownIn } from '../../calendar/events/record/times.ts';
import { inSteps } from '../../runtime/inSteps.ts';
import { maxPageContentBytes } from '../../runtime/limits.ts';
import type { Json, JsonObject } from '../../stores/documents.ts';
import type { EventPreferences } from './eventPreferences.ts';
import type { EventProperty } from './eventQuery.ts';

/** Who looks at an event, and how. */
export interface EventView {
  readonly preferences: Pick<EventPreferences, 'timeZone' | 'bodyType'>;
  /** As whom each event is seen. */
  readonly seenBy: (event: EventRecord) => Viewpoint;
  /** All properties without it; `id` is always shown. */
  readonly select?: ReadonlySet<EventProperty> | undefined;
}

/**
 * The entity as JSON, without `@odata.context`. `content` is the body's, wherever it lies; turning it into the other format may take a
 * while, and is done in steps.
 */
export async function eventEntity(event: EventRecord, content: string, view: EventView): Promise<JsonObject> {
  const { preferences, select } = view;
  // Turning one format into the other costs too much for who doesn't ask for it.
  const body = showsBody(view) ? await shownBody(event.properties.body.contentType, content, preferences.bodyType) : undefined;
  const viewpoint = view.seenBy(event);
  const isOrganizer = viewpoint.as !== 'attendee';
  const properties = isOrganizer ? event.properties : withoutOrganizersOwn(event.properties);
  const etag = seenTag(event, viewpoint);
  const time = (value: EventProperties['start']): Json => value && shownIn(value, preferences.timeZone, properties.isAllDay);
  const all: readonly (readonly [EventProperty, Json | undefined])[] = [
    ['id', event.eventId],
    ['createdDateTime', event.created],
    ['lastModifiedDateTime', isOrganizer ? event.modified : attendeesModified(event, viewpoint.viewer)],
    ['changeKey', Buffer.from(etag).toString('base64url')],
    ['categories', properties.categories],
    ['transactionId', properties.transactionId],
    ['originalStartTimeZone', properties.start?.timeZone ?? null],
    ['originalEndTimeZone', properties.end?.timeZone ?? null],
    ['iCalUId', event.iCalUId ?? event.id.replace(/^event:/, '')],
    ['reminderMinutesBeforeStart', properties.reminderMinutesBeforeStart],
    ['isReminderOn', properties.isReminderOn],
    ['hasAttachments', event.attachmentCount > 0],
    ['subject', properties.subject],
    ['bodyPreview', event.bodyPreview ?? previewOf(properties.body)],
    ['importance', properties.importance],
    ['sensitivity', properties.sensitivity],
    ['isAllDay', properties.isAllDay],
    ['isCancelled', false],
    ['isOrganizer', isOrganizer],
    ['responseRequested', properties.responseRequested],
    ['seriesMasterId', event.occurrence?.series.eventId ?? null],
    ['showAs', properties.showAs],
    ['type', eventTypeOf(event)],
    ['webLink', null],
    ['onlineMeetingUrl', null],
    ['isOnlineMeeting', false],
    ['onlineMeetingProvider', 'unknown'],
    ['allowNewTimeProposals', properties.allowNewTimeProposals],
    ['isDraft', false],
    ['hideAttendees', properties.hideAttendees],
    ['responseStatus', responseOf(event, viewpoint)],
    ...(body === undefined ? [] : ([['body', body]] as const)),
    ['start', time(properties.start)],
    ['end', time(properties.end)],
    ['location', properties.location],
    ['locations', properties.locations],
    ['recurrence', properties.recurrence && showRecurrence(properties.recurrence, properties.start?.timeZone)],
    ['attendees', shownAttendees(properties, viewpoint)],
    ['organizer', event.organizer === undefined ? null : { emailAddress: event.organizer }],
    ['onlineMeeting', null],
    ...(event.occurrence === undefined ? [] : ([['originalStart', new Date(event.occurrence.startUtc).toISOString()]] as const)),
  ];
  const shown = all.filter(([name]) => select === undefined || name === 'id' || select.has(name));
  return { '@odata.etag': etag, ...Object.fromEntries(shown) };
}

/** The ETag of an event as it is seen. */
export const seenTag = (event: EventRecord, { as, viewer }: Viewpoint): string =>
  as === 'attendee' ? attendeesTag(event, viewer) : event.etag;

/** Whether showing an event so needs its body. */
export const showsBody = ({ select }: Pick<EventView, 'select'>): boolean => select === undefined || select.has('body');

/** In the format that is preferred; a text whose HTML would be larger than a page stays text, as preferences allow (RFC 7240, section 2). */
async function shownBody(stored: 'text' | 'html', content: string, preferred: 'text' | 'html' | undefined): Promise<JsonObject> {
  const asStored = { contentType: stored, content };
  if (preferred === undefined || preferred === stored) return asStored;
  const turned = await inSteps(preferred === 'text' ? htmlToText(content) : textToHtml(content, maxPageContentBytes));
  return turned === undefined ? asStored : { contentType: preferred, content: turned };
}

/** An attendee sees no answer but the own one, no other time than one proposed by itself, and nobody else at all where the organizer has hidden the others. */
function shownAttendees({ attendees, hideAttendees }: EventProperties, { as, viewer }: Viewpoint): readonly Json[] {
  const isOrganizer = as !== 'attendee';
  const seen = hideAttendees && !isOrganizer ? attendees.filter(({ userId }) => userId === viewer) : attendees;
  return seen.map(({ userId, type, status, emailAddress, proposedNewTime }) => ({
    type,
    status: isOrganizer || userId === viewer ? status : noResponse,
    emailAddress,
    ...(proposedNewTime && (isOrganizer || userId === viewer) && { proposedNewTime }),
  }));
}

const noResponse: Attendee['status'] = { response: 'none', time: noResponseTime };

function responseOf({ properties }: EventRecord, { as, viewer }: Viewpoint): JsonObject {
  if (as !== 'attendee') return { response: 'organizer', time: noResponseTime };
  return properties.attendees.find(({ userId }) => userId === viewer)?.status ?? noResponse;
}
