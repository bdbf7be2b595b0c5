// Declares Graph's reminder, a complex type (reminder resource type): what answers show of an event that reminds.
import { shownIn } from '../../calendar/events/record/times.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { inZone } from '../../calendar/time/dateTime.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { showRows, typesOf, type Row } from '../types/entity.ts';

/** A reminder with all that its answer needs. */
export interface ShownReminder {
  readonly event: EventRecord;
  /** The ETag that the mailbox's owner sees. */
  readonly etag: string;
  /** Where the event is. */
  readonly link: string;
  /** Milliseconds since 1970 UTC. */
  readonly firesAt: number;
  /** The zone whose clocks show the times. */
  readonly timeZone: string;
}

const time =
  (name: 'start' | 'end'): NonNullable<Row<ShownReminder>['show']> =>
  ({ event: { properties }, timeZone }) =>
    properties[name] && shownIn(properties[name], timeZone, properties.isAllDay);

const rows = {
  eventId: { type: 'Edm.String', show: ({ event }) => event.eventId },
  eventStartTime: { type: 'graph.dateTimeTimeZone', show: time('start') },
  eventEndTime: { type: 'graph.dateTimeTimeZone', show: time('end') },
  changeKey: { type: 'Edm.String', show: ({ etag }) => Buffer.from(etag).toString('base64url') },
  eventSubject: { type: 'Edm.String', show: ({ event }) => event.properties.subject },
  eventLocation: { type: 'graph.location', show: ({ event }) => event.properties.location },
  eventWebLink: { type: 'Edm.String', show: ({ link }) => link },
  reminderFireTime: { type: 'graph.dateTimeTimeZone', show: ({ firesAt, timeZone }) => ({ ...inZone(firesAt, timeZone) }) },
} as const satisfies Readonly<Record<string, Row<ShownReminder>>>;

/** The complex type for `$metadata`. */
export const reminderType = { properties: typesOf(rows) };

export const reminderValue = (shown: ShownReminder): JsonObject => showRows(rows, shown);
