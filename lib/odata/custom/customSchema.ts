// Declares Graph's open extensions and extended properties for `$metadata`, query options and the check of bodies.
import type { NavigationTable, PropertyTable } from '../types/edm.ts';
import type { EntityType, Writable } from '../types/structured.ts';

export const openTypeExtension = { extensionName: 'Edm.String not null' } as const satisfies PropertyTable;
const singleValue = { value: 'Edm.String' } as const satisfies PropertyTable;
const multiValue = { value: 'Collection(Edm.String)' } as const satisfies PropertyTable;

const id = { id: 'Edm.String not null' } as const satisfies PropertyTable;

const ofProperty: Writable = { any: ['id', 'value'], needed: ['id', 'value'] };

/** The entity types, each base before what is derived from it. */
export const customTypes: Readonly<Record<string, EntityType>> = {
  extension: { properties: id, base: 'entity', abstract: true },
  openTypeExtension: {
    properties: { ...id, ...openTypeExtension },
    base: 'extension',
    open: true,
    writable: { any: ['extensionName'], needed: ['extensionName'] },
    always: ['id'],
  },
  multiValueLegacyExtendedProperty: { properties: { ...id, ...multiValue }, base: 'entity', writable: ofProperty },
  singleValueLegacyExtendedProperty: { properties: { ...id, ...singleValue }, base: 'entity', writable: ofProperty },
};

/** What events and calendars have. */
export const extendedNavigation = {
  multiValueExtendedProperties: 'Collection(graph.multiValueLegacyExtendedProperty) contained',
  singleValueExtendedProperties: 'Collection(graph.singleValueLegacyExtendedProperty) contained',
} as const satisfies NavigationTable;

/** What events have. */
export const customNavigation = {
  extensions: 'Collection(graph.extension) contained',
  ...extendedNavigation,
} as const satisfies NavigationTable;

export type CustomCollection = keyof typeof customNavigation;

/** The type that an extension names in answers. */
export const extensionType = '#microsoft.graph.openTypeExtension' satisfies `#${string}`;

/** Other names that bodies may have for it. */
export const isExtensionType = (named: string): boolean =>
  /^#?(?:microsoft\.graph|graph|microsoft\.outlookservices)\.opentypeextension$/i.test(named.trim());
