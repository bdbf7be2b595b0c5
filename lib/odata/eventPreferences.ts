// How a client prefers to see events: the time zone and the format of bodies (Graph, Outlook's Prefer headers).
import { toIana } from '../calendar/time/zones.ts';
import { badRequest } from '../errors.ts';
import { parsePrefer } from './prefer.ts';

export interface EventPreferences {
  /** As the client has named it; UTC without a preference. */
  readonly timeZone: string;
  /** As it is stored without a preference. */
  readonly bodyType?: 'text' | 'html';
  /** The `Preference-Applied` header, empty when nothing was preferred. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The preferences `outlook.timezone` and `outlook.body-content-type`. Throws 400 for a zone that nobody knows, as Graph does. */
export function readEventPreferences(prefer: string | null): EventPreferences {
  const preferences = parsePrefer(prefer);
  const zone = preferences.get('outlook.timezone');
  if (zone !== undefined && toIana(zone) === undefined)
    throw badRequest(`A valid TimeZone value must be specified. The following TimeZone value is not supported: '${zone.slice(0, 80)}'.`);
  const type = preferences.get('outlook.body-content-type')?.toLowerCase();
  const bodyType = type === 'text' || type === 'html' ? type : undefined;
  const applied = [
    ...(zone === undefined ? [] : [`outlook.timezone="${zone}"`]),
    ...(bodyType === undefined ? [] : [`outlook.body-content-type="${bodyType}"`]),
  ];
  return {
    timeZone: zone ?? 'UTC',
    ...(bodyType && { bodyType }),
    headers: applied.length === 0 ? {} : { 'Preference-Applied': applied.join(', ') },
  };
}
