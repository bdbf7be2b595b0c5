// Finds what the model declares of a type: its properties and navigation, with those of its bases.
import { model } from '../metadata/model.ts';
import type { EntityType } from '../types/structured.ts';

/** A type as a property or a navigation property has it. */
export interface Declared {
  /** `Edm.Int64`, or one of the model's types without `graph.`. */
  readonly name: string;
  readonly isCollection: boolean;
}

/** A structured type with all that it has. */
export interface ModelType {
  readonly name: string;
  readonly isEntity: boolean;
  readonly properties: ReadonlyMap<string, Declared>;
  readonly navigation: ReadonlyMap<string, Declared>;
}

/** Reads a type such as `Collection(graph.location) not null`. */
function declared(written: string): Declared {
  const [, collection, name = written] = /^(Collection\()?(?:graph\.)?([\w.]+)/.exec(written) ?? [];
  return { name, isCollection: collection !== undefined };
}

const structured: Readonly<Record<string, EntityType>> = { ...model.complexTypes, ...model.entityTypes };

const known = new Map<string, ModelType>();

/** The type of this name; undefined for a primitive one, an enumeration, or one that the model doesn't have. */
export function modelType(name: string): ModelType | undefined {
  const found = known.get(name);
  if (found !== undefined) return found;
  const type = Object.hasOwn(structured, name) ? structured[name] : undefined;
  if (type === undefined) return undefined;
  const base = type.base === undefined ? undefined : modelType(type.base);
  const table = (own: Readonly<Record<string, string>>) => Object.entries(own).map(([each, written]) => [each, declared(written)] as const);
  const made: ModelType = {
    name,
    isEntity: Object.hasOwn(model.entityTypes, name),
    properties: new Map([...(base?.properties ?? []), ...table(type.properties)]),
    navigation: new Map([...(base?.navigation ?? []), ...table(type.navigation ?? {})]),
  };
  known.set(name, made);
  return made;
}

const enumerations: ReadonlySet<string> = new Set(model.enumTypes.map(({ name }) => name));

export const isEnumeration = (name: string): boolean => enumerations.has(name);

/** The type that an `@odata.type` names, as the model calls it. */
export const localName = (written: string): string => written.replace(/^#/, '').replace(/^microsoft\.graph\./, '');

/** The type behind an entity set or a singleton at which paths begin. */
export const entranceType = (name: string): string | undefined => {
  const { entrances } = model.container;
  return Object.hasOwn(entrances, name) ? entrances[name]?.type.replace(/^graph\./, '') : undefined;
};

/** The entity set in which entities of a type have their own place; none for those that belong to another entity. */
export const setOf = (type: string): string | undefined =>
  Object.entries(model.container.entrances).find(
    ([, { type: own, single, hidden }]) => own === `graph.${type}` && single !== true && hidden !== true,
  )?.[0];
