// Reads the properties of an item leniently: a property that is missing, null or of a wrong type counts as absent.
import { firstDay, msPerDay } from '../calendar/time/calendarDate.ts';
import type { Json, JsonObject } from '../runtime/json.ts';

/** The properties of one JSON object by name, in any case of letters. */
export interface Given {
  /** A text that isn't empty. */
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
  /** An Edm.DateTimeOffset from the year 1601 on, in milliseconds since 1970 UTC. */
  instant(name: string): number | undefined;
  object(name: string): Given | undefined;
  /** The objects of a collection, whatever else is in it. */
  objects(name: string): Given[];
  /** The texts of a collection that aren't empty. */
  texts(name: string): string[];
  /** The object of this name as it came; `jsons` gives the objects of a collection. */
  json(name: string): JsonObject | undefined;
  jsons(name: string): JsonObject[];
}

const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,16})?)?(?:Z|[+-]\d\d:\d\d)$/i;

export function given(properties: JsonObject): Given {
  const values = new Map(Object.entries(properties).map(([name, value]) => [name.toLowerCase(), value]));
  const valueOf = (name: string): Json | undefined => values.get(name.toLowerCase());
  const listed = (name: string): readonly Json[] => {
    const value = valueOf(name);
    return isList(value) ? value : [];
  };
  const jsons = (name: string): JsonObject[] => listed(name).flatMap((each) => (isObject(each) ? [each] : []));
  const json = (name: string): JsonObject | undefined => {
    const value = valueOf(name);
    return isObject(value) ? value : undefined;
  };
  const text = (name: string): string | undefined => {
    const value = valueOf(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    text,
    flag(name) {
      const value = valueOf(name);
      return typeof value === 'boolean' ? value : undefined;
    },
    number(name) {
      const value = valueOf(name);
      return typeof value === 'number' ? value : undefined;
    },
    instant(name) {
      const value = text(name);
      if (value === undefined || !instantShape.test(value)) return undefined;
      const instant = Date.parse(value);
      return instant >= firstDay * msPerDay ? instant : undefined;
    },
    object(name) {
      const value = json(name);
      return value && given(value);
    },
    objects: (name) => jsons(name).map(given),
    texts: (name) => listed(name).flatMap((each) => (typeof each === 'string' && each !== '' ? [each] : [])),
    json,
    jsons,
  };
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !isList(value);
