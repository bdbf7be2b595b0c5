// Reads partition keys from a document or from the request's header, and encodes them so that equal keys have equal bytes.
import { badRequest } from '../http/errors.ts';
import { isObject, parseJson, valueAt } from '../http/json.ts';
import type { Json, Value } from '../http/json.ts';
import { encodeValue } from '../query/ordering.ts';

/** Cosmos DB's limit on a partition key's value, in bytes. */
const longestKey = 2048;

/** The partitions that a request is for: one complete key, or all keys that begin with this prefix of a hierarchical key. */
export interface PartitionKey {
  readonly bytes: Buffer;
  readonly complete: boolean;
}

/** The key of a document. Throws 400 for a value that can't be part of a key. */
export function partitionKeyOf(document: Value, paths: readonly (readonly string[])[]): Buffer {
  return encodeKey(paths.map((path) => valueAt(document, path)));
}

/** The `x-ms-documentdb-partitionkey` header: a JSON array, in which `{}` stands for no value. Throws 400. */
export function readPartitionKey(header: string, levels: number): PartitionKey {
  let values: Json;
  try {
    values = parseJson(header);
  } catch {
    throw badRequest(`The partition key header isn't JSON: ${header}`);
  }
  if (!Array.isArray(values) || values.length > levels)
    throw badRequest('The partition key in the header has more values than the container has partition key paths.', 1001);
  const defined = values.map((value) => (isObject(value) && Object.keys(value).length === 0 ? undefined : value));
  return { bytes: encodeKey(defined), complete: values.length === levels };
}

function encodeKey(values: readonly Value[]): Buffer {
  let length = 0;
  for (const value of values) {
    if (typeof value === 'object' && value !== null)
      throw badRequest('A partition key value must be a string, a number, a boolean or null.');
    if (typeof value === 'string') length += Buffer.byteLength(value);
  }
  if (length > longestKey) throw badRequest('The partition key supplied is longer than 2048 bytes.');
  return Buffer.concat(values.map((value) => encodeValue(value)));
}
