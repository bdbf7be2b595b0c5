// Checks a request's JSON against the model at every depth, so that nothing that a caller sends is dropped silently.
import { itemTypeNamed, itemTypeOf } from '../../formats/itemType.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { isJsonObject, notConvertible } from './bodyReader.ts';
import { itemSchemas, modelSchemas, newUserSchema, type Member, type Schema, type Schemas } from '../metadata/schemas.ts';

/** What bodies of requests are: an entity of the model, an action's parameters, a batch, a reference to an entity. */
export type BodyName =
  | 'attachment'
  | 'batch'
  | 'calendar'
  | 'calendarGroup'
  | 'calendarPermission'
  | 'event'
  | 'fileAttachment'
  | 'group'
  | 'invitation'
  | 'itemAttachment'
  | 'newAttachment'
  | 'newUser'
  | 'reference'
  | 'referenceAttachment'
  | 'user'
  | 'accept'
  | 'cancel'
  | 'createUploadSession'
  | 'decline'
  | 'tentativelyAccept';

/** Characters of a name that an error repeats. */
const shownLength = 100;

/**
 * Throws 400 `RequestBodyRead` for a property that its type doesn't have, that Graph has and this service doesn't keep, or that is given
 * twice in different cases of letters, and for an object or a collection that is none; each names the property and the type. Annotations
 * pass, as do read-only properties, so that what GET gave can be sent back; names count in any case of letters. What an item has is held
 * against the types of items. Takes time in proportion to the body.
 */
export function checkBody(json: JsonObject, name: BodyName): void {
  if (name === 'newAttachment') {
    checkAttachment(json, modelSchemas);
    return;
  }
  const schema = name === 'newUser' ? newUserSchema : modelSchemas(name);
  if (schema === undefined) throw new Error(`The model has no '${name}' to hold a body against.`);
  checkObject(json, typedAs(json, schema, modelSchemas), modelSchemas);
}

function checkObject(json: JsonObject, schema: Schema, schemas: Schemas): void {
  const given = new Set<string>();
  for (const [name, value] of Object.entries(json)) {
    const folded = name.toLowerCase();
    const member = schema.members.get(folded);
    const isAnnotation = name.includes('@');
    if (given.has(folded) && (member !== undefined || isAnnotation || !schema.isOpen)) throw givenTwice(json, name, schema);
    given.add(folded);
    if (isAnnotation) checkAnnotation(name, schema, schemas);
    else if (member !== undefined) checkMember(value ?? null, { given: name, member, schema, schemas });
    else if (!schema.isOpen) throw unknownProperty(name, schema);
  }
}

/**
 * An annotation says something about the body, but for a reference, which is a part of it (OData JSON Format 4.01, section 8.5). In an
 * item it is kept like everything else.
 */
function checkAnnotation(name: string, schema: Schema, schemas: Schemas): void {
  if (schemas === itemSchemas && !schema.bases.includes('attachment')) return;
  if (!/(?:bind|delta)$/i.test(name)) return;
  const [, property, delta] = /^(.+)@(?:odata\.)?(?:bind|(delta))$/i.exec(name) ?? [];
  if (property === undefined) return;
  if (delta === undefined && schema.binds.has(property.toLowerCase()) && /@odata\./i.test(name)) return;
  throw notTaken(name, schema);
}

/** A member of a schema, as a body calls it. */
interface Given {
  readonly given: string;
  readonly member: Member;
  readonly schema: Schema;
  readonly schemas: Schemas;
}

function checkMember(value: Json, { given, member, schema, schemas }: Given): void {
  if (value === null || member.is === 'informative') return;
  if (member.is === 'notKept') {
    if (!isEmpty(value)) throw notTaken(given, schema);
    return;
  }
  if (member.only !== undefined) {
    if (!isEmpty(value) && !isSame(value, member.only)) throw notTaken(given, schema, member.only);
    return;
  }
  const { name, isCollection } = member.type;
  const expected = schemas(name);
  if (expected === undefined) return;
  if (isCollection && !Array.isArray(value)) throw notConvertible(value, `Collection(microsoft.graph.${name})`, given);
  const entries: readonly Json[] = isCollection && Array.isArray(value) ? value : [value];
  for (const entry of entries) checkEntry(entry, expected, given, schemas);
}

