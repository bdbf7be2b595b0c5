// Lists a calendar's events page by page, by keyset: one query along an index for each page, however many events there are.
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { decodeEvent, type EventRecord } from './record/eventRecord.ts';
import { documentsBehind, firstOf, type Order } from '../../stores/keyset.ts';
import { sortedText, sortKey } from '../../runtime/text/textOrder.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { sortKeysOf } from './draft.ts';

/** What lists are sorted by: Graph's name, and the path in the document; each has its index in `infra/cosmos-containers.json`. */
export const eventSortProperties = {
  'start/dateTime': 'sortKeys.start',
  'end/dateTime': 'sortKeys.end',
  subject: 'sortKeys.subject',
  createdDateTime: 'created',
  lastModifiedDateTime: 'modified',
} as const satisfies Record<string, PropertyPath>;

export type EventSortProperty = keyof typeof eventSortProperties;

export interface EventOrder {
  readonly property: EventSortProperty;
  readonly descending: boolean;
}

/** The place after which a page begins: the value that the last entry has in the sort property, and the id of its document. */
export interface EventCursor {
  readonly sort: string;
  readonly id: string;
}

export interface EventPageRequest {
  readonly limit: number;
  readonly skip?: number;
  readonly filter?: Condition;
  readonly orderBy: EventOrder;
  readonly after?: EventCursor;
}

export interface EventPage {
  readonly events: readonly EventRecord[];
  /** Whether there are more events after this page. */
  readonly more: boolean;
}

/** Where an event stands in the order of a list. */
export function eventCursorAt(event: EventRecord, { property }: EventOrder): EventCursor {
  const { start, end } = event.sortKeys ?? sortKeysOf(event.properties);
  const values: Record<EventSortProperty, string> = {
    'start/dateTime': start,
    'end/dateTime': end,
    subject: sortedText(event.properties.subject),
    createdDateTime: event.created,
    lastModifiedDateTime: event.modified,
  };
  return { sort: values[property], id: event.id };
}

export async function listEvents(documents: Documents, mailbox: Mailbox, calendar: string, request: EventPageRequest): Promise<EventPage> {
  const { limit, skip, filter, orderBy, after } = request;
  const order: Order = {
    within: ['listed', 'calendar'],
    by: [eventSortProperties[orderBy.property], 'id'],
    descending: orderBy.descending,
  };
  const found = await documentsBehind(documents, mailboxPartition(mailbox), order, {
    conditions: inCalendar(calendar, filter),
    // `sortKey` leaves points in time as they are.
    after: after && [sortKey(after.sort), after.id],
    limit: limit + 1,
    ...(skip !== undefined && { skip }),
  });
  const { entries, more } = firstOf(found, limit);
  return { events: entries.flatMap((document) => decodeEvent(document) ?? []), more };
}

export const countEvents = (documents: Documents, mailbox: Mailbox, calendar: string, filter: Condition | undefined): Promise<number> =>
  documents.count(mailboxPartition(mailbox), { is: 'and', conditions: inCalendar(calendar, filter) });

/** The conditions that find the events of a calendar. */
export const inCalendar = (calendar: string, filter: Condition | undefined): Condition[] => [
  { is: 'eq', property: 'listed', value: true },
  { is: 'eq', property: 'calendar', value: calendar },
  ...(filter ? [filter] : []),
];

/** The filter without private events: counts and pages must not tell a caller who may not see these that there are some. */
export function withoutPrivate(filter?: Condition): Condition {
  const open: Condition = { is: 'ne', property: 'properties.sensitivity', value: 'private' };
  return filter === undefined ? open : { is: 'and', conditions: [open, filter] };
}
