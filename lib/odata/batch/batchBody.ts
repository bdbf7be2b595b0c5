// Reads a batch from a request's JSON: its requests, and which of them wait for which.
import { badRequest } from '../../runtime/errors.ts';
import { maxBatchIdLength, maxBatchRequests, maxHeaders, maxHeadersLength, maxUrlLength } from '../../runtime/limits.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { orderOf, quotedId } from './batchOrder.ts';
import { missingProperty, notConvertible, readBody, type BodyReader } from '../types/bodyReader.ts';
import type { PropertyTable } from '../types/edm.ts';

/** One request of a batch. */
export interface BatchRequest {
  readonly id: string;
  /** In upper case. */
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** A JSON value, or base64 text where its Content-Type isn't JSON; undefined for none. */
  readonly body: Json | undefined;
  /** Positions in the batch of the requests that this one waits for. */
  readonly dependsOn: readonly number[];
}

/** The properties of a batch (OData JSON Format 4.01, section 19.1). */
export const batchProperties = { requests: 'Collection(graph.batchRequest)' } as const satisfies PropertyTable;
export const batchRequestProperties = {
  id: 'Edm.String',
  atomicityGroup: 'Edm.String',
  dependsOn: 'Collection(Edm.String)',
  if: 'Edm.String',
  method: 'Edm.String',
  url: 'Edm.String',
  headers: 'Edm.Untyped',
  body: 'Edm.Untyped',
} as const satisfies PropertyTable;

/** Properties of OData's batch (JSON Format 4.01, section 19.1) that Graph lacks. Refused, since the service can't do what they ask. */
export const unsupported = ['atomicityGroup', 'if'] as const;

/**
 * Reads the requests of a batch (Graph, "Combine multiple HTTP requests using JSON batching"). Names of properties may be in any case of
 * letters, ids texts or numbers. Throws 400 for the whole batch, and names the mistake: no requests or more than 20; a request without id,
 * method or url; an id that occurs twice; a `dependsOn` that names no request; requests that wait for one another; a method, URL or
 * headers that no single request may have either (contract, section 6). Doesn't parse the requests' URLs and bodies.
 */
export function readBatch(json: JsonObject): readonly BatchRequest[] {
  const requests = readBody(json).objects('requests', maxBatchRequests);
  if (requests === undefined) throw missingProperty('requests');
  if (requests.length === 0) throw badRequest("The property 'requests' is empty: a batch has at least one request.");
  const read = requests.map(readRequest);
  const order = orderOf(read);
  return read.map((request, position) => ({ ...request, dependsOn: order[position] ?? [] }));
}

type ReadRequest = Omit<BatchRequest, 'dependsOn'> & { readonly dependsOn: readonly string[] };

function readRequest(json: JsonObject, position: number): ReadRequest {
  const body = readBody(json);
  const values = new Map(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]));
  const id = idText(values.get('id') ?? '');
  if (id === '') throw badRequest(`The request number ${position + 1} of the batch has no 'id'.`);
  for (const name of unsupported)
    if (body.has(name)) throw badRequest(`The property '${name}' of the request ${quotedId(id)} is not supported.`);
  return {
    id,
    method: methodIn(body, id),
    url: urlIn(body, id),
    headers: headersIn(body.object('headers') ?? {}, id),
    body: values.get('body') ?? undefined,
    dependsOn: idTexts(values.get('dependson') ?? []),
  };
}

/** The methods that a request of a batch may have (contract, section 6). */
const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const longestMethod = 'DELETE'.length;

function methodIn(body: BodyReader, id: string): string {
  const given = body.text('method', Infinity) ?? '';
  if (given === '') throw badRequest(`The request ${quotedId(id)} of the batch has no 'method'.`);
  const method = given.length > longestMethod ? undefined : methods.find((each) => each === given.toUpperCase());
  if (method === undefined) throw badRequest(`The 'method' of the request ${quotedId(id)} must be one of ${methods.join(', ')}.`);
  return method;
}

function urlIn(body: BodyReader, id: string): string {
  const url = body.text('url', Infinity) ?? '';
  if (url === '') throw badRequest(`The request ${quotedId(id)} of the batch has no 'url'.`);
  if (url.length > maxUrlLength) throw badRequest(`The 'url' of the request ${quotedId(id)} has more than ${maxUrlLength} characters.`);
  return url;
}

function headersIn(json: JsonObject, id: string): BatchRequest['headers'] {
  const entries = Object.entries(json);
  if (entries.length > maxHeaders) throw badRequest(`The request ${quotedId(id)} has more than ${maxHeaders} headers.`);
  const headers = entries.map(([name, value]) => [name, headerText(value ?? null, id)] as const);
  if (headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0) > maxHeadersLength)
    throw badRequest(`The headers of the request ${quotedId(id)} have more than ${maxHeadersLength} characters together.`);
  return headers;
}

/** The id as text. Many clients number their requests, and some send the numbers as JSON numbers. */
function idText(value: Json): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw notConvertible(value, 'Edm.String');
  if (value.length > maxBatchIdLength) throw badRequest(`The id ${quotedId(value)} has more than ${maxBatchIdLength} characters.`);
  return value;
}

function idTexts(value: Json): readonly string[] {
  if (!Array.isArray(value)) throw notConvertible(value, 'Collection(Edm.String)');
  if (value.length > maxBatchRequests) throw badRequest(`A request of a batch depends on at most ${maxBatchRequests} others.`);
  return value.map((each: Json) => idText(each));
}

function headerText(value: Json, id: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw badRequest(`The headers of the request ${quotedId(id)} are no texts.`);
}
