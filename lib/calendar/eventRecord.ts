// An event as it is stored: its properties, its incarnation and how many attachments it has.
import { z } from 'zod';
import { hashedId } from '../ids.ts';
import { maxAttachmentsPerEvent } from '../limits.ts';
import type { Condition, PatchOperation, StoredDocument } from '../stores/documents.ts';
import { decode, recordShape } from '../stores/records.ts';

const dateTimeTimeZone = z.object({ dateTime: z.string(), timeZone: z.string() });

/** The properties of an event that a caller writes, in Graph's words. */
export const eventProperties = z.object({
  subject: z.string().nullable(),
  body: z.object({ contentType: z.enum(['text', 'html']), content: z.string() }),
  start: dateTimeTimeZone.nullable(),
  end: dateTimeTimeZone.nullable(),
  isAllDay: z.boolean(),
  location: z.object({ displayName: z.string() }),
  importance: z.enum(['low', 'normal', 'high']),
  sensitivity: z.enum(['normal', 'personal', 'private', 'confidential']),
  showAs: z.enum(['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown']),
  categories: z.array(z.string()),
});

export type EventProperties = z.infer<typeof eventProperties>;

const eventRecord = z.object({
  ...recordShape,
  id: z.string(),
  eventId: z.string(),
  /** Random, never shown: attachments name it, so that an event put again under its id inherits none. */
  incarnation: z.string(),
  calendar: z.string(),
  attachmentCount: z.number().int(),
  /** Object ids of attendees, resolved when the event was written. */
  attendees: z.array(z.string()),
  properties: eventProperties,
});

/** A living event. `id` is its document's id. */
export type EventRecord = z.infer<typeof eventRecord> & { readonly etag: string };

/** The id of an event's document. */
export const eventDocument = (eventId: string): string => hashedId('event', eventId);

/** The event in a document; undefined for none and for a tombstone. */
export function decodeEvent(document: StoredDocument | undefined): EventRecord | undefined {
  const record = decode('event', eventRecord, document);
  return record === undefined || document === undefined ? undefined : { ...record, etag: document.etag };
}

/** Holds as long as the event is the same one and alive. */
export const stillAlive = (incarnation: string): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'kind', value: 'event' },
    { is: 'eq', property: 'incarnation', value: incarnation },
  ],
});

/** Holds as long as the event is alive and has room for so many more attachments. */
export const hasRoomFor = (incarnation: string, more: number): Condition => ({
  is: 'and',
  conditions: [stillAlive(incarnation), { is: 'le', property: 'attachmentCount', value: maxAttachmentsPerEvent - more }],
});

/** What a change by so many attachments does to their event. */
export const countAttachments = (by: number, now: number): PatchOperation[] => [
  { op: 'increment', path: '/attachmentCount', by },
  { op: 'set', path: '/modified', value: new Date(now).toISOString() },
];
