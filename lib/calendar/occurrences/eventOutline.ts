// Reads an event's outline: the few properties that decide where it stands in a window, who sees it there, and when it reminds.
import { z } from 'zod';
import type { PropertyPath, StoredDocument } from '../../stores/documents.ts';
import { decode } from '../../stores/records.ts';
import { eventProperties } from '../events/record/eventProperties.ts';

const outline = z.object({
  id: z.string(),
  incarnation: z.string(),
  calendar: z.string(),
  attendees: z.array(z.string()),
  occurrenceRevision: z.number().int(),
  properties: eventProperties.pick({
    start: true,
    end: true,
    isAllDay: true,
    recurrence: true,
    sensitivity: true,
    isReminderOn: true,
    reminderMinutesBeforeStart: true,
  }),
});
const spanning = outline.extend({ sortKeys: z.object({ start: z.string(), end: z.string() }) });

/** The properties that decide when a series has its occurrences and reminds of them, and who sees them. */
export type SeriesOutline = z.infer<typeof outline>;
/** A series' outline and the times of an event. */
export type EventOutline = z.infer<typeof spanning>;

/** The properties to read of a document: some hundred bytes, and the ids of attendees. */
export const outlineProperties: readonly PropertyPath[] = [
  ...['kind', 'incarnation', 'calendar', 'attendees', 'occurrenceRevision', 'sortKeys.start', 'sortKeys.end'],
  ...['start', 'end', 'isAllDay', 'recurrence', 'sensitivity', 'isReminderOn', 'reminderMinutesBeforeStart'].map(
    (name) => `properties.${name}`,
  ),
];

/** The outline in a document of which a query has read `outlineProperties`; undefined if the document is neither an event nor an entry. */
export const decodeOutline = (document: StoredDocument): EventOutline | undefined =>
  decode('event', spanning, document) ?? decode('entry', spanning, document);

/** The event's times, in milliseconds since 1970 UTC. */
export const timesOf = ({ sortKeys: { start, end } }: EventOutline): { readonly startUtc: number; readonly endUtc: number } => ({
  startUtc: Date.parse(start),
  endUtc: Date.parse(end),
});
