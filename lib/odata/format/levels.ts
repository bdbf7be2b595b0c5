// Writes entities with no metadata or with all of it (OData JSON Format 4.01, sections 3.1 and 4.6), from the form that answers have.
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Steps } from '../../runtime/inSteps.ts';
import { isJsonObject } from '../types/bodyReader.ts';
import { isEnumeration, localName, modelType, type Declared, type ModelType } from './modelType.ts';
import { behind, entityUrl, type Place } from './place.ts';

/** How entities are written. */
export interface Level {
  readonly metadata: 'none' | 'minimal' | 'full';
  readonly ieee754Compatible: boolean;
  /** `…/v1.0/`. */
  readonly base: string;
  /** The methods that a URL of the service takes; none for one that leads nowhere. */
  readonly methodsOf: (url: string) => readonly string[];
  /** Counts values, so that the work pauses after some thousand. */
  readonly count: () => Steps<void>;
}

/** Control information that `none` keeps (OData JSON Format 4.01, section 3.1.3): nobody could go on, or count, without it. */
const alwaysKept = /@odata\.(?:nextLink|deltaLink|count)$/;

/** Whether a name is of control information. Other annotations, such as `@removed`, are a part of what is said. */
const isControl = (name: string): boolean => name.includes('@odata.');

/** The value as an answer has it, without control information, whatever it is and wherever. */
export function* withoutMetadata(value: Json, level: Level): Steps<Json> {
  yield* level.count();
  if (Array.isArray(value)) {
    const entries: Json[] = [];
    for (const each of value as readonly Json[]) entries.push(yield* withoutMetadata(each, level));
    return entries;
  }
  if (!isJsonObject(value)) return value;
  const kept: Record<string, Json> = {};
  for (const [name, each] of Object.entries(value))
    if (each !== undefined && (!isControl(name) || alwaysKept.test(name))) kept[name] = yield* withoutMetadata(each, level);
  return kept;
}

/** An entity or a complex value of the declared type, as the level wants it. */
export function* spelledAs(value: Json, place: Place, level: Level): Steps<Json> {
  yield* level.count();
  if (!isJsonObject(value)) return value;
  const named = value['@odata.type'];
  const type = modelType(typeof named === 'string' ? localName(named) : place.type) ?? modelType(place.type);
  if (type === undefined) return value;
  const url = level.metadata === 'full' && type.isEntity ? urlOf(value, type, place, level) : undefined;
  const spelled = controlOf(value, type, url, level);
  for (const [name, each] of Object.entries(value)) {
    if (each === undefined || name in spelled) continue;
    const navigation = type.navigation.get(name);
    if (navigation === undefined) yield* spellProperty(spelled, { name, value: each }, type, level);
    else {
      if (url !== undefined) Object.assign(spelled, navigationLink(url, name, level));
      spelled[name] = yield* valueOf(each, navigation, behind(place, url, name, navigation), level);
    }
  }
  if (url !== undefined)
    for (const name of type.navigation.keys()) if (!(name in spelled)) Object.assign(spelled, navigationLink(url, name, level));
  return spelled;
}

/** The control information with which an entity or a complex value begins. */
function controlOf(value: JsonObject, type: ModelType, url: string | undefined, level: Level): Record<string, Json> {
  const { '@odata.context': context, '@odata.etag': etag, '@odata.type': named } = value;
  return {
    ...(context !== undefined && { '@odata.context': context }),
    ...(level.metadata === 'full' && { '@odata.type': isKnown(named) ? `#microsoft.graph.${type.name}` : named }),
    ...(url !== undefined && { '@odata.id': url }),
    ...(etag !== undefined && { '@odata.etag': etag }),
    ...(url !== undefined && links(url, level)),
  };
}

function* spellProperty(
  spelled: Record<string, Json>,
  { name, value }: { readonly name: string; readonly value: Json },
  type: ModelType,
  level: Level,
): Steps<void> {
  const declared = type.properties.get(name);
  if (declared !== undefined && level.metadata === 'full') Object.assign(spelled, typeOf(name, value, declared));
  spelled[name] = declared === undefined ? value : yield* valueOf(value, declared, { ...nowhere, type: declared.name }, level);
}

/** Whether the entity says no type, or one that the model has. */
const isKnown = (named: Json | undefined): named is string | undefined =>
  typeof named !== 'string' || modelType(localName(named)) !== undefined;

const nowhere: Place = { type: '', url: undefined, isCollection: false, owner: undefined };

function* valueOf(value: Json, declared: Declared, to: Place, level: Level): Steps<Json> {
  if (declared.isCollection && Array.isArray(value)) {
    const entries: Json[] = [];
    for (const each of value as readonly Json[]) entries.push(yield* spelledAs(number(each, declared, level), to, level));
    return entries;
  }
  return yield* spelledAs(number(value, declared, level), to, level);
}

const isLarge = ({ name }: Declared): boolean => name === 'Edm.Int64' || name === 'Edm.Decimal';

const number = (value: Json, declared: Declared, { ieee754Compatible }: Level): Json =>
  ieee754Compatible && typeof value === 'number' && isLarge(declared) ? String(value) : value;

/** The URL of an entity that says its `id` and is to be found there. */
function urlOf({ id }: JsonObject, type: ModelType, place: Place, { base, methodsOf }: Level): string | undefined {
  const url = typeof id === 'string' ? entityUrl(place, type.name, id, base) : undefined;
  return url !== undefined && methodsOf(url).includes('GET') ? url : undefined;
}

const changing = ['PATCH', 'PUT', 'DELETE'];

/** Where the entity is changed, or else read. */
const links = (url: string, { methodsOf }: Level): JsonObject =>
  methodsOf(url).some((method) => changing.includes(method)) ? { '@odata.editLink': url } : { '@odata.readLink': url };

/** Where a navigation property leads, if the service answers there. */
const navigationLink = (url: string, name: string, { methodsOf }: Level): JsonObject =>
  methodsOf(`${url}/${name}`).includes('GET') ? { [`${name}@odata.navigationLink`]: `${url}/${name}` } : {};

/** The types that JSON's own values have: all others are said. */
const plain: ReadonlySet<string> = new Set(['Edm.String', 'Edm.Boolean', 'Edm.Double', 'Edm.Untyped']);

/** What says of which type a property's value is, where JSON doesn't (section 4.6.3). A complex value says it itself. */
function typeOf(property: string, value: Json, { name, isCollection }: Declared): JsonObject {
  if (value === null) return {};
  const written = name.startsWith('Edm.') ? name.slice('Edm.'.length) : `microsoft.graph.${name}`;
  const said = { [`${property}@odata.type`]: isCollection ? `#Collection(${written})` : `#${written}` };
  if (isCollection) return name === 'Edm.Untyped' ? {} : said;
  return name.startsWith('Edm.') ? (plain.has(name) ? {} : said) : isEnumeration(name) ? said : {};
}
