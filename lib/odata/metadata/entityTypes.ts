// Graph's entity types as this service has them, from the schema of each.
import { attachmentTypes } from '../attachment/attachmentSchema.ts';
import { calendarTypes } from '../calendar/calendarSchema.ts';
import { groupType } from '../directory/groupSchema.ts';
import { userType } from '../directory/userSchema.ts';
import { invitationType } from '../directory/invitation.ts';
import { eventType } from '../event/eventSchema.ts';
import { entity, outlookItem } from '../item/outlookItem.ts';
import { messageTypes } from '../message/messageSchema.ts';
import type { EntityType } from '../types/structured.ts';

/**
 * By name, a base before what is derived from it. What the path of a URL may have behind such an entity is its navigation
 * (`lib/paths/grammar.ts`).
 */
export const entityTypes: Readonly<Record<string, EntityType>> = {
  entity: { properties: entity, abstract: true },
  directoryObject: { properties: entity, base: 'entity' },
  outlookItem: { properties: outlookItem, base: 'entity', abstract: true },
  user: userType,
  group: groupType,
  invitation: invitationType,
  ...calendarTypes,
  event: eventType,
  mailFolder: {
    properties: entity,
    base: 'entity',
    navigation: { childFolders: 'Collection(graph.mailFolder) contained', messages: 'Collection(graph.message) contained' },
  },
  ...messageTypes,
  // What an item says of a contact is kept as it came.
  contact: { properties: outlookItem, base: 'outlookItem', open: true },
  ...attachmentTypes,
};
