// The query options of messages: what a list of them and one of them can be asked.
import { badRequest } from '../../runtime/errors.ts';
import { parseExpandedEvent } from '../event/eventQuery.ts';
import type { QueryOptions, QuerySchema } from '../query/queryOptions.ts';
import { filterOf, namedAmong } from '../query/vocabulary.ts';
import { namesOf } from '../types/edm.ts';
import { eventMessageNavigation, eventMessageRows, messageRows, requestRows, type MessageProperty } from './messageSchema.ts';

const ofEventMessages = [...namesOf(eventMessageRows), ...namesOf(eventMessageNavigation)] as const;

const property = namedAmong<MessageProperty>('message', namesOf(messageRows), {
  eventMessage: ofEventMessages,
  eventMessageRequest: [...ofEventMessages, ...namesOf(requestRows)],
});

/** Lists are always ordered by this property, the newest first. */
const received = 'receivedDateTime';

/** Throws 400 for any other order. */
export function checkOrder({ orderBy }: Pick<QueryOptions<MessageProperty, typeof received>, 'orderBy'>): void {
  if (orderBy?.direction === 'asc') throw badRequest(`Messages come the newest first: '$orderby' takes '${received} desc'.`);
}

export const messageList: QuerySchema<MessageProperty, typeof received> = {
  options: ['select', 'top', 'skip', 'count', 'orderby', 'filter', 'skiptoken'],
  property,
  sortable: [received],
  expandable: undefined,
  filter: filterOf(messageRows, property),
};

/** One message can show its meeting's event as it is now. */
export const messageSingle: QuerySchema<MessageProperty> = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable: { name: 'event', written: 'microsoft.graph.eventMessage/event', inside: parseExpandedEvent },
  filter: undefined,
};
