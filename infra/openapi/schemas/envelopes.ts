// JSON Schemas of what OData's formats and the service itself define around the model's types: pages, errors, batches, uploads.
import { errorCodes } from '../../../lib/runtime/errors.ts';
import { maxBatchRequests } from '../../../lib/runtime/limits.ts';
import { uploadSessionRows } from '../../../lib/odata/upload/uploadSchema.ts';
import { typesOf } from '../../../lib/odata/types/entity.ts';
import { reference, type Described } from '../json.ts';
import { batchRequestMembers, schemaOfType, single, typesFor } from './types.ts';
import { context } from './structured.ts';

const object = (title: string, properties: Described, required: readonly string[] = Object.keys(properties)): Described => ({
  type: 'object',
  title,
  required: [...required],
  properties,
});

const link = (description: string): Described => ({ type: 'string', format: 'uri', description });

/** A page of a list. `delta`: of a round, of which the last page leads to the next round. */
export function page(type: string, delta: boolean): Described {
  const entry = single(`graph.${type}`, 'answer');
  const properties = {
    ...context,
    ...(delta
      ? { '@odata.deltaLink': link('The URL of the next round, on the last page') }
      : { '@odata.count': { type: 'integer', description: 'How many there are on all pages, where `$count=true` asks' } }),
    '@odata.nextLink': link('The URL of the next page, if there is one'),
    value: { type: 'array', items: delta ? { anyOf: [entry, reference('schemas/removed')] } : entry },
  };
  return object(`${type}${delta ? 'DeltaPage' : 'Page'}`, properties, ['value']);
}

/** What an operation gives that is asked for one thing: a collection, or a value without properties of its own, stands in `value`. */
export function outcome(type: string): Described {
  if (Object.hasOwn(typesFor('answer'), type.replace(/^graph\./, ''))) return single(type, 'answer');
  return { type: 'object', required: ['value'], properties: { ...context, value: schemaOfType(type, 'answer') } };
}

const removed = object('removed', {
  id: { type: 'string' },
  '@removed': { type: 'object', required: ['reason'], properties: { reason: { type: 'string', enum: ['changed', 'deleted'] } } },
});

const guid: Described = { type: 'string', format: 'uuid' };

const error = object('odataError', {
  error: {
    type: 'object',
    required: ['code', 'message', 'innerError'],
    properties: {
      code: { type: 'string', enum: [...errorCodes], description: 'What is wrong, for a program' },
      message: { type: 'string', description: 'What is wrong, for a person' },
      innerError: {
        type: 'object',
        required: ['date', 'request-id', 'client-request-id'],
        properties: {
          date: { type: 'string', description: 'UTC, without an offset' },
          'request-id': { ...guid, description: "What the service's log knows the request by" },
          'client-request-id': { ...guid, description: "The caller's own, or the same" },
        },
      },
    },
  },
});

/** A session has its URL in the answer that begins it alone. */
const { uploadUrl: _, ...progress } = notNull(typesOf(uploadSessionRows));

/** The properties of a session, which all are there. */
function notNull<T extends Readonly<Record<string, string>>>(types: T): { readonly [K in keyof T]: Described };
function notNull(types: Readonly<Record<string, string>>): Described {
  return Object.fromEntries(Object.entries(types).map(([name, written]) => [name, schemaOfType(`${written} not null`, 'answer')]));
}

const uploadSession: Described = object(
  'uploadSession',
  { ...context, ...notNull(typesOf(uploadSessionRows)) },
  Object.keys(uploadSessionRows),
);

/** What an upload that goes on is answered with. To a range Graph says the time in both spellings. */
const uploadProgress: Described = object(
  'uploadProgress',
  { ...context, ExpirationDateTime: progress.expirationDateTime, ...progress },
  Object.keys(progress),
);

const headers: Described = { type: 'object', additionalProperties: { type: 'string' } };

const batch = object('batch', {
  requests: { type: 'array', minItems: 1, maxItems: maxBatchRequests, items: reference('schemas/batchRequest') },
});

const batchRequest = (): Described => object('batchRequest', { ...batchRequestMembers(), headers, body: {} }, ['id', 'method', 'url']);

const batchAnswer = object('batchAnswer', {
  responses: {
    type: 'array',
    items: {
      type: 'object',
      required: ['id', 'status'],
      properties: { id: { type: 'string' }, status: { type: 'integer', format: 'int32' }, headers, body: {} },
    },
  },
});

export const envelopes = (): Described => ({
  removed,
  odataError: error,
  uploadSession,
  uploadProgress,
  batch,
  batchRequest: batchRequest(),
  batchAnswer,
  reference: object('reference', { '@odata.id': { type: 'string', format: 'uri-reference', description: 'The URL of a user' } }),
});
