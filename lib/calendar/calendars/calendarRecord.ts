// A calendar as it is stored, and the default calendar as it is before it is stored.
import { z } from 'zod';
import { customShape } from '../custom/customIndex.ts';
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
  /** Its extended properties, in a document of its own; none where it has none. */
  custom: customShape.optional(),
  /** Counts changes of the properties. */
  revision: z.number().int().default(0),
});

/** A living calendar. `id` is its document's id. */
export type CalendarRecord = z.infer<typeof calendarRecord> & { readonly etag: string };
export type CalendarProperties = z.infer<typeof calendarProperties>;
/** The properties given for a new calendar: the name, and each other one that isn't to have its default. */
export type NewCalendar = z.input<typeof calendarProperties>;

/** The calendar's own properties and no others, each that isn't given with its default. */
export const calendarPropertiesOf = (given: NewCalendar): CalendarProperties => calendarProperties.parse(given);

/** A calendar, and the calendar group that it is in. */
export type CalendarPlace = Pick<CalendarRecord, 'calendarId' | 'calendarGroup'>;

/** The id of a calendar's document. */
export const calendarDocument = (calendarId: string): string => hashedId('calendar', calendarId);

/** Holds if the document is a living calendar, not a tombstone. */
export const isCalendar: Condition = { is: 'eq', property: 'kind', value: 'calendar' };

/** The living calendar in a document. */
export const decodeCalendar = (document: StoredDocument | undefined): CalendarRecord | undefined =>
  decodeCurrent('calendar', calendarRecord, document);

/** The default calendar as it is until somebody changes it. */
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

/** The write that refuses its batch unless the calendar lives; none for the default calendar, which always lives. */
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
