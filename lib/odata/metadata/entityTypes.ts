// Collects the entity types of all resources, for the model.
import { attachmentTypes } from '../attachment/attachmentSchema.ts';
import { calendarTypes } from '../calendar/calendarSchema.ts';
import { customTypes } from '../custom/customSchema.ts';
import { groupType } from '../directory/groupSchema.ts';
import { personType } from '../directory/personSchema.ts';
import { placeTypes } from '../directory/place.ts';
import { profilePhotoType } from '../directory/photo.ts';
import { userType } from '../directory/userSchema.ts';
import { invitationType } from '../directory/invitation.ts';
import { eventType } from '../event/eventSchema.ts';
import { entity, outlookItem } from '../item/outlookItem.ts';
import { mailFolderType } from '../message/mailFolder.ts';
import { messageTypes } from '../message/messageSchema.ts';
import { categoryType } from '../settings/categorySchema.ts';
import { subscriptionType } from '../subscription/subscriptionSchema.ts';
import type { EntityType } from '../types/structured.ts';

/**
 * The entity types by name, each base before the types that are derived from it. The navigation of a type agrees with what a URL's path may
 * have behind such an entity (`lib/paths/grammar.ts`).
 */
export const entityTypes: Readonly<Record<string, EntityType>> = {
  entity: { properties: entity, abstract: true },
  directoryObject: { properties: entity, base: 'entity' },
  outlookItem: { properties: outlookItem, base: 'entity', abstract: true },
  profilePhoto: profilePhotoType,
  ...placeTypes,
  person: personType,
  user: userType,
  outlookUser: {
    properties: entity,
    base: 'entity',
    navigation: { masterCategories: 'Collection(graph.outlookCategory) contained' },
  },
  outlookCategory: categoryType,
  group: groupType,
  invitation: invitationType,
  subscription: subscriptionType,
  ...customTypes,
  ...calendarTypes,
  event: eventType,
  mailFolder: mailFolderType,
  ...messageTypes,
  // An open type, since the service keeps a contact as it came.
  contact: { properties: outlookItem, base: 'outlookItem', open: true },
  ...attachmentTypes,
};
