// Makes JSON Schemas of the model: one for each of its types, as answers show it and as bodies write it.
import { errorCodes } from '../../lib/runtime/errors.ts';
import { batchProperties, batchRequestProperties } from '../../lib/odata/batch/batchBody.ts';
import { model } from '../../lib/odata/metadata/model.ts';
import type { PropertyTable } from '../../lib/odata/types/edm.ts';
import type { EntityType, NotKept } from '../../lib/odata/types/structured.ts';
import { reference, type Described } from './json.ts';

/** Primitive types (OData CSDL JSON 4.01, section 7; JSON Format 4.01, section 7.1). */
const primitives: Readonly<Record<string, Described>> = {
  'Edm.Binary': { type: 'string', contentEncoding: 'base64' },
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

const types: Readonly<Record<string, EntityType>> = { ...model.complexTypes, ...model.entityTypes };

/** The types that are derived from one, itself included, which are not abstract. */
const concrete = (name: string): readonly string[] =>
  Object.keys(types).filter((each) => types[each]?.abstract !== true && lineage(each).includes(name));

function lineage(name: string): readonly string[] {
  const base = types[name]?.base;
  return base === undefined ? [name] : [name, ...lineage(base)];
}

/** A single value of a type, which isn't null. A type that others are derived from stands for any of them. */
function single(name: string): Described {
  const primitive = primitives[name];
  if (primitive !== undefined) return primitive;
  const local = name.replace(/^graph\./, '');
  const [only = local, ...others] = concrete(local);
  return reference(`schemas/${others.length > 0 ? anyOf(local) : only}`);
}

const anyOf = (name: string): string => `any${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const orNull = (schema: Described): Described =>
  typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : { anyOf: [schema, { type: 'null' }] };

/** A property's type as the tables write it: `Collection(graph.location) not null`. A collection is never null (OData CSDL 4.01, section 7.2.1). */
function schemaOfType(written: string): Described {
  const [, collection, name = ''] = /^(Collection\()?((?:graph|Edm)\.\w+)/.exec(written) ?? [];
  if (collection !== undefined) return { type: 'array', items: single(name) };
  return / not null$/.test(written) || name === 'Edm.Untyped' ? single(name) : orNull(single(name));
}

function propertiesOf(table: PropertyTable, { fixed = {} }: NotKept = {}): Described {
  return Object.fromEntries(
    Object.entries(table).map(([name, written]) => {
      const only = fixed[name];
      return [
        name,
        typeof only === 'string' || typeof only === 'boolean' ? { const: only } : only === null ? { type: 'null' } : schemaOfType(written),
      ];
    }),
  );
}

const annotation = (name: string, description: string, type = 'string'): Described => ({ [`@odata.${name}`]: { type, description } });

/** What answers say of bytes: they stand in the property, or, when they are too many, behind the link. */
const ofMedia: Described = {
  ...annotation('mediaContentType', 'The type of the bytes'),
  ...annotation('mediaReadLink', 'Where the bytes are, when they are too many for `contentBytes`'),
};

/** A navigation property that answers show: where the model has what is shown, and, of a collection, where more of it is. */
const navigationOf = (name: string, written: string): Described => ({
  [`${name}@odata.context`]: { type: 'string', description: 'Where the model has the type' },
  ...(written.startsWith('Collection(') && {
    [`${name}@odata.nextLink`]: { type: 'string', description: 'The URL of those that are not shown, if there are any' },
  }),
  [name]: schemaOfType(written),
});

/**
 * An entity or a complex type. `isAnswer`: whether an operation answers with it alone. Further properties may be there of an open type, further
 * annotations where a request asks for them (`odata.metadata=full`).
 */
const structured = (name: string, type: EntityType, isAnswer: boolean): Described => ({
  type: 'object',
  title: name,
  properties: membersOf(name, type, isAnswer),
  ...(type.open === true && { additionalProperties: true }),
});

/** The annotations, properties and navigation of a structured type. */
function membersOf(name: string, type: EntityType, isAnswer: boolean): Described {
  const chain = lineage(name).flatMap((each) => types[each] ?? []);
  const properties = Object.assign({}, ...chain.toReversed().map((each) => each.properties)) as PropertyTable;
  const navigation = Object.assign({}, ...chain.map((each) => each.navigation ?? {})) as Readonly<Record<string, string>>;
  const inline = [...new Set(chain.flatMap((each) => each.inline ?? []))];
  const isEntity = Object.hasOwn(model.entityTypes, name);
  const hasDerived =
    concrete(name).length > 1 || chain.some(({ base }) => base !== undefined && base !== 'entity' && base !== 'outlookItem');
  const hasBytes = Object.values(properties).some((written) => written.startsWith('Edm.Binary'));
  return {
    ...((isEntity || isAnswer) && annotation('context', 'Where the model has the type')),
    ...(isEntity && annotation('etag', 'The version, for `If-Match`')),
    ...((hasDerived || isEntity) && {
      '@odata.type': hasDerived && type.abstract !== true ? { const: `#microsoft.graph.${name}` } : { type: 'string' },
    }),
    ...(hasBytes && ofMedia),
    ...propertiesOf(properties, type.notKept),
    ...Object.fromEntries(inline.flatMap((each) => Object.entries(navigationOf(each, navigation[each] ?? 'Edm.Untyped')))),
  };
}

