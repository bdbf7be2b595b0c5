// Reads and prints the id of an extended property: a type, and a name in a property set, a number in one, or a property tag (MS-OXPROPS).
import { createHash } from 'node:crypto';
import { maxNameLength } from '../../runtime/limits.ts';

/** The types of values (Graph, Outlook extended properties overview), as the service prints them; `Guid` is another word for `CLSID`. */
export const propertyTypes = [
  'String',
  'Boolean',
  'Short',
  'Integer',
  'Long',
  'Float',
  'Double',
  'Currency',
  'SystemTime',
  'CLSID',
  'Binary',
] as const;
export type PropertyType = (typeof propertyTypes)[number];

/** What a property is called, apart from its type. `set` is a GUID in lower case; a tag has 16 bits, a number in a set 32. */
type PropertyName =
  | { readonly by: 'name'; readonly set: string; readonly name: string }
  | { readonly by: 'number'; readonly set: string; readonly number: number }
  | { readonly by: 'tag'; readonly tag: number };

/** The id as it is compared: types, GUIDs and the words between them count in any case of letters, names don't. */
export interface PropertyId {
  readonly type: PropertyType;
  /** Whether the property has many values. */
  readonly isArray: boolean;
  readonly named: PropertyName;
}

const written = /^(?<type>[a-z]+?)(?<array>array)?[ ]+(?:(?<set>\S+)[ ]+(?:name[ ]+(?<name>\S.*)|id[ ]+(?<number>\w+))|(?<tag>\w+))$/is;
const guid = /^(?:\{(?<braced>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}|(?<bare>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))$/i;

/** The id that the text is; undefined for any other text. A name has at most 255 characters. */
export function parsePropertyId(text: string): PropertyId | undefined {
  if (text.length > maxIdLength) return undefined;
  const parts = written.exec(text.trim())?.groups;
  const type = typeNamed(parts?.type ?? '');
  const named = parts && nameIn(parts);
  return type === undefined || named === undefined ? undefined : { type, isArray: parts?.array !== undefined, named };
}

/** The most characters of an id: those of a name, and more than enough for the text in front of it. */
const maxIdLength = maxNameLength + 100;

type Parts = Readonly<Record<string, string | undefined>>;

function typeNamed(text: string): PropertyType | undefined {
  const asked = text.toLowerCase() === 'guid' ? 'clsid' : text.toLowerCase();
  return propertyTypes.find((type) => type.toLowerCase() === asked);
}

function nameIn({ set: givenSet, name, number: givenNumber, tag: givenTag }: Parts): PropertyName | undefined {
  if (givenTag !== undefined) {
    const tag = numberIn(givenTag, 0xffff);
    return tag === undefined ? undefined : { by: 'tag', tag };
  }
  const set = guidIn(givenSet ?? '');
  if (set === undefined) return undefined;
  if (name !== undefined) return name.length > maxNameLength || /[\p{Cc}\p{Cs}]/u.test(name) ? undefined : { by: 'name', set, name };
  const number = numberIn(givenNumber ?? '', 0xffff_ffff);
  return number === undefined ? undefined : { by: 'number', set, number };
}

/** The GUID in lower case and without braces; undefined for any other text. */
export function guidIn(text: string): string | undefined {
  const { braced, bare } = guid.exec(text)?.groups ?? {};
  return (braced ?? bare)?.toLowerCase();
}

function numberIn(text: string, max: number): number | undefined {
  if (!/^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) return undefined;
  const number = Number(text);
  return number <= max ? number : undefined;
}

/** The id in its one canonical spelling, which parses to this id. */
export function printPropertyId({ type, isArray, named }: PropertyId): string {
  const typed = isArray ? `${type}Array` : type;
  switch (named.by) {
    case 'name':
      return `${typed} {${named.set}} Name ${named.name}`;
    case 'number':
      return `${typed} {${named.set}} Id ${hex(named.number)}`;
    case 'tag':
      return `${typed} ${hex(named.tag)}`;
  }
}

const hex = (number: number): string => `0x${number.toString(16)}`;

/** A short text for the id: equal for equal ids, and for no others. Documents are searched by it. */
export const propertyKey = (id: PropertyId): string =>
  createHash('sha256').update(printPropertyId(id)).digest('base64url').slice(0, keyLength);

/** Characters of the key: 132 bits. */
const keyLength = 22;
