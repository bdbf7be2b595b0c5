// Shows open extensions and extended properties as Graph does (contract, section 15).
import { dataOf } from '../../calendar/custom/changes.ts';
import type { CustomData, Extension, ExtendedProperty } from '../../calendar/custom/customData.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { extensionPrefix } from '../../paths/identifiers.ts';
import { extensionType, type CustomCollection } from './customSchema.ts';

/** The id of an extension, as its URL has it. */
export const extensionId = ({ name }: Pick<Extension, 'name'>): string => `${extensionPrefix}${name}`;

/** An extension, without `@odata.context`. */
export const extensionEntity = (extension: Extension): JsonObject => ({
  '@odata.type': extensionType,
  id: extensionId(extension),
  extensionName: extension.name,
  ...dataOf(extension),
});

const propertyEntity = ({ id, value }: ExtendedProperty): JsonObject => ({ id, value });

/** The entities of one collection, of those that are wanted. */
export function customEntities(
  { extensions, properties }: CustomData,
  collection: CustomCollection,
  isWanted: (id: string) => boolean = () => true,
): readonly JsonObject[] {
  if (collection === 'extensions') return extensions.filter(({ name }) => isWanted(name)).map(extensionEntity);
  const isMulti = collection === 'multiValueExtendedProperties';
  return properties.filter(({ id, value }) => (typeof value !== 'string') === isMulti && isWanted(id)).map(propertyEntity);
}
