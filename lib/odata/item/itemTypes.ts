// The properties of Graph's items: event, message with the meeting messages, and contact, on v1.0 and on beta.
import type { ItemTypeName } from '../../formats/itemType.ts';
import { customNavigation } from '../custom/customSchema.ts';
import { eventInformative, eventNavigation, eventProperties } from '../event/eventSchema.ts';
import { eventMessageNavigation, eventMessageProperties, messageProperties, requestProperties } from '../message/messageSchema.ts';
import { namesOf, type PropertyTable } from '../types/edm.ts';
import type { EntityType } from '../types/structured.ts';
import { outlookItem } from './outlookItem.ts';

/** The event of an item: it may also have the properties that the service's own event doesn't keep. */
const event = {
  ...eventProperties,
  ...Object.fromEntries(namesOf(customNavigation).map((name) => [name, 'Collection(Edm.Untyped)' as const])),
  ...Object.fromEntries(eventInformative.map((name) => [name, 'Edm.String' as const])),
} satisfies PropertyTable;

/** The message of an item: the properties of the service's own messages, and those that only mail has. */
const message = {
  ...messageProperties,
  conversationId: 'Edm.String',
  conversationIndex: 'Edm.Binary',
  flag: 'graph.followupFlag',
  inferenceClassification: 'graph.inferenceClassificationType',
  internetMessageHeaders: 'Collection(graph.internetMessageHeader)',
  internetMessageId: 'Edm.String',
  isDeliveryReceiptRequested: 'Edm.Boolean',
  isReadReceiptRequested: 'Edm.Boolean',
  parentFolderId: 'Edm.String',
  uniqueBody: 'graph.itemBody',
} as const satisfies PropertyTable;

const eventMessage = { ...message, ...eventMessageProperties, isOutOfDate: 'Edm.Boolean' } as const satisfies PropertyTable;

const eventMessageRequest = {
  ...eventMessage,
  ...requestProperties,
  previousEndDateTime: 'graph.dateTimeTimeZone',
  previousLocation: 'graph.location',
  previousStartDateTime: 'graph.dateTimeTimeZone',
} as const satisfies PropertyTable;

const eventMessageResponse = {
  ...eventMessage,
  proposedNewTime: 'graph.timeSlot',
  responseType: 'graph.responseType',
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

/** A message contains its attachments, and a meeting message also contains the event. */
const attached = {
  navigation: { attachments: eventNavigation.attachments },
  inline: ['attachments'],
  open: true,
} as const satisfies Partial<EntityType>;
const aboutMeeting = {
  navigation: { ...attached.navigation, ...eventMessageNavigation },
  inline: [...attached.inline, ...namesOf(eventMessageNavigation)],
  open: true,
} as const satisfies Partial<EntityType>;

/**
 * The types of items (Graph, event, message, eventMessage and contact resource types). The service keeps an item as it came: a message and
 * a contact may have properties that their types don't declare, an event only those of Graph's event.
 */
export const itemTypes: Readonly<Record<ItemTypeName, EntityType>> = {
  event: { properties: event, navigation: eventNavigation, inline: namesOf(eventNavigation) },
  message: { properties: message, ...attached },
  eventMessage: { properties: eventMessage, ...aboutMeeting },
  eventMessageRequest: { properties: eventMessageRequest, ...aboutMeeting },
  eventMessageResponse: { properties: eventMessageResponse, ...aboutMeeting },
  contact: { properties: contact, open: true },
};
