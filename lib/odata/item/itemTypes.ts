// The properties of Graph's items: event, message with the meeting messages, and contact, on v1.0 and on beta.
import { namesOf, type PropertyTable } from '../types/edm.ts';
import { eventNavigation, eventProperties } from '../event/eventSchema.ts';
import type { EntityType } from '../metadata/entityTypes.ts';

const outlookItem = {
  id: 'Edm.String',
  categories: 'Collection(Edm.String)',
  changeKey: 'Edm.String',
  createdDateTime: 'Edm.DateTimeOffset',
  lastModifiedDateTime: 'Edm.DateTimeOffset',
} as const satisfies PropertyTable;

const event = {
  ...outlookItem,
  ...eventProperties,
  // What the service doesn't know of is a part of the item like anything else.
  extensions: 'Collection(Edm.Untyped)',
  multiValueExtendedProperties: 'Collection(Edm.Untyped)',
  singleValueExtendedProperties: 'Collection(Edm.Untyped)',
  occurrenceId: 'Edm.String',
  uid: 'Edm.String',
} as const satisfies PropertyTable;

const message = {
  ...outlookItem,
  bccRecipients: 'Collection(graph.recipient)',
  body: 'graph.itemBody',
  bodyPreview: 'Edm.String',
  ccRecipients: 'Collection(graph.recipient)',
  conversationId: 'Edm.String',
  conversationIndex: 'Edm.Binary',
  flag: 'graph.followupFlag',
  from: 'graph.recipient',
  hasAttachments: 'Edm.Boolean',
  importance: 'graph.importance',
  inferenceClassification: 'graph.inferenceClassificationType',
  internetMessageHeaders: 'Collection(graph.internetMessageHeader)',
  internetMessageId: 'Edm.String',
  isDeliveryReceiptRequested: 'Edm.Boolean',
  isDraft: 'Edm.Boolean',
  isRead: 'Edm.Boolean',
  isReadReceiptRequested: 'Edm.Boolean',
  parentFolderId: 'Edm.String',
  receivedDateTime: 'Edm.DateTimeOffset',
  replyTo: 'Collection(graph.recipient)',
  sender: 'graph.recipient',
  sentDateTime: 'Edm.DateTimeOffset',
  subject: 'Edm.String',
  toRecipients: 'Collection(graph.recipient)',
  uniqueBody: 'graph.itemBody',
  webLink: 'Edm.String',
} as const satisfies PropertyTable;

const eventMessage = {
  ...message,
  endDateTime: 'graph.dateTimeTimeZone',
  event: 'graph.event',
  isAllDay: 'Edm.Boolean',
  isDelegated: 'Edm.Boolean',
  isOutOfDate: 'Edm.Boolean',
  location: 'graph.location',
  meetingMessageType: 'graph.meetingMessageType',
  recurrence: 'graph.patternedRecurrence',
  startDateTime: 'graph.dateTimeTimeZone',
  type: 'graph.eventType',
} as const satisfies PropertyTable;

const eventMessageRequest = {
  ...eventMessage,
  allowNewTimeProposals: 'Edm.Boolean',
  meetingRequestType: 'graph.meetingRequestType',
  previousEndDateTime: 'graph.dateTimeTimeZone',
  previousLocation: 'graph.location',
  previousStartDateTime: 'graph.dateTimeTimeZone',
  responseRequested: 'Edm.Boolean',
} as const satisfies PropertyTable;

const contact = {
  ...outlookItem,
  assistantName: 'Edm.String',
  birthday: 'Edm.DateTimeOffset',
  businessAddress: 'graph.physicalAddress',
  businessHomePage: 'Edm.String',
  businessPhones: 'Collection(Edm.String)',
  children: 'Collection(Edm.String)',
  companyName: 'Edm.String',
  department: 'Edm.String',
  displayName: 'Edm.String',
  emailAddresses: 'Collection(graph.typedEmailAddress)',
  fileAs: 'Edm.String',
  flag: 'graph.followupFlag',
  gender: 'Edm.String',
  generation: 'Edm.String',
  givenName: 'Edm.String',
  homeAddress: 'graph.physicalAddress',
  homePhones: 'Collection(Edm.String)',
  imAddresses: 'Collection(Edm.String)',
  initials: 'Edm.String',
  isFavorite: 'Edm.Boolean',
  jobTitle: 'Edm.String',
  manager: 'Edm.String',
  middleName: 'Edm.String',
  mobilePhone: 'Edm.String',
  nickName: 'Edm.String',
  officeLocation: 'Edm.String',
  otherAddress: 'graph.physicalAddress',
  parentFolderId: 'Edm.String',
  personalNotes: 'Edm.String',
  phones: 'Collection(graph.phone)',
  postalAddresses: 'Collection(graph.physicalAddress)',
  primaryEmailAddress: 'graph.emailAddress',
  profession: 'Edm.String',
  secondaryEmailAddress: 'graph.emailAddress',
  spouseName: 'Edm.String',
  surname: 'Edm.String',
  tertiaryEmailAddress: 'graph.emailAddress',
  title: 'Edm.String',
  websites: 'Collection(graph.website)',
  weddingAnniversary: 'Edm.Date',
  yomiCompanyName: 'Edm.String',
  yomiGivenName: 'Edm.String',
  yomiSurname: 'Edm.String',
} as const satisfies PropertyTable;

const attached = {
  navigation: { attachments: eventNavigation.attachments },
  inline: ['attachments'],
} as const satisfies Partial<EntityType>;

/**
 * What an item of each type may have (Graph, event, message, eventMessage and contact resource types). An item is kept as it came, so that
 * nothing of it is lost: a message and a contact may have more than their types declare, an event what Graph's has.
 */
export const itemTypes: Readonly<Record<string, EntityType>> = {
  event: { properties: event, navigation: eventNavigation, inline: namesOf(eventNavigation) },
  message: { properties: message, ...attached, open: true },
  eventMessage: { properties: eventMessage, ...attached, open: true },
  eventMessageRequest: { properties: eventMessageRequest, ...attached, open: true },
  eventMessageResponse: {
    properties: { ...eventMessage, proposedNewTime: 'graph.timeSlot', responseType: 'graph.responseType' },
    ...attached,
    open: true,
  },
  contact: { properties: contact, open: true },
};