/** A union of the types that are derived from one, told apart by `@odata.type` where all have it. */
function union(name: string): Described {
  const names = concrete(name);
  return { title: anyOf(name), anyOf: names.map((each) => reference(`schemas/${each}`)) };
}

/** A page of a list. `delta`: of a round, of which the last page leads to the next round. */
export const page = (type: string, delta: boolean): Described => ({
  type: 'object',
  title: `${type}${delta ? 'DeltaPage' : 'Page'}`,
  required: ['value'],
  properties: {
    ...annotation('context', 'Where the model has the type'),
    ...(delta
      ? annotation('deltaLink', 'The URL of the next round, on the last page')
      : annotation('count', 'How many there are on all pages, where `$count=true` asks', 'integer')),
    ...annotation('nextLink', 'The URL of the next page, if there is one'),
    value: { type: 'array', items: delta ? { anyOf: [single(`graph.${type}`), reference('schemas/removed')] } : single(`graph.${type}`) },
  },
});

/** What an operation gives that is asked for one thing: a collection, or a value without properties of its own, stands in `value`. */
export const outcome = (type: string): Described => {
  if (Object.hasOwn(types, type.replace(/^graph\./, ''))) return single(type);
  return {
    type: 'object',
    required: ['value'],
    properties: { ...annotation('context', 'Where the model has the type'), value: schemaOfType(type) },
  };
};

const removed: Described = {
  type: 'object',
  title: 'removed',
  required: ['id', '@removed'],
  properties: {
    id: { type: 'string' },
    '@removed': { type: 'object', properties: { reason: { type: 'string', enum: ['changed', 'deleted'] } } },
  },
};

const error: Described = {
  type: 'object',
  title: 'error',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'innerError'],
      properties: {
        code: { type: 'string', enum: [...errorCodes] },
        message: { type: 'string', description: 'What is wrong, for a person' },
        innerError: {
          type: 'object',
          properties: {
            date: { type: 'string', description: 'UTC' },
            'request-id': { type: 'string', format: 'uuid', description: "What the service's log knows the request by" },
            'client-request-id': { type: 'string', format: 'uuid' },
          },
        },
      },
    },
  },
};

/** What a range is answered with while others are missing: Graph says the time in both spellings there. */
const uploadProgress = (): Described => ({
  type: 'object',
  title: 'uploadProgress',
  properties: {
    ExpirationDateTime: schemaOfType('Edm.DateTimeOffset'),
    ...membersOf('uploadSession', model.complexTypes.uploadSession ?? { properties: {} }, true),
  },
});

const batch: Described = {
  type: 'object',
  title: 'batch',
  required: ['requests'],
  properties: { ...propertiesOf(batchProperties), requests: { type: 'array', maxItems: 20, items: reference('schemas/batchRequest') } },
};

const batchRequest: Described = {
  type: 'object',
  title: 'batchRequest',
  required: ['id', 'method', 'url'],
  properties: { ...propertiesOf(batchRequestProperties), headers: { type: 'object', additionalProperties: { type: 'string' } }, body: {} },
};

const batchAnswer: Described = {
  type: 'object',
  title: 'batchAnswer',
  required: ['responses'],
  properties: {
    responses: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'status'],
        properties: {
          id: { type: 'string' },
          status: { type: 'integer' },
          headers: { type: 'object', additionalProperties: { type: 'string' } },
          body: {},
        },
      },
    },
  },
};

/** The parameters of an action. */
const parametersOf = (name: string): Described => ({
  type: 'object',
  title: `${name}Parameters`,
  properties: propertiesOf(model.actions[name]?.parameters ?? {}),
});

/** The name of the schema of a body. */
export function bodySchema(name: string): string {
  if (name === 'newAttachment') return anyOf('attachment');
  if (name === 'newUser') return 'user';
  if (Object.hasOwn(model.actions, name)) return `${name}Parameters`;
  return name;
}

/** All schemas that the document may name. `answers`: what operations answer with, as the model writes types. */
export const schemas = (answers: ReadonlySet<string>): Described => ({
  ...Object.fromEntries(model.enumTypes.map(({ name, members }) => [name, { type: 'string', title: name, enum: [...members] }])),
  ...Object.fromEntries(Object.entries(types).map(([name, type]) => [name, structured(name, type, answers.has(`graph.${name}`))])),
  ...Object.fromEntries(
    Object.keys(types)
      .filter((name) => concrete(name).length > 1)
      .map((name) => [anyOf(name), union(name)]),
  ),
  ...Object.fromEntries(Object.keys(model.actions).map((name) => [`${name}Parameters`, parametersOf(name)])),
  uploadProgress: uploadProgress(),
  removed,
  error,
  batch,
  batchRequest,
  batchAnswer,
  reference: {
    type: 'object',
    title: 'reference',
    required: ['@odata.id'],
    properties: { '@odata.id': { type: 'string', description: 'The URL of a user' } },
  },
});
