// What lambdas in a `$filter` of events may ask of the collections that an event has: each by what its values have stored.
import { extendedPropertyFilter, extensionFilter } from '../custom/customFilter.ts';
import { collectionProperty } from '../filter/collection.ts';
import { mailProperty, memberProperty, optionalText } from '../filter/filterable.ts';
import { enumTypes } from '../types/enums.ts';
import type { Filterable } from '../filter/condition.ts';

/** The collections by name. One that is no property of the event's, such as what `$expand` alone shows, has its filter here as well. */
export const eventCollections = {
  categories: collectionProperty('properties.categories', { '': optionalText('') }),
  attendees: collectionProperty('properties.attendees', {
    'emailAddress/address': mailProperty('emailAddress.address'),
    'emailAddress/name': optionalText('emailAddress.name'),
    type: memberProperty('type', enumTypes.attendeeType.members),
    'status/response': memberProperty('status.response', enumTypes.responseType.members),
  }),
  locations: collectionProperty('properties.locations', { displayName: optionalText('displayName') }),
  extensions: extensionFilter,
  singleValueExtendedProperties: extendedPropertyFilter,
} as const satisfies Readonly<Record<string, Filterable>>;
