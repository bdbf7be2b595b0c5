// What a deleted calendar leaves to be done: a document that names it, until none of its events is left.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';

const calendarPurge = z.object({ ...recordShape, id: z.string(), deletedCalendar: z.string(), due: z.number() });

/** A deleted calendar whose events are still to be deleted. */
export type CalendarPurge = z.infer<typeof calendarPurge>;

const purgeDocumentId = (calendarId: string): string => hashedId('calendarPurge', calendarId);

/** The document that remembers to delete a calendar's events; written in the batch that deletes the calendar. */
export const calendarPurgeDocument = (calendarId: string, now: number, by: Author): Document & Omit<CalendarPurge, 'id'> => ({
  id: purgeDocumentId(calendarId),
  kind: 'calendarPurge',
  ...newRecord(now, by),
  deletedCalendar: calendarId,
  due: Math.floor(now / 1000),
});

export const decodeCalendarPurge = (document: StoredDocument | undefined): CalendarPurge | undefined =>
  decode('calendarPurge', calendarPurge, document);
