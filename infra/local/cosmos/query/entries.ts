// The entries that a container's indexes hold of a document: one for each composite index, and one for each scalar that the policy includes.
import { isObject, member, valueAt } from '../http/json.ts';
import type { Json, JsonObject, Value } from '../http/json.ts';
import type { Index, IndexPath, Indexing } from './indexing.ts';
import { encodeValue, typeRank } from './ordering.ts';

export interface Entry {
  readonly index: number;
  readonly key: Buffer;
}

/** Entries by texts that are the same for equal ones alone. */
export type Entries = ReadonlyMap<string, Entry>;

/** What was made of documents before: a version is written once, and its entries are asked for again when it is replaced or removed. */
const known = new WeakMap<JsonObject, { readonly indexing: Indexing; readonly entries: Entries }>();

/** No entry twice. A composite index holds a document that has a value at its first path. Nobody may change the document afterwards. */
export function entriesOf(indexing: Indexing, document: JsonObject): Entries {
  const before = known.get(document);
  if (before?.indexing === indexing) return before.entries;
  const entries = makeEntries(indexing, document);
  known.set(document, { indexing, entries });
  return entries;
}

function makeEntries(indexing: Indexing, document: JsonObject): Entries {
  const found = new Map<string, Entry>();
  const add = (index: number, key: Buffer): void => void found.set(`${index} ${key.toString('latin1')}`, { index, key });
  const keyIn = keysOf(document);
  for (const index of indexing.indexes)
    if (index.composite && valueAt(document, index.paths[0]?.segments ?? []) !== undefined) add(index.number, keyIn(index));
  for (const { segments, ending } of indexing.patterns)
    for (const [path, value] of scalarsAt(document, segments, ending === '*')) {
      const number = indexing.numberOf(path);
      if (number !== undefined) add(number, encodeValue(value));
    }
  return found;
}

/** The keys of a document in composite indexes: each value is encoded once, however many indexes have its path. */
function keysOf(document: JsonObject): (index: Index) => Buffer {
  const ascending = new Map<string, Buffer>();
  const encoded = ({ segments, name, direction }: IndexPath): Buffer => {
    if (direction === 'descending') return encodeValue(valueAt(document, segments), direction);
    const key = ascending.get(name) ?? encodeValue(valueAt(document, segments));
    ascending.set(name, key);
    return key;
  };
  return ({ paths }) => Buffer.concat(paths.map(encoded));
}

type Scalar = readonly [path: readonly string[], value: Json];

/** The scalars at a path, where `[]` is each element of an array, and (`below`) those below it. */
function* scalarsAt(value: Value, [name, ...more]: readonly string[], below: boolean, path: readonly string[] = []): Generator<Scalar> {
  if (name === undefined) yield* below ? scalarsBelow(value, path) : scalar(value, path);
  else if (name !== '[]') yield* scalarsAt(isObject(value) ? member(value, name) : undefined, more, below, [...path, name]);
  else if (Array.isArray(value)) for (const item of value) yield* scalarsAt(item, more, below, [...path, name]);
}

function* scalarsBelow(value: Value, path: readonly string[]): Generator<Scalar> {
  if (Array.isArray(value)) for (const item of value) yield* scalarsBelow(item, [...path, '[]']);
  else if (isObject(value)) for (const [name, inner] of Object.entries(value)) yield* scalarsBelow(inner, [...path, name]);
  else yield* scalar(value, path);
}

function* scalar(value: Value, path: readonly string[]): Generator<Scalar> {
  if (value !== undefined && typeRank(value) <= 4) yield [path, value];
}
