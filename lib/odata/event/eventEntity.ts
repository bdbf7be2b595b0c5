// Shows an event as Graph does: properties in Graph's order, times in the preferred zone, the body in the preferred format.
import type { Viewpoint } from '../../access/permissions/eventAccess.ts';
import { withoutOrganizersOwn, type EventProperties } from '../../calendar/events/record/eventProperties.ts';
import { etagAlone, type EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { attendeesTag } from '../../calendar/events/record/seenByAttendee.ts';
import { htmlToText, textToHtml } from '../../calendar/text/plainText.ts';
import { inSteps } from '../../runtime/inSteps.ts';
import { maxPageContentBytes } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showRows } from '../types/entity.ts';
import { eventRows, type EventProperty, type ShownEvent } from './eventSchema.ts';

/** Who sees an event, and which of its properties in which form. */
export interface EventView {
  readonly preferences: ShownEvent['preferences'];
  /** As whom the caller sees an event: as its owner, a reader or an attendee. */
  readonly seenBy: (event: EventRecord) => Viewpoint;
  /** The URL at which the viewer finds an event. */
  readonly urlOf: (event: EventRecord) => string;
  /** The properties to show; undefined for all. Answers always show `id`. */
  readonly select?: ReadonlySet<EventProperty> | undefined;
}

/**
 * The entity as JSON, without `@odata.context`. `content` is that of the event's body. Converts the body in steps, since a conversion may
 * take long.
 */
export async function eventEntity(event: EventRecord, content: string, view: EventView): Promise<JsonObject> {
  const { preferences, select } = view;
  const { contentType } = event.properties.body;
  // Conversion to the other format is expensive, so it is done only when the body is shown.
  const body = showsBody(view) ? await shownBody({ contentType, content }, preferences.bodyType) : undefined;
  const viewpoint = view.seenBy(event);
  const properties = viewpoint.as === 'attendee' ? withoutOrganizersOwn(event.properties) : event.properties;
  const etag = seenTag(event, viewpoint);
  const shown = { event, etag, url: view.urlOf(event), properties, viewpoint, preferences, body };
  return { '@odata.etag': etag, ...showRows(eventRows, shown, select) };
}

/**
 * The ETag of an event as the viewer sees it. Only the owner's ETag of a series changes with its occurrences, since not everybody is shown
 * all of them.
 */
export function seenTag(event: EventRecord, { as, viewer }: Viewpoint): string {
  if (as === 'attendee') return attendeesTag(event, viewer);
  return as === 'owner' || event.occurrence !== undefined ? event.etag : etagAlone(event);
}

/** Whether the view shows the event's body, which then has to be read. */
export const showsBody = ({ select }: Pick<EventView, 'select'>): boolean => select === undefined || select.has('body');

type ItemBody = EventProperties['body'];

/** The body in the preferred format. A text whose HTML would be larger than a page stays a text, as RFC 7240, section 2, allows. */
async function shownBody(stored: ItemBody, preferred: ItemBody['contentType'] | undefined): Promise<ItemBody> {
  if (preferred === undefined || preferred === stored.contentType) return stored;
  const { content } = stored;
  const turned = await inSteps(preferred === 'text' ? htmlToText(content) : textToHtml(content, maxPageContentBytes));
  return turned === undefined ? stored : { contentType: preferred, content: turned };
}
