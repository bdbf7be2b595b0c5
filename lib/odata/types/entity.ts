// What an entity's schema is made of: a row for each property, from which answers, bodies, `$select`, `$filter` and `$metadata` are derived.
import type { Json, JsonObject } from '../../runtime/json.ts';
import type { Filterable } from '../filter/condition.ts';
import type { BodyReader } from './bodyReader.ts';
import { namesOf, type PropertyType } from './edm.ts';
import type { EntityType } from './structured.ts';

/** A property of an entity; `C` is what showing one takes. */
export interface Row<C> {
  readonly type: PropertyType;
  /** Its value in an answer; undefined where this very entity hasn't got it. Asked only where it is shown. */
  readonly show?: (shown: C) => Json | undefined;
  /** How lists are filtered by it; those of a complex type by what it holds: `{ dateTime: … }` for `start/dateTime`. */
  readonly filter?: Filterable;
  readonly filterWithin?: Readonly<Record<string, Filterable>>;
  /** The one value that it has here: a body that wishes for another one is refused. */
  readonly only?: Json;
  /** What a body says of it; undefined where it says nothing or null. Throws 400. Without this it is read-only, or read beside others. */
  readonly read?: (body: BodyReader) => unknown;
  /** Whether null in a body clears it; otherwise null says nothing. */
  readonly clearable?: boolean;
}

/** By name, in the order in which answers give them. */
export type Rows<C> = Readonly<Record<string, Row<C>>>;

/** What rows declare whatever shows them. */
type DeclaredRows = Readonly<Record<string, Omit<Row<never>, 'show'>>>;

/** The types of a schema's properties, as `$metadata` and the readers of bodies have them. */
export type TypesOf<R> = { readonly [K in keyof R]: R[K] extends { readonly type: infer T } ? T : never };

export function typesOf<R extends Readonly<Record<string, { readonly type: PropertyType }>>>(rows: R): TypesOf<R>;
export function typesOf(rows: Readonly<Record<string, { readonly type: PropertyType }>>): Readonly<Record<string, PropertyType>> {
  return Object.fromEntries(Object.entries(rows).map(([name, { type }]) => [name, type]));
}

/** The entity type that rows declare, with what else is to be said of it. */
export function entityType(rows: DeclaredRows, { notKept = {}, ...declared }: Omit<EntityType, 'properties'>): EntityType {
  const fixed = Object.entries(rows).flatMap(([name, { only }]) => (only === undefined ? [] : [[name, only] as const]));
  return { ...declared, properties: typesOf(rows), notKept: { ...notKept, fixed: { ...Object.fromEntries(fixed), ...notKept.fixed } } };
}

/** A property that has the same value in every entity. */
export const fixed = <T extends PropertyType, V extends Json>(type: T, only: V) => ({ type, only, show: () => only });

/** An entity's properties as JSON: all that it has, or those that are selected; `always` are shown whatever is. */
export function showRows<C>(rows: Rows<C>, shown: C, select?: ReadonlySet<string>, always: readonly string[] = []): JsonObject {
  const json: Record<string, Json> = {};
  for (const [name, { show }] of Object.entries(rows)) {
    if (show === undefined || !(select === undefined || select.has(name) || always.includes(name))) continue;
    const value = show(shown);
    if (value !== undefined) json[name] = value;
  }
  return json;
}

type Read<R> = R extends { readonly read: (body: BodyReader) => infer V } ? V : never;
type ReadRows<R> = { [K in keyof R as R[K] extends { readonly read: unknown } ? K : never]: R[K] };

/** What a body says of the properties that are read by themselves; of those that it leaves out, nothing. */
export type Given<R> = {
  -readonly [K in keyof ReadRows<R>]?: Exclude<Read<R[K]>, undefined> | (R[K] extends { readonly clearable: true } ? undefined : never);
};

/** Throws 400 for a value of the wrong type. */
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
