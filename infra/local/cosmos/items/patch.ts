// Partial document update: does add, set, replace, remove, incr and move one after the other on a copy.
import { badRequest } from '../http/errors.ts';
import { isObject } from '../http/json.ts';
import type { Json, JsonObject } from '../http/json.ts';

/** Cosmos DB's limit on the operations of one patch. */
const mostOperations = 10;
const systemProperties = ['_rid', '_self', '_etag', '_ts', '_attachments'];

/** A patch as it comes over the wire. */
export interface Patch {
  readonly operations: readonly JsonObject[];
  /** `FROM c WHERE …`: the patch is refused unless this holds. */
  readonly condition: string | undefined;
}

/** Throws 400 for what isn't a patch. */
export function readPatch(body: Json | undefined): Patch {
  const { operations, condition } = isObject(body) ? body : { operations: body ?? null };
  if (!Array.isArray(operations) || operations.length === 0 || !operations.every(isObject)) throw badRequest('A patch needs operations.');
  if (operations.length > mostOperations) throw badRequest(`A patch has at most ${mostOperations} operations.`);
  if (condition !== undefined && typeof condition !== 'string') throw badRequest("A patch's condition is text.");
  return { operations, condition };
}

/** A patched copy. Throws 400 for a path that can't be patched, among them the id and the partition key. */
export function applyPatch(
  document: JsonObject,
  operations: readonly JsonObject[],
  partitionPaths: readonly (readonly string[])[],
): JsonObject {
  const patched = { ...document };
  const own = new Set<Json>([patched]);
  const fixed = [['id'], ...systemProperties.map((name) => [name]), ...partitionPaths];
  const place = (path: Json | undefined): Place => locate(patched, readPointer(path, fixed), own);
  for (const { op, path, from, value } of operations) {
    if (op === 'move') {
      if (typeof path === 'string' && typeof from === 'string' && path.startsWith(`${from}/`))
        throw badRequest('A value can’t be moved into itself.');
      const moved = take(place(from));
      put(place(path), moved, 'insert');
    } else if (op === 'remove') take(place(path));
    else if (op === 'incr') increment(place(path), value);
    else if (value === undefined) throw badRequest(`The patch operation ${JSON.stringify(op)} needs a value.`);
    else if (op === 'add') put(place(path), value, 'insert');
    else if (op === 'set') put(place(path), value, 'overwrite');
    else if (op === 'replace') {
      const target = place(path);
      existing(target);
      put(target, value, 'overwrite');
    } else throw badRequest(`${JSON.stringify(op)} is no patch operation.`);
  }
  return patched;
}

/** A place in a document, which may be empty: a member of an object or an element of an array. */
interface Place {
  readonly parent: Json[] | JsonObject;
  readonly name: string;
}

/** Reads a JSON pointer (RFC 6901). Throws 400 for a property that can't be patched. */
function readPointer(path: Json | undefined, fixed: readonly (readonly string[])[]): string[] {
  if (typeof path !== 'string' || !path.startsWith('/') || path === '/') throw badRequest(`${JSON.stringify(path)} is no path of a patch.`);
  const segments = path
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const touches = (other: readonly string[]): boolean => other.every((name, index) => index >= segments.length || name === segments[index]);
  if (fixed.some(touches)) throw badRequest(`The path '${path}' can't be patched.`);
  return segments;
}

/** A place below the document; what leads there is copied, unless `own` says that it is a copy already. */
function locate(document: JsonObject, segments: readonly string[], own: Set<Json>): Place {
  const name = segments.at(-1) ?? '';
  let parent: Json[] | JsonObject = document;
  for (const segment of segments.slice(0, -1)) {
    const next: Json | undefined = current({ parent, name: segment });
    if (!Array.isArray(next) && !isObject(next)) throw badRequest(`The parent of the path '/${segments.join('/')}' doesn't exist.`);
    if (own.has(next)) parent = next;
    else {
      const copy = Array.isArray(next) ? [...next] : { ...next };
      put({ parent, name: segment }, copy, 'overwrite');
      own.add(copy);
      parent = copy;
    }
  }
  return { parent, name };
}

const current = ({ parent, name }: Place): Json | undefined => {
  if (Array.isArray(parent)) return /^\d+$/.test(name) ? parent[Number(name)] : undefined;
  return Object.hasOwn(parent, name) ? parent[name] : undefined;
};

function existing(place: Place): Json {
  const value = current(place);
  if (value === undefined) throw badRequest(`The path to '${place.name}' doesn't exist.`);
  return value;
}

function put({ parent, name }: Place, value: Json, mode: 'insert' | 'overwrite'): void {
  if (!Array.isArray(parent)) {
    // An assignment would change the prototype: a property named __proto__ is data like any other.
    Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  const index = name === '-' ? parent.length : /^\d+$/.test(name) ? Number(name) : Number.NaN;
  if (!(index <= parent.length)) throw badRequest(`The index '${name}' is out of the array's bounds.`);
  parent.splice(index, mode === 'insert' ? 0 : 1, value);
}

function take(place: Place): Json {
  const value = existing(place);
  if (Array.isArray(place.parent)) place.parent.splice(Number(place.name), 1);
  else Reflect.deleteProperty(place.parent, place.name);
  return value;
}

/** A missing number counts as zero. */
function increment(place: Place, by: Json | undefined): void {
  const value = current(place) ?? 0;
  if (typeof value !== 'number' || typeof by !== 'number') throw badRequest('incr works on numbers.');
  put(place, value + by, 'overwrite');
}
