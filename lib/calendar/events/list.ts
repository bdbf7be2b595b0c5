// A page of a calendar's events, by keyset: one query along an index, however many there are, which ends by its bytes.
import type { Condition, Documents, PropertyPath } from '../../stores/documents.ts';
import { maxPageReadBytes } from '../../runtime/limits.ts';
import { inTurns } from '../occurrences/pauses.ts';
import { decodeEvent, type EventRecord } from './record/eventRecord.ts';
import { sortedText, sortKey } from '../../runtime/text/textOrder.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { sortKeysOf } from './draft.ts';

/** What lists are sorted by (Graph's names), and where it lies; each has its index in `infra/cosmos-containers.json`. */
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

/** The place after which a page begins: the last entry's value, as its property has it, and document. */
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
  /** Whether there are more behind this page. */
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
  const property = eventSortProperties[orderBy.property];
  const { descending } = orderBy;
  const found = await documents.query(mailboxPartition(mailbox), {
    where: inCalendar(calendar, [...(filter ? [filter] : []), ...(after ? [behind(after, property, descending)] : [])]),
    // What is asked for comes first, so that the composite index serves both the filter and the order.
    orderBy: ['listed', 'calendar', property, 'id'].map((path) => ({ property: path, descending })),
    limit: limit + 1,
    bytes: maxPageReadBytes,
    ...(skip === undefined ? {} : { skip }),
  });
  const events: EventRecord[] = [];
  for await (const some of inTurns(found)) events.push(...some.flatMap((document) => decodeEvent(document) ?? []));
  return { events: events.slice(0, limit), more: found.isCut === true || events.length > limit };
}

export const countEvents = (documents: Documents, mailbox: Mailbox, calendar: string, filter: Condition | undefined): Promise<number> =>
  documents.count(mailboxPartition(mailbox), inCalendar(calendar, filter ? [filter] : []));

const inCalendar = (calendar: string, more: readonly Condition[]): Condition => ({
  is: 'and',
  conditions: [{ is: 'eq', property: 'listed', value: true }, { is: 'eq', property: 'calendar', value: calendar }, ...more],
});

function behind({ sort, id }: EventCursor, property: PropertyPath, descending: boolean): Condition {
  const is = descending ? 'lt' : 'gt';
  // Points in time are their own keys.
  const value = sortKey(sort);
  return {
    is: 'or',
    conditions: [
      { is, property, value },
      {
        is: 'and',
        conditions: [
          { is: 'eq', property, value },
          { is, property: 'id', value: id },
        ],
      },
    ],
  };
}

/** The filter, and no private events: who may not see those isn't told by a count or a page that there are some. */
export function withoutPrivate(filter?: Condition): Condition {
  const open: Condition = { is: 'ne', property: 'properties.sensitivity', value: 'private' };
  return filter === undefined ? open : { is: 'and', conditions: [open, filter] };
}
