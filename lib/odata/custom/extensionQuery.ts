// The query options of open extensions: those of a list, and those of one (contract, section 15).
import { extensionKey, type Extension } from '../../calendar/custom/customData.ts';
import { unknownProperty } from '../../runtime/errors.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { holds } from '../../stores/holds.ts';
import type { Filterable } from '../filter/condition.ts';
import { noOptions, type Filter, type NamedProperty, type QuerySchema } from '../query/queryOptions.ts';
import { extensionEntity } from './customEntity.ts';
import { extensionNamed } from './customFilter.ts';
import { openTypeExtension } from './customSchema.ts';

const declared: readonly string[] = ['id', ...Object.keys(openTypeExtension)];

/** An identifier of OData (ABNF, `odataIdentifier`), as names of an extension's own properties mostly are. */
const identifier = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u;

/** The type is open: any name may be a property's. Throws 400 for a text that is no name. */
function property(asked: string): NamedProperty<string> {
  const name = declared.find((each) => each.toLowerCase() === asked.toLowerCase()) ?? asked;
  if (!identifier.test(name)) throw unknownProperty(asked, 'microsoft.graph.openTypeExtension');
  return { name, path: name };
}

const byName = new Map<string, Filterable>(declared.map((name) => [name, extensionNamed('key')]));

/** A list is filtered by `id` and `extensionName`, with Graph's prefixes or without, and shows any properties. */
export const extensionList: QuerySchema<string> = {
  ...noOptions,
  options: ['select', 'filter', 'top', 'count', 'skiptoken'],
  property,
  filter: { find: (path) => byName.get(property(path).name), names: declared },
};

export const extensionSingle: QuerySchema<string> = { ...noOptions, options: ['select'], property };

/** Whether a list with this filter has the extension. */
export const isListed = (filter: Filter | undefined, { name }: Pick<Extension, 'name'>): boolean =>
  filter === undefined || holds(filter, { key: extensionKey(name) });

/** An extension with all of its properties, or with its id and the selected ones and what is said of their types. */
export function selectedExtension(extension: Extension, select: ReadonlySet<string> | undefined): JsonObject {
  const entity = extensionEntity(extension);
  if (select === undefined) return entity;
  const isShown = (name: string): boolean => ['', 'id'].includes(name) || select.has(name);
  return Object.fromEntries(Object.entries(entity).filter(([name]) => isShown(name.replace(/@.*$/s, ''))));
}
