// The document that names a deleted calendar until all of its events are deleted as well.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';

const calendarPurge = z.object({
  ...recordShape,
  id: z.string(),
  deletedCalendar: z.string(),
  erases: z.literal(true).optional(),
  due: z.number(),
});

/** A deleted calendar whose events are still to be deleted. */
export type CalendarPurge = z.infer<typeof calendarPurge>;

const purgeDocumentId = (calendarId: string): string => hashedId('calendarPurge', calendarId);

/** The document that says that a calendar's events must be deleted; the batch that deletes the calendar writes it. */
/** `erases`: whether no restore is to bring back the bytes that the events had. */
export const calendarPurgeDocument = (
  calendarId: string,
  now: number,
  by: Author,
  erases = false,
): Document & Omit<CalendarPurge, 'id'> => ({
  id: purgeDocumentId(calendarId),
  kind: 'calendarPurge',
  ...newRecord(now, by),
  deletedCalendar: calendarId,
  ...(erases && { erases }),
  due: Math.floor(now / 1000),
});

export const decodeCalendarPurge = (document: StoredDocument | undefined): CalendarPurge | undefined =>
  decode('calendarPurge', calendarPurge, document);
