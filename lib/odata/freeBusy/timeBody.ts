// Reads points in time from the bodies of free/busy.
import { utcOf, zoneNamed } from '../../calendar/time/dateTime.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import { missingProperty, readBody, type BodyReader } from '../types/bodyReader.ts';
import type { dateTimeTimeZone } from '../types/complex.ts';

/** An instant in milliseconds since 1970 UTC, and the IANA zone that it was given in. */
export interface GivenTime {
  readonly utc: number;
  readonly zone: string;
}

/** Reads a dateTimeTimeZone, in UTC where it names no zone. Throws 400 for a missing one, and for what can't be read. */
export function readTime(body: BodyReader, name: string): GivenTime {
  const json = body.object(name);
  if (json === undefined) throw missingProperty(name);
  const given = readBody<typeof dateTimeTimeZone>(json);
  const dateTime = given.text('dateTime', maxNameLength);
  if (dateTime === undefined) throw missingProperty(`${name}/dateTime`);
  const timeZone = given.text('timeZone', maxNameLength) ?? 'UTC';
  return { utc: utcOf({ dateTime, timeZone }), zone: zoneNamed(timeZone) };
}
