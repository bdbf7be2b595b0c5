// Writes answers in the form that a request asks for; the usual one is what answers have, and costs nothing.
import { jsonType } from '../../http/messages.ts';
import type { Spelling } from '../../http/writtenJson.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { inSteps, type Steps } from '../../runtime/inSteps.ts';
import { isJsonObject } from '../types/bodyReader.ts';
import { isUsual, mediaTypeOf, type Format } from './accept.ts';
import { spelledAs, withoutMetadata, type Level } from './levels.ts';
import { baseOf, placeOf } from './place.ts';

/** Values that are worked through in one step: about a millisecond. */
const valuesPerStep = 2_000;

/** What writing an answer asks of its surroundings. */
export interface Surroundings extends Pick<Level, 'methodsOf'> {
  /** Told of the length of each text that is written. */
  readonly wrote: (length: number) => void;
}

/**
 * How `json`, the answer, is written in this form; undefined for the usual form. The types of its entities are those that its context names.
 */
export function spellingOf(format: Format, json: JsonObject, { methodsOf, wrote }: Surroundings): Spelling | undefined {
  if (isUsual(format)) return undefined;
  const context = typeof json['@odata.context'] === 'string' ? json['@odata.context'] : '';
  const place = placeOf(context);
  let values = 0;
  const level: Level = {
    ...format,
    base: baseOf(context),
    methodsOf,
    *count() {
      if (++values % valuesPerStep === 0) yield;
    },
  };
  function* spelled(value: Json): Steps<Json> {
    const typed = place === undefined ? value : yield* spelledAs(value, place, level);
    return format.metadata === 'none' ? yield* withoutMetadata(typed, level) : typed;
  }
  const isList = Array.isArray(json.value);
  return {
    headers: (headers) => (headers['Content-Type'] === jsonType ? { ...headers, 'Content-Type': mediaTypeOf(format) } : headers),
    async whole(value) {
      const whole = await inSteps(isList ? around(value, level) : spelled(value));
      return isJsonObject(whole) ? whole : value;
    },
    entry: (value) => inSteps(spelled(value)),
    wrote,
  };
}

/** What stands around the entries of a list. */
function* around(list: JsonObject, level: Level): Steps<Json> {
  const count = list['@odata.count'];
  const counted = level.ieee754Compatible && typeof count === 'number' ? { ...list, '@odata.count': String(count) } : list;
  return level.metadata === 'none' ? yield* withoutMetadata(counted, level) : counted;
}