function checkEntry(value: Json, expected: Schema, property: string, schemas: Schemas): void {
  if (!isJsonObject(value)) throw notConvertible(value, `microsoft.graph.${expected.name}`, property);
  if (expected.name === 'outlookItem') checkItem(value);
  else if (expected.name === 'attachment') checkAttachment(value, schemas);
  else checkObject(value, typedAs(value, expected, schemas), schemas);
}

/**
 * Checks an item against the type that it names, otherwise against the type that its properties tell; an item without either is kept as it
 * is.
 */
function checkItem(item: JsonObject): void {
  const named = typeIn(item);
  const type = named === undefined ? itemTypeOf(item) : itemTypeNamed(named);
  const schema = type && itemSchemas(localName(type.name));
  if (schema !== undefined) checkObject(item, schema, itemSchemas);
}

/** Checks an attachment against the type that it names. If it names no type of attachment, its reader refuses it. */
function checkAttachment(json: JsonObject, schemas: Schemas): void {
  const named = typeIn(json);
  const schema = named === undefined ? undefined : schemas(localName(named));
  if (schema?.name === 'attachment' || schema?.bases.includes('attachment') === true) checkObject(json, schema, schemas);
}

/** The expected type, or the one derived from it that the body names. Throws 400 for a type of the model that is neither. */
function typedAs(json: JsonObject, expected: Schema, schemas: Schemas): Schema {
  const named = typeIn(json);
  const schema = named === undefined ? undefined : schemas(localName(named));
  if (schema === undefined || schema.is !== 'type' || [expected.name, ...expected.bases].includes(schema.name)) return expected;
  if (!schema.bases.includes(expected.name))
    throw refused(`The type 'microsoft.graph.${schema.name}' is none that can stand where ${called(expected)} is expected.`);
  return schema;
}

const typeAnnotation = '@odata.type';

function typeIn(json: JsonObject): string | undefined {
  const spelled = (name: string): boolean => name.length === typeAnnotation.length && name.toLowerCase() === typeAnnotation;
  const named = json[typeAnnotation] ?? json[Object.keys(json).find(spelled) ?? typeAnnotation];
  return typeof named === 'string' ? named : undefined;
}

const localName = (named: string): string => named.replace(/^#/, '').replace(/^(?:microsoft\.)?graph\./i, '');

/** Whether a value says nothing: an empty text, collection or object, or one that contains only such values. */
function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** A boolean may come as text, and a member of an enumeration in any case of letters. */
const isSame = (value: Json, only: Json): boolean => folded(value) === folded(only);

const folded = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();

const shown = (name: string): string => (name.length > shownLength ? `${name.slice(0, shownLength)}…` : name);

const called = ({ name, is }: Schema): string =>
  is === 'action' ? `the operation '${name}'` : `type '${is === 'type' ? 'microsoft.graph.' : ''}${name}'`;

const refused = (message: string): ServiceError => new ServiceError(400, 'RequestBodyRead', message);

/** The error for an unknown property, in Graph's words. */
const unknownProperty = (name: string, schema: Schema): ServiceError =>
  refused(
    schema.is === 'action'
      ? `The parameter '${shown(name)}' in the request payload is not a valid parameter for ${called(schema)}.`
      : `The property '${shown(name)}' does not exist on ${called(schema)}. Make sure to only use property names that are defined by the type.`,
  );

function givenTwice(json: JsonObject, second: string, schema: Schema): ServiceError {
  const first = Object.keys(json).find((name) => name.toLowerCase() === second.toLowerCase()) ?? second;
  return refused(`The property '${shown(second)}' of ${called(schema)} is given twice, also as '${shown(first)}'.`);
}

const notTaken = (name: string, schema: Schema, only?: Json): ServiceError =>
  refused(
    `The property '${shown(name)}' of ${called(schema)} is not kept by this service${only === undefined ? '' : `, where it is always ${JSON.stringify(only)}`}.`,
  );
