// The query options of messages: what a list of them and one of them can be asked.
import { badRequest, unknownProperty } from '../../runtime/errors.ts';
import { namesOf, type NavigationTable, type PropertyTable } from '../types/edm.ts';
import { parseExpandedEvent } from '../event/eventQuery.ts';
import { instantProperty } from '../filter/filterable.ts';
import type { NamedProperty, QueryOptions, QuerySchema } from '../query/queryOptions.ts';

/** In the order of Graph's answers (message, eventMessage and eventMessageRequest resource types). */
export const messageProperties = {
  id: 'Edm.String not null',
  createdDateTime: 'Edm.DateTimeOffset',
  lastModifiedDateTime: 'Edm.DateTimeOffset',
  changeKey: 'Edm.String',
  categories: 'Collection(Edm.String)',
  receivedDateTime: 'Edm.DateTimeOffset',
  sentDateTime: 'Edm.DateTimeOffset',
  hasAttachments: 'Edm.Boolean',
  subject: 'Edm.String',
  bodyPreview: 'Edm.String',
  importance: 'graph.importance',
  isRead: 'Edm.Boolean',
  isDraft: 'Edm.Boolean',
  webLink: 'Edm.String',
  body: 'graph.itemBody',
  sender: 'graph.recipient',
  from: 'graph.recipient',
  toRecipients: 'Collection(graph.recipient)',
  ccRecipients: 'Collection(graph.recipient)',
  bccRecipients: 'Collection(graph.recipient)',
  replyTo: 'Collection(graph.recipient)',
} as const satisfies PropertyTable;
export const eventMessageProperties = {
  meetingMessageType: 'graph.meetingMessageType',
  type: 'graph.eventType',
  isAllDay: 'Edm.Boolean',
  isDelegated: 'Edm.Boolean',
  startDateTime: 'graph.dateTimeTimeZone',
  endDateTime: 'graph.dateTimeTimeZone',
  location: 'graph.location',
  recurrence: 'graph.patternedRecurrence',
} as const satisfies PropertyTable;
export const requestProperties = {
  meetingRequestType: 'graph.meetingRequestType',
  responseRequested: 'Edm.Boolean',
  allowNewTimeProposals: 'Edm.Boolean',
} as const satisfies PropertyTable;

export const eventMessageNavigation = { event: 'graph.event contained' } as const satisfies NavigationTable;

export type MessageProperty =
  | keyof typeof messageProperties
  | keyof typeof eventMessageProperties
  | keyof typeof eventMessageNavigation
  | keyof typeof requestProperties;

const cast = 'microsoft.graph.eventMessage';
const requestCast = `${cast}Request`;

const ofEventMessages = [...namesOf(eventMessageProperties), ...namesOf(eventMessageNavigation)] as const;

/** Every accepted spelling, in lower case: derived properties with their cast or, as clients send them, without. */
const named: ReadonlyMap<string, NamedProperty<MessageProperty>> = new Map(
  [
    ...[...namesOf(messageProperties), ...ofEventMessages, ...namesOf(requestProperties)].map((name) => ({ name, path: name })),
    ...ofEventMessages.map((name) => ({ name, path: `${cast}/${name}` })),
    ...namesOf(requestProperties).map((name) => ({ name, path: `${requestCast}/${name}` })),
  ].map((property) => [property.path.toLowerCase(), property]),
);

function property(asked: string): NamedProperty<MessageProperty> {
  const found = named.get(asked.toLowerCase());
  if (found === undefined) throw unknownProperty(asked, 'microsoft.graph.message');
  return found;
}

/** The one property that lists are in the order of, the newest first, and are filtered by. */
const received = 'receivedDateTime';

/** Throws 400 for an order that isn't the one that there is. */
export function checkOrder({ orderBy }: Pick<QueryOptions<MessageProperty, typeof received>, 'orderBy'>): void {
  if (orderBy?.direction === 'asc') throw badRequest(`Messages come the newest first: '$orderby' takes '${received} desc'.`);
}

export const messageList: QuerySchema<MessageProperty, typeof received> = {
  options: ['select', 'top', 'skip', 'count', 'orderby', 'filter', 'skiptoken'],
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
  expandable: { name: 'event', written: `${cast}/event`, inside: parseExpandedEvent },
  filter: undefined,
};
