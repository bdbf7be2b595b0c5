// The query options of messages: what a list of them and one of them can be asked.
import { badRequest, ServiceError } from '../errors.ts';
import { instantProperty } from './filter/filterable.ts';
import type { NamedProperty, QueryOptions, QuerySchema } from './queryOptions.ts';

/** In the order of Graph's answers (message, eventMessage and eventMessageRequest resource types). */
const messageProperties = [
  'id',
  'createdDateTime',
  'lastModifiedDateTime',
  'changeKey',
  'categories',
  'receivedDateTime',
  'sentDateTime',
  'hasAttachments',
  'subject',
  'bodyPreview',
  'importance',
  'isRead',
  'isDraft',
  'webLink',
  'body',
  'sender',
  'from',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
] as const;
const eventMessageProperties = [
  'meetingMessageType',
  'type',
  'isAllDay',
  'isDelegated',
  'startDateTime',
  'endDateTime',
  'location',
  'recurrence',
  'event',
] as const;
const requestProperties = ['meetingRequestType', 'responseRequested', 'allowNewTimeProposals'] as const;

export type MessageProperty = (typeof messageProperties | typeof eventMessageProperties | typeof requestProperties)[number];

const cast = 'microsoft.graph.eventMessage';
const requestCast = `${cast}Request`;

/** Every accepted spelling, in lower case: derived properties with their cast or, as clients send them, without. */
const named: ReadonlyMap<string, NamedProperty<MessageProperty>> = new Map(
  [
    ...messageProperties.map((name) => ({ name, path: name })),
    ...[...eventMessageProperties, ...requestProperties].map((name) => ({ name, path: name })),
    ...eventMessageProperties.map((name) => ({ name, path: `${cast}/${name}` })),
    ...requestProperties.map((name) => ({ name, path: `${requestCast}/${name}` })),
  ].map((property) => [property.path.toLowerCase(), property]),
);

function property(asked: string): NamedProperty<MessageProperty> {
  const found = named.get(asked.toLowerCase());
  if (found === undefined)
    throw new ServiceError(400, 'RequestBroker--ParseUri', `Could not find a property named '${asked}' on type 'microsoft.graph.message'.`);
  return found;
}

/** The one property that lists are in the order of, the newest first, and are filtered by. */
const received = 'receivedDateTime';

/** Throws 400 for an order that isn't the one that there is. */
export function checkOrder({ orderBy }: Pick<QueryOptions<MessageProperty, typeof received>, 'orderBy'>): void {
  if (orderBy?.direction === 'asc') throw badRequest(`Messages come the newest first: '$orderby' takes '${received} desc'.`);
}

export const messageList: QuerySchema<MessageProperty, typeof received> = {
  options: ['select', 'top', 'skip', 'orderby', 'filter', 'skiptoken'],
  property,
  sortable: [received],
  expandable: undefined,
  filter: {
    find(path) {
      if (path.toLowerCase() === received.toLowerCase()) return instantProperty('received');
      property(path.split('/')[0] ?? path);
      return undefined;
    },
    names: [received],
  },
};

/** One message can show its meeting's event as it is now. */
export const messageSingle: QuerySchema<MessageProperty> = {
  options: ['select', 'expand'],
  property,
  sortable: [],
  expandable: { name: 'event', written: `${cast}/event` },
  filter: undefined,
};
