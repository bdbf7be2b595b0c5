// Derives from an entity's rows what query options may name: the properties by any spelling, and those that have filters.
import { unknownProperty } from '../../runtime/errors.ts';
import type { Filterable, FilterVocabulary } from '../filter/condition.ts';
import type { PropertyType } from '../types/edm.ts';
import type { NamedProperty } from './queryOptions.ts';

/** For each derived type the names of the properties that it adds to those of its base. */
type NamesByType<P extends string> = Readonly<Record<string, readonly P[]>>;

const qualified = (type: string): string => `microsoft.graph.${type}`;

/**
 * Finds a property of a type by its name in any case of letters, and those of `derived` types with a cast
 * (`microsoft.graph.fileAttachment/contentId`) or, as clients send them, without. Throws 400 `RequestBroker--ParseUri` for any other text.
 */
export function namedAmong<P extends string>(
  base: string,
  names: readonly P[],
  derived: NamesByType<P> = {},
): (asked: string) => NamedProperty<P> {
  const byPath = new Map<string, NamedProperty<P>>();
  for (const [type, own] of Object.entries({ [base]: [], ...derived }))
    for (const name of [...names, ...own])
      for (const path of [name, `${qualified(type)}/${name}`]) byPath.set(path.toLowerCase(), { name, path });
  const types = [base, ...Object.keys(derived)];
  return (asked) => {
    const found = byPath.get(asked.toLowerCase());
    if (found !== undefined) return found;
    const cast = types.find((type) => asked.toLowerCase().startsWith(`${qualified(type).toLowerCase()}/`));
    const name = cast === undefined ? asked : asked.slice(qualified(cast).length + 1);
    throw unknownProperty(name, qualified(cast ?? base));
  };
}

/** A row, as far as filters need it. */
export interface FilteredRow {
  readonly type: PropertyType;
  readonly filter?: Filterable;
  readonly filterWithin?: Readonly<Record<string, Filterable>>;
}

/** The first property of a path, with the cast before it if there is one. */
const propertyIn = /^(?:microsoft\.graph\.\w+\/)?[^/]*/i;

/**
 * The filters that the rows allow. `property` finds a row's name by any accepted spelling. `more`: filters by the names of properties, for
 * those whose rows don't say them.
 */
export function filterOf<P extends string>(
  rows: Readonly<Record<string, FilteredRow>>,
  property: (asked: string) => NamedProperty<P>,
  more: Readonly<Record<string, Filterable>> = {},
): FilterVocabulary {
  const all = Object.entries(rows).flatMap(([name, { filter, filterWithin = {} }]): [string, Filterable][] => [
    ...(filter === undefined ? [] : [[name, filter] satisfies [string, Filterable]]),
    ...Object.entries(filterWithin).map(([inner, within]): [string, Filterable] => [`${name}/${inner}`, within]),
  ]);
  all.push(...Object.entries(more));
  const byPath = new Map(all.map(([path, filterable]) => [path.toLowerCase(), filterable]));
  return {
    find(path) {
      const [begin = path] = propertyIn.exec(path) ?? [];
      return byPath.get(`${property(begin).name}${path.slice(begin.length)}`.toLowerCase());
    },
    names: all.map(([path, filterable]) => (filterable.any === undefined && filterable.lambda === undefined ? path : `${path}/any`)),
  };
}
