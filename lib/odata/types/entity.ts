// Makes an entity's schema of rows, one for each property: answers, bodies, `$select`, `$filter` and `$metadata` follow from the rows.
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Condition, PropertyPath } from '../../stores/documents.ts';
import type { Filterable } from '../filter/condition.ts';
import { missingProperty, type BodyReader } from './bodyReader.ts';
import { namesOf, type PropertyType } from './edm.ts';
import type { EntityType } from './structured.ts';

/** A property of an entity. `C` holds what `show` needs. */
export interface Row<C> {
  readonly type: PropertyType;
  /** The value in an answer; undefined if this entity doesn't have the property. Called only if the answer shows the property. */
  readonly show?: (shown: C) => Json | undefined;
  /** How filters compare the property. A complex type has one entry for each path: `{ dateTime: … }` for `start/dateTime`. */
  readonly filter?: Filterable;
  readonly filterWithin?: Readonly<Record<string, Filterable>>;
  /** What `$orderby` orders lists by that name the property. */
  readonly order?: PropertyPath;
  /** The condition that `$search` sets for the property. */
  readonly search?: (text: string) => Condition;
  /** Whether answers have the property only where `$select` names it. */
  readonly selected?: boolean;
  /** Whether answers have the property whatever `$select` names. */
  readonly always?: boolean;
  /** The one value that the property has here; `checkBody` refuses any other. */
  readonly only?: Json;
  /** Reads the value from a body; undefined for none and for null. Throws 400. Without it, the row is read-only or read elsewhere. */
  readonly read?: (body: BodyReader) => unknown;
  /** Whether null in a body clears the property; otherwise null is ignored. */
  readonly clearable?: boolean;
  /** Which bodies say the property: by default any where the row has `read`, none where it hasn't. The others are read in the `…Body.ts` beside it. */
  readonly body?: 'any' | 'new';
  /** Whether a new entity must have it; `requireNeeded` refuses a body without it. */
  readonly needed?: boolean;
}

/** An entity's rows by name, in the order of answers. */
export type Rows<C> = Readonly<Record<string, Row<C>>>;

/** The rows without `show`. */
type DeclaredRows = Readonly<Record<string, Omit<Row<never>, 'show'>>>;

/** The types of the rows' properties. */
export type TypesOf<R> = { readonly [K in keyof R]: R[K] extends { readonly type: infer T } ? T : never };

export function typesOf<R extends Readonly<Record<string, { readonly type: PropertyType }>>>(rows: R): TypesOf<R>;
export function typesOf(rows: Readonly<Record<string, { readonly type: PropertyType }>>): Readonly<Record<string, PropertyType>> {
  return Object.fromEntries(Object.entries(rows).map(([name, { type }]) => [name, type]));
}

/** The entity type that rows declare. `declared` and `notKept` add what rows don't say, such as its base and navigation. */
export function entityType(rows: DeclaredRows, { notKept = {}, writable = {}, ...declared }: Omit<EntityType, 'properties'>): EntityType {
  const fixed = Object.entries(rows).flatMap(([name, { only }]) => (only === undefined ? [] : [[name, only] as const]));
  const such = (is: (row: DeclaredRows[string]) => boolean): readonly string[] =>
    namesOf(rows).filter((name) => is(rows[name] ?? { type: 'Edm.Untyped' }));
  return {
    ...declared,
    properties: typesOf(rows),
    notKept: { ...notKept, fixed: { ...Object.fromEntries(fixed), ...notKept.fixed } },
    always: such(({ always = false }) => always),
    writable: {
      any: [...such(({ read, body = read && 'any' }) => body === 'any'), ...(writable.any ?? [])],
      new: [...such(({ body }) => body === 'new'), ...(writable.new ?? [])],
      needed: [...such(({ needed = false }) => needed), ...(writable.needed ?? [])],
    },
  };
}

/** Throws what `missing` makes of the first property that a new entity needs and the body lacks. */
export function requireNeeded(rows: DeclaredRows, body: Pick<BodyReader, 'has'>, missing: (name: string) => Error = missingProperty): void {
  const lacked = namesOf(rows).find((name) => rows[name]?.needed === true && !body.has(name));
  if (lacked !== undefined) throw missing(lacked);
}

/** The row of a property that has the same value in every entity. */
export const fixed = <T extends PropertyType, V extends Json>(type: T, only: V) => ({ type, only, show: () => only });

/** An entity's properties as JSON: all, or the selected ones and those that answers always have. */
export function showRows<C>(rows: Rows<C>, shown: C, select?: ReadonlySet<string>): JsonObject {
  const json: Record<string, Json> = {};
  for (const name of shownNames(rows)) {
    const { show, selected = false, always = false } = rows[name] ?? {};
    const isShown = select === undefined ? !selected : select.has(name) || always;
    if (show === undefined || !isShown) continue;
    const value = show(shown);
    if (value !== undefined) json[name] = value;
  }
  return json;
}

/** The rows of each table that answers show: a page shows a hundred entities by one. */
const namesShown = new WeakMap<object, readonly string[]>();

function shownNames<C>(rows: Rows<C>): readonly string[] {
  const known = namesShown.get(rows);
  if (known !== undefined) return known;
  const names = Object.keys(rows).filter((name) => rows[name]?.show !== undefined);
  namesShown.set(rows, names);
  return names;
}

type Read<R> = R extends { readonly read: (body: BodyReader) => infer V } ? V : never;
type ReadRows<R> = { [K in keyof R as R[K] extends { readonly read: unknown } ? K : never]: R[K] };

/** The values that `readRows` finds in a body: one for each row with `read`, unless the body leaves the property out. */
export type Given<R> = {
  -readonly [K in keyof ReadRows<R>]?: Exclude<Read<R[K]>, undefined> | (R[K] extends { readonly clearable: true } ? undefined : never);
};

/** Reads the properties of a body whose rows have `read`. Throws 400 for a value of the wrong type. */
export function readRows<R extends DeclaredRows>(rows: R, body: BodyReader): Given<R>;
export function readRows(rows: DeclaredRows, body: BodyReader): Readonly<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const name of namesOf(rows)) {
    const { read, clearable } = rows[name] ?? {};
    if (read === undefined) continue;
    const value = read(body);
    if (value !== undefined || (clearable === true && body.isNull(name))) given[name] = value;
  }
  return given;
}
