// Shows an event as Graph does, with the properties that the service keeps.
import type { EventRecord } from '../calendar/eventRecord.ts';
import type { JsonObject } from '../stores/documents.ts';

/** Characters of `bodyPreview` (Graph, event resource type). */
const previewLength = 255;

/** The entity as JSON, without `@odata.context`. */
export function eventEntity(event: EventRecord): JsonObject {
  const { properties } = event;
  return {
    '@odata.etag': event.etag,
    id: event.eventId,
    createdDateTime: event.created,
    lastModifiedDateTime: event.modified,
    changeKey: Buffer.from(event.etag).toString('base64url'),
    categories: properties.categories,
    iCalUId: event.id.replace(/^event:/, ''),
    subject: properties.subject,
    bodyPreview: properties.body.content.slice(0, previewLength),
    importance: properties.importance,
    sensitivity: properties.sensitivity,
    isAllDay: properties.isAllDay,
    showAs: properties.showAs,
    type: 'singleInstance',
    hasAttachments: event.attachmentCount > 0,
    body: properties.body,
    start: properties.start,
    end: properties.end,
    location: properties.location,
  };
}
