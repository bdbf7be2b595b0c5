// A calendar as it is stored, and the default one as it is before anything is.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Condition, StoredDocument, Write } from '../../stores/documents.ts';
import { decodeCurrent, newRecord, recordShape } from '../../stores/records.ts';
import { defaultCalendarGroupId, defaultCalendarId, type Mailbox } from '../mailbox.ts';

/** Graph's calendarColor, without the `maxColor` that only counts its members. */
export const calendarColors = [
  'auto',
  'lightBlue',
  'lightGreen',
  'lightOrange',
  'lightGray',
  'lightYellow',
  'lightTeal',
  'lightPink',
  'lightBrown',
  'lightRed',
] as const;

/** The properties of a calendar that a caller writes, in Graph's words; `hexColor` is `#rrggbb` or empty. */
const calendarProperties = z.object({
  name: z.string(),
  color: z.enum(calendarColors).default('auto'),
  hexColor: z.string().default(''),
});

const calendarRecord = z.object({
  ...recordShape,
  id: z.string(),
  calendarId: z.string(),
  calendarGroup: z.string(),
  ...calendarProperties.shape,
  /** Counts changes of the properties. */
  revision: z.number().int().default(0),
});

/** A living calendar. `id` is its document's id. */
export type CalendarRecord = z.infer<typeof calendarRecord> & { readonly etag: string };
export type CalendarProperties = z.infer<typeof calendarProperties>;
/** What a new calendar is given: the name, and of the rest what isn't to be as by default. */
export type NewCalendar = z.input<typeof calendarProperties>;

/** The properties by their names alone, with the default of each that isn't given. */
export const calendarPropertiesOf = (given: NewCalendar): CalendarProperties => calendarProperties.parse(given);

/** A calendar, and the calendar group that it is in. */
export type CalendarPlace = Pick<CalendarRecord, 'calendarId' | 'calendarGroup'>;

/** The id of a calendar's document. */
export const calendarDocument = (calendarId: string): string => hashedId('calendar', calendarId);

/** Holds as long as the calendar lives. */
export const isCalendar: Condition = { is: 'eq', property: 'kind', value: 'calendar' };

/** The living calendar in a document. */
export const decodeCalendar = (document: StoredDocument | undefined): CalendarRecord | undefined =>
  decodeCurrent('calendar', calendarRecord, document);

/** The default calendar as long as nobody has changed it. */
export function unchangedDefault(mailbox: Mailbox): CalendarRecord {
  const calendarId = defaultCalendarId(mailbox);
  return {
    id: calendarDocument(calendarId),
    ...newRecord(0, 'service'),
    calendarId,
    calendarGroup: defaultCalendarGroupId(mailbox),
    ...calendarPropertiesOf({ name: 'Calendar' }),
    revision: 0,
    etag: unstoredEtag,
  };
}

const unstoredEtag = '"default"';

/** Whether the calendar has a document: a default one has none before its first change. */
export const isStored = ({ etag }: CalendarRecord): boolean => etag !== unstoredEtag;

/** Refuses what comes with it unless the calendar lives; nothing for the default calendar, which always does. */
export const livingCalendar = (mailbox: Mailbox, calendarId: string, now: number): Write[] =>
  calendarId === defaultCalendarId(mailbox)
    ? []
    : [
        {
          write: 'patch',
          id: calendarDocument(calendarId),
          operations: [{ op: 'set', path: '/modified', value: new Date(now).toISOString() }],
          when: isCalendar,
        },
      ];
