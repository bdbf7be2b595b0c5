// A container's indexing policy: which paths it indexes, and which indexes the emulator keeps for it.
import { badRequest } from '../http/errors.ts';
import { isObject, valueAt } from '../http/json.ts';
import type { Json, Value } from '../http/json.ts';
import { encodeValue } from './ordering.ts';
import type { Direction } from './ordering.ts';

export interface IndexPath {
  readonly segments: readonly string[];
  /** The same as one text (`pathName`). */
  readonly name: string;
  readonly direction: Direction;
}

/** A composite index, or an index on one path that the policy names exactly (`/due/?`); wildcard paths get no index here. */
export interface Index {
  readonly number: number;
  readonly paths: readonly IndexPath[];
  readonly composite: boolean;
}

export interface Indexing {
  readonly indexes: readonly Index[];
  /** Whether the policy indexes the value at this path. */
  readonly includes: (path: readonly string[]) => boolean;
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
  if (policy['indexingMode'] === 'none') return { indexes: [], includes: () => false };
  const included = list(policy['includedPaths']).map(readPattern);
  const excluded = list(policy['excludedPaths']).map(readPattern);
  if (![...included, ...excluded].some(({ segments, ending }) => segments.length === 0 && ending === '*'))
    throw badRequest("The special mandatory indexing path '/' is not provided in any of the path type sets.");
  const single = included.filter(({ segments, ending }) => ending === '?' && segments.length > 0 && !segments.includes('[]'));
  const definitions = [
    ...list(policy['compositeIndexes']).map((paths) => ({ paths: readComposite(paths), composite: true })),
    ...single.map(({ segments }) => ({
      paths: [{ segments, name: pathName(segments), direction: 'ascending' as const }],
      composite: false,
    })),
  ];
  return {
    indexes: definitions.map((definition, number) => ({ ...definition, number })),
    includes: (path) => isAlwaysIndexed(path) || closest(included, path) > closest(excluded, path),
  };
}

/**
 * The key under which an index holds a document: the values at its paths, in its order. Undefined where the document has nothing at the first
 * of them: most documents have nothing at most paths, and an index is only read for values of its first path (`planAccess`).
 */
export function indexKey({ paths }: Index, document: Value): Buffer | undefined {
  const values = paths.map(({ segments }) => valueAt(document, segments));
  if (values[0] === undefined) return undefined;
  return Buffer.concat(paths.map(({ direction }, place) => encodeValue(values[place], direction)));
}

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
