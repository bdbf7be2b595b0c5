// The calendars of a mailbox and the groups they lie in; the default ones exist without being stored.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { hashedId } from '../ids.ts';
import type { Documents } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';
import { defaultCalendarGroupId, defaultCalendarId, mailboxPartition, type Mailbox } from './mailbox.ts';

const calendar = z.object({ ...recordShape, calendarId: z.string(), calendarGroup: z.string(), name: z.string() });

/** A calendar, and the calendar group that it is in. */
export type Calendar = Pick<z.infer<typeof calendar>, 'calendarId' | 'calendarGroup' | 'name'>;

export interface Calendars {
  /** A calendar of the mailbox; one point read, none for the default calendar. */
  read(mailbox: Mailbox, calendarId: string): Promise<Calendar | undefined>;
  /** Adds a calendar group unless it is there already. */
  enterGroup(mailbox: Mailbox, group: { readonly calendarGroup: string; readonly name: string }, by: Author): Promise<void>;
  /** Adds a calendar unless it is there already. */
  enter(mailbox: Mailbox, entering: Calendar, by: Author): Promise<void>;
}

const calendarDocument = (calendarId: string): string => hashedId('calendar', calendarId);
const groupDocument = (calendarGroup: string): string => hashedId('calendarGroup', calendarGroup);

export function createCalendars(documents: Documents, clock: Clock): Calendars {
  return {
    async read(mailbox, calendarId) {
      if (calendarId === defaultCalendarId(mailbox))
        return { calendarId, calendarGroup: defaultCalendarGroupId(mailbox), name: 'Calendar' };
      return decode('calendar', calendar, await documents.read(mailboxPartition(mailbox), calendarDocument(calendarId)));
    },
    async enterGroup(mailbox, group, by) {
      const document = { id: groupDocument(group.calendarGroup), kind: 'calendarGroup', ...newRecord(clock(), by), ...group };
      await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
    },
    async enter(mailbox, entering, by) {
      const document = { id: calendarDocument(entering.calendarId), kind: 'calendar', ...newRecord(clock(), by), ...entering };
      await documents.commit(mailboxPartition(mailbox), [{ write: 'create', document }]);
    },
  };
}
