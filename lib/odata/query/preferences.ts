// What a client prefers of its answer, and which of it the answer has followed (contract, section 10).
import { zoneNamed } from '../../calendar/time/dateTime.ts';
import { parsePrefer } from './prefer.ts';

/**
 * The preferences of a request. Whoever asks for one follows it, so that the answer's `Preference-Applied` is made of what was asked for, in
 * one place. None throws for a value that can't be read: it counts as not sent (RFC 7240, section 2).
 */
export interface Preferences {
  /** `outlook.timezone`, as the client writes it; UTC without it. Throws 400 `TimeZoneNotSupportedException` for an unknown zone, as Graph does. */
  timeZone(): string;
  /** `outlook.body-content-type`; undefined to show each body as it is stored. */
  bodyType(): 'text' | 'html' | undefined;
  /** `odata.maxpagesize`: the most entries of a page, 1 at least. */
  maxPageSize(): number | undefined;
  /** Whether `return=minimal` asks for the answer to a write without the entity (RFC 7240, section 4.2). */
  returnsMinimal(): boolean;
  /** `odata.track-changes`, which a delta follows whether or not it is asked for, as Graph does. */
  trackChanges(): void;
  /** The preferences that were followed, as `Preference-Applied` writes them (RFC 7240, section 3). `shows`: whether the answer shows entities. */
  applied(shows: boolean): readonly string[];
}

/** The names of preferences, in the order in which answers repeat them. */
const zone = 'outlook.timezone';
const bodyContentType = 'outlook.body-content-type';
const maxPageSize = 'odata.maxpagesize';
const idType = 'idtype';
const returned = 'return';
const trackChanges = 'odata.track-changes';

export function readPreferences(prefer: string | null): Preferences {
  const given = parsePrefer(prefer);
  const followed = new Set<string>();
  /** The value, which is followed from now on, if it can be read. */
  const follow = <T>(name: string, read: (value: string) => T | undefined): T | undefined => {
    const value = given.get(name);
    const meant = value === undefined ? undefined : read(value);
    if (meant !== undefined) followed.add(name);
    return meant;
  };
  // Ids never change, so that every answer follows this one.
  const hasImmutableIds = given.get(idType)?.toLowerCase() === 'immutableid';

  return {
    timeZone: () => follow(zone, zoneOf) ?? 'UTC',
    bodyType: () => follow(bodyContentType, (value) => oneOf(value, ['text', 'html'])),
    maxPageSize: () => follow(maxPageSize, positive),
    returnsMinimal: () => follow(returned, (value) => oneOf(value, ['minimal'])) !== undefined,
    trackChanges: () => void followed.add(trackChanges),
    applied: (shows) => [
      ...(followed.has(trackChanges) ? [trackChanges] : []),
      ...(shows && followed.has(zone) ? [`${zone}="${given.get(zone) ?? ''}"`] : []),
      ...(shows && followed.has(bodyContentType) ? [`${bodyContentType}="${given.get(bodyContentType) ?? ''}"`] : []),
      ...(shows && followed.has(maxPageSize) ? [`${maxPageSize}=${given.get(maxPageSize) ?? ''}`] : []),
      ...(hasImmutableIds ? ['IdType="ImmutableId"'] : []),
      ...(!shows && followed.has(returned) ? ['return=minimal'] : []),
    ],
  };
}

function zoneOf(name: string): string {
  zoneNamed(name);
  return name;
}

const oneOf = <const M extends string>(value: string, members: readonly M[]): M | undefined =>
  members.find((member) => member === value.toLowerCase());

const positive = (value: string): number | undefined => (/^\d+$/.test(value) && Number(value) > 0 ? Number(value) : undefined);
