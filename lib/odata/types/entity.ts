// What an entity's schema is made of: a row for each property, from which answers, bodies, `$select` and `$metadata` are derived.
import { unknownProperty } from '../../runtime/errors.ts';
import type { Json, JsonObject } from '../../stores/documents.ts';
import type { NamedProperty } from '../query/queryOptions.ts';
import type { PropertyType } from './edm.ts';

/** A property of an entity; `C` is what showing one takes. */
export interface Row<C> {
  readonly type: PropertyType;
  /** Its value in an answer; undefined where this very entity hasn't got it. Asked only where it is shown. */
  readonly show?: (shown: C) => Json | undefined;
}

/** By name, in the order in which answers give them. */
export type Rows<C> = Readonly<Record<string, Row<C>>>;

/** The types of a schema's properties, as `$metadata` and the readers of bodies have them. */
export type TypesOf<R> = { readonly [K in keyof R]: R[K] extends { readonly type: infer T } ? T : never };

export function typesOf<R extends Readonly<Record<string, { readonly type: PropertyType }>>>(rows: R): TypesOf<R>;
export function typesOf(rows: Readonly<Record<string, { readonly type: PropertyType }>>): Readonly<Record<string, PropertyType>> {
  return Object.fromEntries(Object.entries(rows).map(([name, { type }]) => [name, type]));
}

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

/** Finds a property of a type by its name in any case of letters. Throws 400 `RequestBroker--ParseUri` for one that it doesn't have. */
export function namedAmong<P extends string>(type: string, names: readonly P[]): (asked: string) => NamedProperty<P> {
  const byName = new Map(names.map((name) => [name.toLowerCase(), name]));
  return (asked) => {
    const name = byName.get(asked.toLowerCase());
    if (name !== undefined) return { name, path: name };
    throw unknownProperty(asked, `microsoft.graph.${type}`);
  };
}
