// The few properties of a series or a long event that decide where a window has it, and who sees it there.
import { z } from 'zod';
import { eventProperties } from '../events/record/eventProperties.ts';

const glimpse = z.object({
  id: z.string(),
  incarnation: z.string(),
  calendar: z.string(),
  attendees: z.array(z.string()),
  occurrenceRevision: z.number().int(),
  properties: eventProperties.pick({ start: true, end: true, isAllDay: true, recurrence: true, sensitivity: true }),
});
export const spanning = glimpse.extend({ sortKeys: z.object({ start: z.string(), end: z.string(), spanEnd: z.string() }) });

/** What decides where a series has its occurrences, and who sees them. */
export type SeriesGlimpse = z.infer<typeof glimpse>;
/** The same of a series or a long event that covers a part of a window. */
export type Spanning = z.infer<typeof spanning>;
