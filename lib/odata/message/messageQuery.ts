// The query options of messages: those of a list, and those of one message.
import { badRequest } from '../../runtime/errors.ts';
import { parseExpandedEvent, type EventOptions } from '../event/eventQuery.ts';
import type { Expandables } from '../query/expand.ts';
import type { QueryOptions, QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import { eventMessageNavigation, eventMessageRows, messageRows, requestRows, responseRows, type MessageProperty } from './messageSchema.ts';

const ofEventMessages = [...namesOf(eventMessageRows), ...namesOf(eventMessageNavigation)] as const;

const property = namedAmong<MessageProperty>('message', namesOf(messageRows), {
  eventMessage: ofEventMessages,
  eventMessageRequest: [...ofEventMessages, ...namesOf(requestRows)],
  eventMessageResponse: [...ofEventMessages, ...namesOf(responseRows)],
});

type MessageExpanding = { readonly event: EventOptions };

/** The property that lists are always ordered by, the newest first. */
const received = 'receivedDateTime';

/** Throws 400 for any other order of a list. */
export function checkOrder({ orderBy }: Pick<QueryOptions<MessageProperty, typeof received>, 'orderBy'>): void {
  if (orderBy?.[0].direction === 'asc') throw badRequest(`Messages come the newest first: '$orderby' takes '${received} desc'.`);
}

/** `$expand=event` shows the meeting's event as it is now. */
const expandable: Expandables<MessageExpanding> = { event: { written: 'microsoft.graph.eventMessage/event', read: parseExpandedEvent } };

export const messageList: QuerySchema<MessageProperty, typeof received, MessageExpanding> = {
  options: ['select', 'expand', 'top', 'skip', 'count', 'orderby', 'filter', 'skiptoken'],
  property,
  sortable: [received],
  expandable,
  filter: filterOf(messageRows, property),
};

/** The options of one message. */
export const messageSingle: QuerySchema<MessageProperty, never, MessageExpanding> = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable,
  filter: undefined,
};
