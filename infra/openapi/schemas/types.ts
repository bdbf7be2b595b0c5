// Makes JSON Schemas of the types that properties have, each as answers show it or as bodies give it.
import { batchRequestProperties, unsupported } from '../../../lib/odata/batch/batchBody.ts';
import { itemTypes } from '../../../lib/odata/item/itemTypes.ts';
import { itemComplexTypes, itemEnumerations } from '../../../lib/odata/item/outlookTypes.ts';
import { model } from '../../../lib/odata/metadata/model.ts';
import type { PropertyTable } from '../../../lib/odata/types/edm.ts';
import type { EntityType } from '../../../lib/odata/types/structured.ts';
import { reference, type Described } from '../json.ts';

/**
 * What a schema is for: an answer; the body of a new entity; that of a change; a value within a body; an item that is attached, as answers show it,
 * and as bodies give it.
 */
export type Use = 'answer' | 'create' | 'update' | 'input' | 'item' | 'newItem';

const suffixes = { answer: '', create: 'Create', update: 'Update', input: 'Input', item: 'Item', newItem: 'ItemCreate' } as const;

/** The name of the schema of a type for a use. */
export const schemaName = (type: string, use: Use): string => `${type}${suffixes[use]}`;

/** The name of the schema for any of the types that are derived from one; for items it is `anyItem`. */
export const anyOf = (type: string, use: Use): string =>
  schemaName(isItem(use) ? 'any' : `any${type.charAt(0).toUpperCase()}${type.slice(1)}`, use);

/** Primitive types (OData CSDL JSON 4.01, section 7; JSON Format 4.01, section 7.1). Generators know base64 by one or the other of its two names. */
const primitives: Readonly<Record<string, Described>> = {
  'Edm.Binary': { type: 'string', format: 'byte', contentEncoding: 'base64' },
  'Edm.Boolean': { type: 'boolean' },
  'Edm.Date': { type: 'string', format: 'date' },
  'Edm.DateTimeOffset': { type: 'string', format: 'date-time' },
  'Edm.Double': { type: 'number', format: 'double' },
  'Edm.Duration': { type: 'string', format: 'duration' },
  'Edm.Guid': { type: 'string', format: 'uuid' },
  'Edm.Int32': { type: 'integer', format: 'int32' },
  'Edm.Int64': { type: 'integer', format: 'int64' },
  'Edm.String': { type: 'string' },
  'Edm.TimeOfDay': { type: 'string', pattern: '^\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,12})?$' },
  'Edm.Untyped': {},
};

const ofModel: Readonly<Record<string, EntityType>> = { ...model.complexTypes, ...model.entityTypes };
const ofItems: Readonly<Record<string, EntityType>> = { ...ofModel, ...itemComplexTypes, ...itemTypes };

export const isItem = (use: Use): boolean => use === 'item' || use === 'newItem';

/** All types that a use may need. */
export const typesFor = (use: Use): Readonly<Record<string, EntityType>> => (isItem(use) ? ofItems : ofModel);

/** The type and its bases, nearest first. */
export function lineage(name: string): readonly string[] {
  const base = ofModel[name]?.base;
  return base === undefined ? [name] : [name, ...lineage(base)];
}

export const isEntity = (name: string): boolean => Object.hasOwn(model.entityTypes, name);

/** The types whose values any property or navigation is declared to have. */
const declared: ReadonlySet<string> = new Set(
  Object.values(ofModel).flatMap(({ properties, navigation = {} }) =>
    [...Object.values(properties), ...Object.values(navigation)].map(localName),
  ),
);

/**
 * The types that may stand where this one is declared, itself included, none of them abstract. A complex type that is declared by its own name
 * elsewhere, as a base is for what two others share, doesn't stand for its base.
 */
export const concrete = (name: string): readonly string[] =>
  Object.keys(ofModel).filter(
    (each) => ofModel[each]?.abstract !== true && lineage(each).includes(name) && (each === name || isEntity(each) || !declared.has(each)),
  );

/** The type's name without what is around it: `Collection(graph.location) not null`. */
function localName(written: string): string {
  return /(?:graph\.|Edm\.)?(\w+)(?:\)|$| )/.exec(written)?.[1] ?? written;
}

const enumerations: ReadonlyMap<string, readonly string[]> = new Map(model.enumTypes.map(({ name, members }) => [name, members]));

/** The enumerations, and those of items that have other members. */
export const enumerationSchemas = (): Described => {
  const schema = (title: string, members: readonly string[]): Described => ({ [title]: { type: 'string', title, enum: [...members] } });
  return Object.assign(
    {},
    ...[...enumerations].map(([name, members]) => schema(name, members)),
    ...Object.entries(itemEnumerations).map(([name, members]) => schema(enumerationName(name, 'item'), members)),
  ) as Described;
};

