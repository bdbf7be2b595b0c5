// Checks a request's JSON against the model at every depth, so that the service drops nothing in silence.
import { itemTypeNamed, itemTypeOf } from '../../formats/itemType.ts';
import { ServiceError } from '../../runtime/errors.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { isJsonObject, notConvertible } from './bodyReader.ts';
import { itemSchemas, modelSchemas, newUserSchema, type Member, type Schema, type Schemas } from '../metadata/schemas.ts';

/** What a request's body may be: an entity of the model, an action's parameters, a batch, a reference to an entity. */
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
  | 'mailboxSettings'
  | 'newAttachment'
  | 'newUser'
  | 'openTypeExtension'
  | 'outlookCategory'
  | 'reference'
  | 'referenceAttachment'
  | 'subscription'
  | 'user'
  | 'accept'
  | 'cancel'
  | 'checkMemberGroups'
  | 'checkMemberObjects'
  | 'createUploadSession'
  | 'decline'
  | 'findMeetingTimes'
  | 'getSchedule'
  | 'getMemberGroups'
  | 'getMemberObjects'
  | 'dismissReminder'
  | 'forward'
  | 'permanentDelete'
  | 'reauthorize'
  | 'snoozeReminder'
  | 'tentativelyAccept';

/** The most characters of a name that an error message repeats. */
const shownLength = 100;

/**
 * Throws 400 `RequestBodyRead`, with the names of the property and the type, for a property that the type doesn't have, that Graph has and
 * this service doesn't keep, or that occurs twice in different cases of letters, and for a value that should be an object or a collection
 * and isn't. Accepts names in any case of letters, annotations, and read-only properties, so that callers can send back what GET answers.
 * Checks items against the types of items. Takes time in proportion to the body.
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
 * Refuses an annotation that sets a navigation property by reference (`…@odata.bind`; OData JSON Format 4.01, section 8.5) or by a delta,
 * unless the property's type takes it. Other annotations have no effect; items keep all, and
 * extensions, which have no navigation, take any.
 */
function checkAnnotation(name: string, schema: Schema, schemas: Schemas): void {
  if (schema.bases.includes('extension') || (schemas === itemSchemas && !schema.bases.includes('attachment'))) return;
  if (!/(?:bind|delta)$/i.test(name)) return;
  const [, property, delta] = /^(.+)@(?:odata\.)?(?:bind|(delta))$/i.exec(name) ?? [];
  if (property === undefined) return;
  if (delta === undefined && schema.binds.has(property.toLowerCase()) && /@odata\./i.test(name)) return;
  throw notTaken(name, schema);
}

/** A name in a body, as the body spells it, with the schema's member for it. */
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
  else if (expected.name === 'extension') checkObject(value, schemas('openTypeExtension') ?? expected, schemas);
  else checkObject(value, typedAs(value, expected, schemas), schemas);
}

/**
 * Checks an item against the type that it names, or else the type that its properties suggest. Checks nothing in an item without either.
 */
function checkItem(item: JsonObject): void {
  const named = typeIn(item);
  const type = named === undefined ? itemTypeOf(item) : itemTypeNamed(named);
  const schema = type && itemSchemas(localName(type.name));
  if (schema !== undefined) checkObject(item, schema, itemSchemas);
}

/** Checks an attachment against the type that it names. If that is no type of attachment, `readNewAttachment` refuses it. */
function checkAttachment(json: JsonObject, schemas: Schemas): void {
  const named = typeIn(json);
  const schema = named === undefined ? undefined : schemas(localName(named));
  if (schema?.name === 'attachment' || schema?.bases.includes('attachment') === true) checkObject(json, schema, schemas);
}

/** The type that the body names if that is derived from the expected one; else the expected one. Throws 400 for another type of the model. */
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

/** Whether a value is empty: an empty text, collection or object, or one that contains only empty values. */
function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

/** Compares two values. A boolean may be a text, and a member of an enumeration may be in any case of letters. */
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
