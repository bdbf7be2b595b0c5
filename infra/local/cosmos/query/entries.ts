// The entries that a container's indexes hold of a document: one for each composite index, and one for each scalar that the policy includes.
import { isObject, member, valueAt } from '../http/json.ts';
import type { Json, JsonObject, Value } from '../http/json.ts';
import { indexKey } from './indexing.ts';
import type { Indexing } from './indexing.ts';
import { encodeValue, typeRank } from './ordering.ts';

export interface Entry {
  readonly index: number;
  readonly key: Buffer;
}

/** No entry twice. A composite index holds a document that has a value at its first path. */
export function entriesOf(indexing: Indexing, document: JsonObject): readonly Entry[] {
  const found = new Map<string, Entry>();
  const add = (index: number, key: Buffer): void => void found.set(`${index} ${key.toString('latin1')}`, { index, key });
  for (const index of indexing.indexes)
    if (index.composite && valueAt(document, index.paths[0]?.segments ?? []) !== undefined) add(index.number, indexKey(index, document));
  for (const { segments, ending } of indexing.patterns)
    for (const [path, value] of scalarsAt(document, segments, ending === '*')) {
      const number = indexing.numberOf(path);
      if (number !== undefined) add(number, encodeValue(value));
    }
  return [...found.values()];
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
