// Graph's entity types as this service has them: the properties that its answers and bodies are made of, and where each of them leads.
import { calendarGroupProperties, calendarPermissionProperties, calendarProperties } from '../calendar/calendarSchema.ts';
import type { ComplexType } from '../types/complex.ts';
import { groupProperties, userProperties } from '../directory/directorySchema.ts';
import { namesOf, type NavigationTable, type PropertyTable } from '../types/edm.ts';
import { eventNavigation, eventProperties } from '../event/eventSchema.ts';
import { invitationNavigation, invitationProperties } from '../directory/invitation.ts';
import { eventMessageNavigation, eventMessageProperties, messageProperties, requestProperties } from '../message/messageQuery.ts';
import { itemAttachmentNavigation, ownProperties } from '../attachment/attachmentProperties.ts';

/** A type whose entities have an id. `properties` and `navigation` may repeat those of its base. */
export interface EntityType extends ComplexType {
  readonly navigation?: NavigationTable;
  readonly abstract?: boolean;
  /** Navigation properties whose entities stand in bodies or answers themselves; the others are paths alone. */
  readonly inline?: readonly string[];
  /** Navigation properties that a body may set by reference, as by `calendar@odata.bind`. */
  readonly binds?: readonly string[];
}

const entity = { id: 'Edm.String not null' } as const satisfies PropertyTable;

/** What Outlook's items have in common, in Graph's words. */
const outlookItem = {
  ...entity,
  createdDateTime: eventProperties.createdDateTime,
  lastModifiedDateTime: eventProperties.lastModifiedDateTime,
  changeKey: eventProperties.changeKey,
  categories: eventProperties.categories,
} as const satisfies PropertyTable;

const events = {
  calendarView: 'Collection(graph.event) contained',
  events: 'Collection(graph.event) contained',
} as const satisfies NavigationTable;

const mailFolders = 'Collection(graph.mailFolder) contained';
const messages = 'Collection(graph.message) contained';
const attachments = 'Collection(graph.attachment) contained';
const calendars = 'Collection(graph.calendar) contained';

/** By name. What the path of a URL may have behind such an entity is its navigation (`lib/paths/grammar.ts`). */
export const entityTypes: Readonly<Record<string, EntityType>> = {
  entity: { properties: entity, abstract: true },
  directoryObject: { properties: entity, base: 'entity' },
  outlookItem: { properties: outlookItem, base: 'entity', abstract: true },
  user: {
    properties: userProperties,
    base: 'directoryObject',
    navigation: {
      calendar: 'graph.calendar contained',
      calendarGroups: 'Collection(graph.calendarGroup) contained',
      calendars,
      ...events,
      joinedGroups: 'Collection(graph.group)',
      mailFolders,
      memberOf: 'Collection(graph.directoryObject)',
      messages,
    },
  },
  group: {
    properties: groupProperties,
    base: 'directoryObject',
    navigation: {
      calendar: 'graph.calendar contained',
      ...events,
      members: 'Collection(graph.directoryObject)',
      owners: 'Collection(graph.directoryObject)',
    },
    binds: ['members', 'owners'],
  },
  invitation: { properties: invitationProperties, base: 'entity', navigation: invitationNavigation, inline: ['invitedUser'] },
  calendarGroup: { properties: calendarGroupProperties, base: 'entity', navigation: { calendars } },
  calendar: {
    properties: calendarProperties,
    base: 'entity',
    navigation: { calendarPermissions: 'Collection(graph.calendarPermission) contained', ...events },
  },
  calendarPermission: { properties: calendarPermissionProperties, base: 'entity' },
  event: {
    properties: eventProperties,
    base: 'outlookItem',
    navigation: eventNavigation,
    inline: namesOf(eventNavigation),
    binds: ['calendar'],
  },
  mailFolder: { properties: entity, base: 'entity', navigation: { childFolders: mailFolders, messages } },
  message: { properties: messageProperties, base: 'outlookItem', navigation: { attachments } },
  eventMessage: { properties: eventMessageProperties, base: 'message', navigation: eventMessageNavigation, inline: ['event'] },
  eventMessageRequest: { properties: requestProperties, base: 'eventMessage' },
  // What an item says of a contact is kept as it came.
  contact: { properties: outlookItem, base: 'outlookItem', open: true },
  // Graph's is abstract; here a bare description is one, too.
  attachment: { properties: ownProperties.attachment, base: 'entity' },
  fileAttachment: { properties: ownProperties.fileAttachment, base: 'attachment' },
  itemAttachment: { properties: ownProperties.itemAttachment, base: 'attachment', navigation: itemAttachmentNavigation, inline: ['item'] },
  referenceAttachment: { properties: ownProperties.referenceAttachment, base: 'attachment' },
};