function enumerationName(name: string, use: Use): string {
  return isItem(use) && enumerations.get(name)?.join() !== itemEnumerations[name]?.join() ? schemaName(name, 'item') : name;
}

/** What a type must have for a use. `selected`: types of which `$select` may leave out all that isn't always there. */
export function requiredOf(name: string, use: Use, selected: (name: string) => boolean): readonly string[] {
  const { properties = {}, writable, always = [] } = typesFor(use)[name] ?? {};
  if (use === 'answer')
    return selected(name) ? lineage(name).flatMap((each) => ofModel[each]?.always ?? []) : [...always, ...notNull(properties)].filter(once);
  return use === 'create' || use === 'input' ? (writable?.needed ?? []) : [];
}

const once = (name: string, at: number, all: readonly string[]): boolean => all.indexOf(name) === at;

const notNull = (properties: PropertyTable): readonly string[] =>
  Object.entries(properties).flatMap(([name, written]) => (/ not null$/.test(written) ? [name] : []));

const nobody = (): boolean => false;

/** Whether a complex type is another one within bodies or items than in answers; the same has one schema for both. */
function differs(name: string, use: 'input' | 'item'): boolean {
  const { properties = {}, writable = {} } = typesFor(use)[name] ?? {};
  if (use === 'item' && Object.hasOwn(itemComplexTypes, name)) return true;
  if (use === 'input' && writable.any !== undefined) return true;
  if ([...requiredOf(name, use, nobody)].sort().join() !== [...requiredOf(name, 'answer', nobody)].sort().join()) return true;
  return Object.values(properties).some((written) => {
    const inner = localName(written);
    return enumerationName(inner, use) !== inner || (Object.hasOwn(typesFor(use), inner) && !isEntity(inner) && differs(inner, use));
  });
}

/** The use of a value within a schema of a use. */
export function within(name: string, use: Use): Use {
  if (isEntity(name)) return use === 'item' ? 'answer' : use === 'answer' ? use : 'create';
  if (use === 'answer') return use;
  const inner = isItem(use) ? 'item' : 'input';
  return [name, ...concrete(name)].some((each) => differs(each, inner)) ? inner : 'answer';
}

/** A single value of a type, which isn't null. A type that others are derived from stands for any of them. */
export function single(name: string, use: Use): Described {
  const primitive = primitives[name];
  if (primitive !== undefined) return primitive;
  const local = name.replace(/^graph\./, '');
  if (enumerations.has(local) || Object.hasOwn(itemEnumerations, local)) return reference(`schemas/${enumerationName(local, use)}`);
  if (local === 'outlookItem') return reference(`schemas/${anyOf(local, itemUse(use))}`);
  if (local === 'batchRequest') return reference('schemas/batchRequest');
  if (isItem(use) && isEntity(local) && local !== 'attachment')
    return Object.hasOwn(itemTypes, local) ? reference(`schemas/${schemaName(local, use)}`) : {};
  const [only = local, ...others] = concrete(local);
  const inner = within(local, use);
  return reference(`schemas/${others.length > 0 ? anyOf(local, inner) : schemaName(only, inner)}`);
}

const itemUse = (use: Use): 'item' | 'newItem' => (use === 'answer' || use === 'item' ? 'item' : 'newItem');

const orNull = (schema: Described): Described =>
  typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : { anyOf: [schema, { type: 'null' }] };

/** A property's type as the tables write it: `Collection(graph.location) not null`. A collection is never null (OData CSDL 4.01, section 7.2.1). */
export function schemaOfType(written: string, use: Use): Described {
  const [, collection, name = ''] = /^(Collection\()?((?:graph|Edm)\.\w+)/.exec(written) ?? [];
  if (collection !== undefined) return { type: 'array', items: single(name, use) };
  const schema = single(name, use);
  return / not null$/.test(written) || Object.keys(schema).length === 0 ? schema : orNull(schema);
}

/** Properties by name, of a table whose types need no more than their names. */
export const propertiesOf = (table: PropertyTable, use: Use): Described =>
  Object.fromEntries(Object.entries(table).map(([name, written]) => [name, schemaOfType(written, use)]));

/** The properties of a part of a batch that the service follows. */
export function batchRequestMembers(): Described {
  const refused: readonly string[] = unsupported;
  return Object.fromEntries(Object.entries(propertiesOf(batchRequestProperties, 'input')).filter(([name]) => !refused.includes(name)));
}
