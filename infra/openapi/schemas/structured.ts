// Makes JSON Schemas of the model's structured types: what answers show, what a new one may have, what a change may have.
import { itemTypes } from '../../../lib/odata/item/itemTypes.ts';
import type { EdmType, PropertyTable, PropertyType } from '../../../lib/odata/types/edm.ts';
import type { EntityType } from '../../../lib/odata/types/structured.ts';
import { reference, type Described } from '../json.ts';
import { anyOf, concrete, isEntity, isItem, lineage, requiredOf, schemaName, schemaOfType, typesFor, type Use } from './types.ts';

/** What is known of operations that schemas depend on, each by a type's name. */
export interface Answered {
  /** Whether operations declare to answer with this very type, so that its answers don't name it. */
  readonly alone: (name: string) => boolean;
  /** Whether a request may leave out properties by `$select`. */
  readonly selected: (name: string) => boolean;
}

const annotation = (name: string, description: string, more: Described = {}): Described => ({
  [`@odata.${name}`]: { type: 'string', description, ...more },
});

export const context = annotation('context', 'Where the model has the type', { format: 'uri' });

/** What answers say of bytes: they stand in the property, or, when they are too many, behind the link. */
const ofMedia: Described = {
  ...annotation('mediaContentType', 'The type of the bytes'),
  ...annotation('mediaReadLink', 'Where the bytes are, when they are too many for `contentBytes`', { format: 'uri' }),
};

const isCollection = (written: string): boolean => written.startsWith('Collection(');

/** Whether values say which of several types they have. */
const isOneOfSeveral = (name: string): boolean =>
  lineage(name).some((each) => each !== 'outlookItem' && each !== 'entity' && concrete(each).length > 1);

const hasBytes = (properties: PropertyTable): boolean => Object.values(properties).some((written) => written.startsWith('Edm.Binary'));

const typeNamed = (name: string): Described => ({ '@odata.type': { type: 'string', const: `#microsoft.graph.${name}` } });

/** A structured type for a use. Further properties may be there of an open type, further annotations where a request asks for them. */
export function structured(name: string, use: Use, answered: Answered): Described {
  const type = typesFor(use)[name];
  const required = use === 'answer' || use === 'create' || use === 'input' ? requiredOf(name, use, answered.selected) : [];
  const naming = namesItself(name, use, answered) ? ['@odata.type'] : [];
  const title = schemaName(name, use);
  const all = [...naming, ...required];
  return {
    type: 'object',
    title,
    ...(all.length > 0 && { required: all }),
    properties: type === undefined ? {} : membersOf(name, type, use, answered),
    ...(type?.open === true && { additionalProperties: true }),
  };
}

/** Whether a value must say its type: in answers where another could stand there, and in bodies of new ones. */
function namesItself(name: string, use: Use, { alone }: Answered): boolean {
  if (!isEntity(name) || !isOneOfSeveral(name) || (use !== 'create' && use !== 'answer')) return false;
  return !lineage(name).some((each) => alone(each) && concrete(each).length === 1);
}

function membersOf(name: string, type: EntityType, use: Use, { alone }: Answered): Described {
  const own = ofBases(name, type, use);
  if (isItem(use)) return itemMembers(name, own, use);
  if (use !== 'answer') return bodyMembers(name, type, own, use);
  return {
    ...((isEntity(name) || alone(name)) && context),
    ...(isEntity(name) && annotation('etag', 'The version, for `If-Match`')),
    ...((isEntity(name) || isOneOfSeveral(name)) && typeNamed(name)),
    ...(hasBytes(own.properties) && ofMedia),
    ...valuesOf(own.properties, type, use),
    ...Object.fromEntries(own.inline.flatMap((each) => Object.entries(navigationOf(each, own.navigation[each] ?? 'Edm.Untyped', use)))),
  };
}

interface Own {
  readonly properties: PropertyTable;
  readonly navigation: Readonly<Record<string, string>>;
  /** The navigation that bodies or answers may contain. */
  readonly inline: readonly string[];
}

/** What a type has by itself and by its bases. Types of items have all by themselves. */
function ofBases(name: string, type: EntityType, use: Use): Own {
  const chain = isItem(use) ? [type] : lineage(name).flatMap((each) => typesFor(use)[each] ?? []);
  return {
    properties: Object.assign({}, ...chain.toReversed().map((each) => each.properties)) as PropertyTable,
    navigation: Object.assign({}, ...chain.map((each) => each.navigation ?? {})) as Own['navigation'],
    inline: [...new Set(chain.flatMap((each) => each.inline ?? []))],
  };
}

