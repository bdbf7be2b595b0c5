// Other ways in which clients write the same body: names in other letters, numbers and booleans as texts, null for what isn't said.
import { modelSchemas, type Schema } from '../../../lib/odata/metadata/schemas.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with each property of a name that isn't an annotation renamed, at every depth, and each other value changed. */
function rewritten(value: unknown, name: (name: string) => string, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => rewritten(each, name, leaf));
  if (!isObject(value)) return leaf(value);
  return Object.fromEntries(
    Object.entries(value).map(([each, own]) => [each.includes('@') ? each : name(each), rewritten(own, name, leaf)]),
  );
}

const same = <T>(value: T): T => value;

export const inCapitals = (body: unknown): unknown => rewritten(body, (name) => name.toUpperCase(), same);
export const inSmallLetters = (body: unknown): unknown => rewritten(body, (name) => name.toLowerCase(), same);

/** Numbers and booleans as texts: `"15"`, `"True"`. */
export const inTexts = (body: unknown): unknown =>
  rewritten(body, same, (value) =>
    typeof value === 'number' ? String(value) : typeof value === 'boolean' ? (value ? 'True' : 'FALSE') : value,
  );

/** With null for every property of the type, and of those in it, that the body leaves out. */
export function withNulls(body: Json, type: string): Json {
  const schema = modelSchemas(type);
  return schema === undefined ? body : nullsIn(body, schema);
}

function nullsIn(body: Json, { members }: Schema): Json {
  const given = new Map(Object.entries(body));
  const names = new Set([...given.keys()].map((name) => name.toLowerCase()));
  const left = [...members.values()].filter(({ name }) => !names.has(name.toLowerCase())).map(({ name }) => [name, null] as const);
  const own = [...given].map(([name, value]) => {
    const member = members.get(name.toLowerCase());
    const schema = member?.is === 'value' ? modelSchemas(member.type.name) : undefined;
    if (schema === undefined) return [name, value] as const;
    const inside = (each: unknown): unknown => (isObject(each) ? nullsIn(each, schema) : each);
    return [name, Array.isArray(value) ? value.map(inside) : inside(value)] as const;
  });
  return Object.fromEntries([...left, ...own]);
}
