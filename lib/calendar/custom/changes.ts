// The changes that callers make to custom data: setting and removing extensions and extended properties, within the limits (contract, section 15).
import { itemNotFound, invalidRequest } from '../../runtime/errors.ts';
import { isJsonObject, type JsonObject } from '../../runtime/json.ts';
import { maxCustomBytes, maxCustomItemBytes, maxCustomItems } from '../../runtime/limits/custom.ts';
import { extensionKey, idKey, type CustomChange, type CustomData, type Extension, type ExtendedProperty } from './customData.ts';

/** An extension as a caller gives it. */
export interface GivenExtension {
  readonly name: string;
  readonly data: JsonObject;
}

/** An extended property as a caller gives it; null removes the one that is there. */
export interface GivenProperty {
  readonly id: string;
  readonly value: ExtendedProperty['value'] | null;
}

const extensionOf = ({ name, data }: GivenExtension): Extension => ({ name, json: JSON.stringify(data) });

/** The data of a stored extension. */
export function dataOf({ json }: Extension): JsonObject {
  const data: unknown = JSON.parse(json);
  return isJsonObject(data) ? data : {};
}

/** Sets properties of an extension, which needn't be there; its other properties stay. */
export const addExtension =
  (given: GivenExtension): CustomChange =>
  ({ extensions, properties }) => {
    const before = extensions.find((each) => isSame(each, given));
    const data = { ...(before && dataOf(before)), ...given.data };
    const next = extensionOf({ name: before?.name ?? given.name, data });
    return { extensions: placed(extensions, next), properties };
  };

/** Gives an extension these properties and no others. Throws 404 where it isn't there. */
export const replaceExtension =
  (given: GivenExtension): CustomChange =>
  ({ extensions, properties }) => {
    const before = extensions.find((each) => isSame(each, given));
    if (before === undefined) throw itemNotFound();
    return { extensions: placed(extensions, extensionOf({ ...given, name: before.name })), properties };
  };

/** Removes an extension. Throws 404 where it isn't there. */
export const removeExtension =
  (name: string): CustomChange =>
  ({ extensions, properties }) => {
    const rest = extensions.filter((each) => !isSame(each, { name }));
    if (rest.length === extensions.length) throw itemNotFound();
    return { extensions: rest, properties };
  };

/** Sets and removes the properties that are given; the others stay. */
export const setProperties =
  (given: readonly GivenProperty[]): CustomChange =>
  ({ extensions, properties }) => ({ extensions, properties: merged(properties, given) });

/** What a PUT brings: for each collection in the body, all of its entries. */
export interface GivenCustom {
  readonly extensions?: readonly GivenExtension[] | undefined;
  readonly singles?: readonly GivenProperty[] | undefined;
  readonly multis?: readonly GivenProperty[] | undefined;
}

export const isGiven = ({ extensions, singles, multis }: GivenCustom): boolean =>
  extensions !== undefined || singles !== undefined || multis !== undefined;

/** Replaces each collection that is given; the others stay. */
export const replaceGiven =
  ({ extensions, singles, multis }: GivenCustom): CustomChange =>
  (shown) => ({
    extensions: extensions?.map(extensionOf) ?? shown.extensions,
    properties: [
      ...replaced(
        shown.properties.filter(({ value }) => typeof value === 'string'),
        singles,
      ),
      ...replaced(
        shown.properties.filter(({ value }) => typeof value !== 'string'),
        multis,
      ),
    ],
  });

/** The given properties; one that is set again keeps the spelling of its id. */
function replaced(before: readonly ExtendedProperty[], given: readonly GivenProperty[] | undefined): readonly ExtendedProperty[] {
  if (given === undefined) return before;
  const wanted = new Set(given.map(({ id }) => idKey(id)));
  return merged(
    before.filter(({ id }) => wanted.has(idKey(id))),
    given,
  );
}

function merged(before: readonly ExtendedProperty[], given: readonly GivenProperty[]): readonly ExtendedProperty[] {
  const byKey = new Map(before.map((each) => [idKey(each.id), each]));
  for (const { id, value } of given) {
    const key = idKey(id);
    if (value === null) byKey.delete(key);
    else byKey.set(key, { id: byKey.get(key)?.id ?? id, value });
  }
  return [...byKey.values()];
}

const isSame = (a: { readonly name: string }, b: { readonly name: string }): boolean => extensionKey(a.name) === extensionKey(b.name);

function placed(all: readonly Extension[], next: Extension): readonly Extension[] {
  const at = all.findIndex((each) => isSame(each, next));
  return at === -1 ? [...all, next] : all.with(at, next);
}

/** Throws 400 for more than 100 extensions or extended properties, for one above 32 KiB, and for more than 256 KiB of either. */
export function checkLimits({ extensions, properties }: CustomData): void {
  checkCollection(
    'open extensions',
    'extension',
    extensions.map(({ name, json }) => ({ name, bytes: Buffer.byteLength(json) })),
  );
  const sized = properties.map(({ id, value }) => ({
    name: id,
    bytes: [value].flat().reduce((sum, one) => sum + Buffer.byteLength(one), 0),
  }));
  checkCollection('extended properties', 'value of the extended property', sized);
}

function checkCollection(all: string, one: string, sized: readonly { readonly name: string; readonly bytes: number }[]): void {
  if (sized.length > maxCustomItems) throw invalidRequest(`It may have at most ${maxCustomItems} ${all}; these are ${sized.length}.`);
  const large = sized.find(({ bytes }) => bytes > maxCustomItemBytes);
  if (large !== undefined)
    throw invalidRequest(`The ${one} '${large.name}' may have at most ${maxCustomItemBytes} bytes; it has ${large.bytes}.`);
  const total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maxCustomBytes) throw invalidRequest(`All ${all} together may have at most ${maxCustomBytes} bytes; these have ${total}.`);
}
