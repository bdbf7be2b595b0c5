// A container's indexing policy: which paths it indexes, and which indexes the emulator keeps for it.
import { createHash } from 'node:crypto';
import { badRequest } from '../http/errors.ts';
import { isObject, valueAt } from '../http/json.ts';
import type { Json, Value } from '../http/json.ts';
import { encodeValue } from './ordering.ts';
import type { Direction } from './ordering.ts';

export interface IndexPath {
  readonly segments: readonly string[];
  /** What `pathName` makes of the segments. */
  readonly name: string;
  readonly direction: Direction;
}

/**
 * A composite index, or the index of one path that the policy names exactly (`/due/?`). Both hold the items that have a value at the first
 * path; that of one path holds scalars alone.
 */
export interface Index {
  readonly number: number;
  readonly paths: readonly IndexPath[];
  readonly composite: boolean;
}

export interface Indexing {
  readonly indexes: readonly Index[];
  /** Whether the policy indexes the value at this path. */
  readonly includes: (path: readonly string[]) => boolean;
  /**
   * The number of the index that holds the scalars at this path, where `[]` is each element of an array; undefined if there is none: what
   * `/*` alone includes gets no index here.
   */
  readonly numberOf: (path: readonly string[]) => number | undefined;
  /** What the policy names below the root: where a document's scalars are looked for. */
  readonly patterns: readonly Pattern[];
}

interface Pattern {
  readonly segments: readonly string[];
  /** `?` covers the value itself, `*` the value and everything below it. */
  readonly ending: '?' | '*';
}

/** A text that is the same for equal paths only, whatever characters the names contain. */
export const pathName = (segments: readonly string[]): string => segments.map((segment) => `/${encodeURIComponent(segment)}`).join('');

/** `/a/"b c"/d` → a, b c, d. Throws 400 for what isn't a path. */
export function readPath(path: Json | undefined): string[] {
  if (typeof path !== 'string' || !/^(\/("([^"\\]|\\.)*"|[^/"]+))+$/.test(path))
    throw badRequest(`The path ${JSON.stringify(path)} could not be accepted.`);
  return Array.from(path.matchAll(/\/(?:"((?:[^"\\]|\\.)*)"|([^/"]+))/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

/** The policy of a container that defines none: all paths, no composite index. */
export const defaultPolicy: Json = {
  indexingMode: 'consistent',
  automatic: true,
  includedPaths: [{ path: '/*' }],
  excludedPaths: [{ path: '/"_etag"/?' }],
};

/** Reads a policy. Throws 400 for one that Cosmos DB would refuse. */
export function readIndexing(policy: Json): Indexing {
  if (!isObject(policy)) throw badRequest('The indexing policy is not an object.');
  if (policy['indexingMode'] === 'none') return { indexes: [], includes: () => false, numberOf: () => undefined, patterns: [] };
  const included = list(policy['includedPaths']).map(readPattern);
  const excluded = list(policy['excludedPaths']).map(readPattern);
  if (![...included, ...excluded].some(({ segments, ending }) => segments.length === 0 && ending === '*'))
    throw badRequest("The special mandatory indexing path '/' is not provided in any of the path type sets.");
  const single = included.filter(({ segments, ending }) => ending === '?' && segments.length > 0 && !segments.includes('[]'));
  const composites = list(policy['compositeIndexes']).map(readComposite);
  const patterns = included.filter(({ segments }) => segments.length > 0);
  const includes = (path: readonly string[]): boolean => isAlwaysIndexed(path) || closest(included, path) > closest(excluded, path);
  const numbers = new Map<string, number | undefined>();
  return {
    indexes: [
      ...composites.map((paths, number) => ({ number, paths, composite: true })),
      ...single.map(({ segments }) => ({
        number: numberOf(pathName(segments)),
        paths: [{ segments, name: pathName(segments), direction: 'ascending' as const }],
        composite: false,
      })),
    ],
    includes,
    patterns,
    numberOf(path) {
      const name = pathName(path);
      if (!numbers.has(name)) numbers.set(name, closest(patterns, path) > closest(excluded, path) ? numberOf(name) : undefined);
      return numbers.get(name);
    },
  };
}

/** The number of a path's index: made of its name, so that it needs no list; above those of composite indexes. */
const numberOf = (name: string): number => 1_000_000 + createHash('sha256').update(name).digest().readUIntBE(0, 6);

/** The key under which an index holds a document: the values at its paths, in its order. */
export const indexKey = ({ paths }: Index, document: Value): Buffer =>
  Buffer.concat(paths.map(({ segments, direction }) => encodeValue(valueAt(document, segments), direction)));

const isAlwaysIndexed = (path: readonly string[]): boolean => path.length === 1 && (path[0] === 'id' || path[0] === '_ts');

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

function readPattern(entry: Json): Pattern {
  const segments = readPath(isObject(entry) ? entry['path'] : undefined);
  const ending = segments.pop();
  if (ending !== '?' && ending !== '*') throw badRequest(`The indexing path '${JSON.stringify(entry)}' must end in '/?' or '/*'.`);
  return { segments, ending };
}

function readComposite(paths: Json): IndexPath[] {
  if (!Array.isArray(paths) || paths.length < 2) throw badRequest('A composite index has at least two paths.');
  return paths.map((entry) => {
    const { path, order } = isObject(entry) ? entry : {};
    const segments = readPath(path);
    if (segments.includes('*') || segments.includes('?'))
      throw badRequest(`A composite index's path can't have a wildcard: ${JSON.stringify(path)}.`);
    if (order !== undefined && order !== 'ascending' && order !== 'descending')
      throw badRequest('The order of a composite path is ascending or descending.');
    return { segments, name: pathName(segments), direction: order ?? 'ascending' };
  });
}

/** The precision of the most precise pattern that covers a path: a longer pattern is more precise, and `?` more than `*`. */
function closest(patterns: readonly Pattern[], path: readonly string[]): number {
  const covering = patterns.filter((pattern) => covers(pattern, path));
  return Math.max(-1, ...covering.map(({ segments, ending }) => segments.length * 2 + (ending === '?' ? 1 : 0)));
}

const covers = ({ segments, ending }: Pattern, path: readonly string[]): boolean =>
  (ending === '*' ? segments.length <= path.length : segments.length === path.length) &&
  segments.every((segment, index) => segment === path[index]);
