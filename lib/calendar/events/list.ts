// Lists a page of a calendar's events by keyset: one query along an index, however many events there are, with a bound of bytes.
import { z } from 'zod';
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { wholeBetweenPauses, withPauses } from '../occurrences/pauses.ts';
import { decodeListed, type EventRecord } from './record/eventRecord.ts';
import { documentsBehind, firstOf, type Order } from '../../stores/keyset.ts';
import { sortedText, sortKey } from '../../runtime/text/textOrder.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { sortKeysOf } from './draft.ts';

/** The properties that order lists (Graph's names), with the path of each; each has its index in `infra/cosmos-containers.json`. */
export const eventSortProperties = {
  'start/dateTime': 'sortKeys.start',
  'end/dateTime': 'sortKeys.end',
  subject: 'sortKeys.subject',
  createdDateTime: 'created',
  lastModifiedDateTime: 'modified',
} as const satisfies Record<string, PropertyPath>;

export type EventSortProperty = keyof typeof eventSortProperties;

/** Properties that may follow another one in an order, in the same direction; each pair has its index as well. */
export const secondSortProperties: Readonly<Partial<Record<EventSortProperty, readonly EventSortProperty[]>>> = {
  'start/dateTime': ['end/dateTime', 'subject'],
  'end/dateTime': ['start/dateTime', 'subject'],
  subject: ['start/dateTime', 'end/dateTime'],
};

export interface EventOrder {
  readonly property: EventSortProperty;
  /** What orders events that have the same there: one that `secondSortProperties` pairs with it. */
  readonly then?: EventSortProperty | undefined;
  readonly descending: boolean;
}

/** The place behind which a page begins: the last entry's value of the property that orders the list, as JSON where there are two, and its document's id. */
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
  /** Whether more events follow this page. */
  readonly more: boolean;
}

/** An event's place in the order of a list. */
export function eventCursorAt(event: EventRecord, { property, then }: EventOrder): EventCursor {
  const { start, end } = event.sortKeys ?? sortKeysOf(event.properties);
  const values: Record<EventSortProperty, string> = {
    'start/dateTime': start,
    'end/dateTime': end,
    subject: sortedText(event.properties.subject),
    createdDateTime: event.created,
    lastModifiedDateTime: event.modified,
  };
  return { sort: then === undefined ? values[property] : JSON.stringify([values[property], values[then]]), id: event.id };
}

export async function listEvents(documents: Documents, mailbox: Mailbox, calendar: string, request: EventPageRequest): Promise<EventPage> {
  const { limit, skip, filter, orderBy, after } = request;
  const order: Order = {
    within: ['listed', 'calendar'],
    by: [eventSortProperties[orderBy.property], ...(orderBy.then === undefined ? [] : [eventSortProperties[orderBy.then]]), 'id'],
    descending: orderBy.descending,
  };
  const found = await documentsBehind(documents, mailboxPartition(mailbox), order, {
    conditions: inCalendar(calendar, filter),
    // The sort key of a point in time is the time itself.
    after: after && [...(orderBy.then === undefined ? [after.sort] : sortsIn(after)).map(sortKey), after.id],
    limit: limit + 1,
    bytes: maxPageReadBytes,
    ...(skip !== undefined && { skip }),
  });
  const { entries, more } = firstOf(found, limit);
  const events: EventRecord[] = [];
  for await (const some of withPauses(entries, wholeBetweenPauses))
    events.push(...some.flatMap((document) => decodeListed(document) ?? []));
  return { events, more };
}

const sorts = z.array(z.string());
const sortsIn = ({ sort }: EventCursor): readonly string[] => sorts.parse(JSON.parse(sort));

export const countEvents = (documents: Documents, mailbox: Mailbox, calendar: string, filter: Condition | undefined): Promise<number> =>
  documents.count(mailboxPartition(mailbox), { is: 'and', conditions: inCalendar(calendar, filter) });

/** The conditions that find the events of a calendar that meet the filter. */
export const inCalendar = (calendar: string, filter: Condition | undefined): Condition[] => [
  { is: 'eq', property: 'listed', value: true },
  { is: 'eq', property: 'calendar', value: calendar },
  ...(filter ? [filter] : []),
];

/** The filter without private events, so that neither a count nor a page tells a caller who may not see them that they exist. */
export function withoutPrivate(filter?: Condition): Condition {
  const open: Condition = { is: 'ne', property: 'properties.sensitivity', value: 'private' };
  return filter === undefined ? open : { is: 'and', conditions: [open, filter] };
}