/** The properties; one that has the same value everywhere is that value. */
const valuesOf = (properties: PropertyTable, { notKept: { fixed = {} } = {} }: Pick<EntityType, 'notKept'>, use: Use): Described =>
  Object.fromEntries(
    Object.entries(properties).map(([name, written]) => {
      const only = fixed[name];
      if (only === null) return [name, { type: 'null' }];
      return [
        name,
        typeof only === 'string' || typeof only === 'boolean' ? { type: typeof only, const: only } : schemaOfType(written, use),
      ];
    }),
  );

/** A navigation property that answers show: where the model has what is shown, and, of a collection, where more of it is. */
const navigationOf = (name: string, written: string, use: Use): Described => ({
  [`${name}@odata.context`]: { type: 'string', format: 'uri', description: 'Where the model has the type' },
  ...(isCollection(written) && {
    [`${name}@odata.nextLink`]: { type: 'string', format: 'uri', description: 'The URL of those that are not shown, if there are any' },
  }),
  [name]: schemaOfType(written, use),
});

/** What a body may have that counts. A property that has one value here may say it. */
function bodyMembers(name: string, type: EntityType, { properties, navigation }: Own, use: Use): Described {
  const { new: born = [], any, binds } = writableOf(name, type);
  const names = any === undefined ? undefined : new Set([...any, ...(use === 'update' ? [] : born)]);
  const fixed = type.notKept?.fixed ?? {};
  const needed = new Set(use === 'update' ? [] : type.writable?.needed);
  const written = Object.entries(properties).filter(
    ([each]) => fixed[each] !== null && (names === undefined || names.has(each) || ['string', 'boolean'].includes(typeof fixed[each])),
  );
  return {
    ...(isEntity(name) && (isOneOfSeveral(name) || type.open === true) && typeNamed(name)),
    ...valuesOf(Object.fromEntries(written.map(([each, of]) => [each, needed.has(each) ? isThere(of) : of])), type, use),
    ...Object.fromEntries(binds.map((each) => [`${each}@odata.bind`, boundTo(navigation[each] ?? '')])),
    ...Object.fromEntries(
      Object.entries(navigation).flatMap(([each, to]) =>
        names?.has(each) === true ? [[each, schemaOfType(needed.has(each) ? `${to} not null` : to, use)]] : [],
      ),
    ),
  };
}

/** What must be there isn't null either. */
const isThere = (written: PropertyType): PropertyType => (isNotNull(written) ? written : `${written} not null`);

const isNotNull = (written: PropertyType): written is `${EdmType} not null` => / not null$/.test(written);

/** What bodies may say of any base is true of the type as well; of a complex type without a word of it, all. */
function writableOf(name: string, type: EntityType) {
  const chain = lineage(name).flatMap((each) => typesFor('create')[each] ?? []);
  const any = chain.flatMap(({ writable }) => writable?.any ?? []);
  const restricts = isEntity(name) || type.writable?.any !== undefined;
  return { any: restricts ? any : undefined, new: type.writable?.new, binds: chain.flatMap(({ binds = [] }) => binds) };
}

/** The URL, or the URLs, of what a navigation property shall lead to. */
function boundTo(written: string): Described {
  const url: Described = { type: 'string', format: 'uri-reference' };
  return { ...(isCollection(written) ? { type: 'array', items: url } : url), description: 'By the URL' };
}

/** An item as it came; answers add where the model has what they show. */
function itemMembers(name: string, { properties, navigation, inline }: Own, use: Use): Described {
  const contained = Object.fromEntries(
    inline.flatMap((each) => {
      const written = navigation[each] ?? 'Edm.Untyped';
      return Object.entries(use === 'item' ? navigationOf(each, written, use) : { [each]: schemaOfType(written, use) });
    }),
  );
  if (!Object.hasOwn(itemTypes, name)) return valuesOf(properties, {}, use);
  return { ...(use === 'item' && context), ...typeNamed(name), ...valuesOf(properties, {}, use), ...contained };
}

/** A union of the types that are derived from one, told apart by `@odata.type` where all have it. */
export function union(name: string, use: Use, nameOf: (type: string) => string, answered: Answered): Described {
  const names = isItem(use) ? Object.keys(itemTypes) : concrete(name);
  const title = anyOf(name, use);
  const members = names.map((each) => reference(`schemas/${nameOf(each)}`));
  if (isItem(use) || !names.every((each) => namesItself(each, use, answered))) return { title, anyOf: members };
  const mapping = Object.fromEntries(names.map((each) => [`#microsoft.graph.${each}`, `#/components/schemas/${nameOf(each)}`]));
  return { title, oneOf: members, discriminator: { propertyName: '@odata.type', mapping } };
}
