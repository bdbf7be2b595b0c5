// Reads an event's locations from a request's JSON (Graph, location resource type).
import type { Location } from '../../calendar/events/record/eventProperties.ts';
import { maxListedValues, maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody, type BodyReader } from '../types/bodyReader.ts';
import { outlookGeoCoordinates, physicalAddress, type location } from '../types/complex.ts';
import { namesOf } from '../types/edm.ts';
import { enumTypes } from '../types/enums.ts';

/** Reads a location; undefined for none. Throws 400 for a value of the wrong type. */
export function readLocation(json: JsonObject | undefined): Location | undefined {
  if (json === undefined) return undefined;
  const body = readBody<typeof location>(json);
  const address = body.object('address');
  const coordinates = body.object('coordinates');
  return {
    displayName: body.text('displayName', maxTextLength) ?? '',
    ...present({
      locationUri: body.text('locationUri', maxTextLength),
      locationEmailAddress: body.text('locationEmailAddress', maxNameLength),
      locationType: body.oneOf('locationType', enumTypes.locationType),
      uniqueId: body.text('uniqueId', maxTextLength),
      uniqueIdType: body.oneOf('uniqueIdType', enumTypes.locationUniqueIdType),
    }),
    ...(address && {
      address: parts(namesOf(physicalAddress), (part) => readBody<typeof physicalAddress>(address).text(part, maxNameLength)),
    }),
    ...(coordinates && {
      coordinates: parts(namesOf(outlookGeoCoordinates), (part) => readBody<typeof outlookGeoCoordinates>(coordinates).double(part)),
    }),
  };
}

/** Reads all locations; undefined if the body doesn't have the property. Throws 400 for a value of the wrong type. */
export function readLocations(event: Pick<BodyReader, 'isNull' | 'objects'>): Location[] | undefined {
  if (event.isNull('locations')) return [];
  return event.objects('locations', maxListedValues)?.map((each) => readLocation(each) ?? { displayName: '' });
}

/** The parts that `read` finds, by name. */
function parts<P extends string, T>(names: readonly P[], read: (name: P) => T | undefined): { [K in P]?: T } {
  const found: { [K in P]?: T } = {};
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(values: T): Present<T> {
  const found: Present<T> = {};
  for (const name in values) {
    const value = values[name];
    if (isPresent(value)) found[name] = value;
  }
  return found;
}

const isPresent = <V>(value: V): value is Exclude<V, undefined> => value !== undefined;
