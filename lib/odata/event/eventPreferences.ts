// How a client prefers to see events: the time zone and the format of bodies (Graph, Outlook's Prefer headers).
import { zoneNamed } from '../../calendar/time/dateTime.ts';
import { parsePrefer } from '../query/prefer.ts';

export interface EventPreferences {
  /** As the client has named it; UTC without a preference. */
  readonly timeZone: string;
  /** As it is stored without a preference. */
  readonly bodyType?: 'text' | 'html';
  /** The `Preference-Applied` header, empty when nothing was preferred. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The preference `outlook.timezone`: the zone, UTC without it, and what of `Preference-Applied` tells of it. */
export interface TimeZonePreference {
  readonly timeZone: string;
  readonly applied: readonly string[];
}

/** Throws 400 `TimeZoneNotSupportedException` for a zone that nobody knows, as Graph does. */
export function readTimeZonePreference(prefer: string | null): TimeZonePreference {
  const timeZone = parsePrefer(prefer).get('outlook.timezone');
  if (timeZone === undefined) return { timeZone: 'UTC', applied: [] };
  zoneNamed(timeZone);
  return { timeZone, applied: [`outlook.timezone="${timeZone}"`] };
}

/** The preferences `outlook.timezone` and `outlook.body-content-type`. Throws as `readTimeZonePreference`. */
export function readEventPreferences(prefer: string | null): EventPreferences {
  const { timeZone, applied } = readTimeZonePreference(prefer);
  const type = parsePrefer(prefer).get('outlook.body-content-type')?.toLowerCase();
  const bodyType = type === 'text' || type === 'html' ? type : undefined;
  const all = [...applied, ...(bodyType === undefined ? [] : [`outlook.body-content-type="${bodyType}"`])];
  return { timeZone, ...(bodyType && { bodyType }), headers: preferenceApplied(all) };
}

/** The header that tells what was preferred; none when nothing was. */
export const preferenceApplied = (applied: readonly string[]): Readonly<Record<string, string>> =>
  applied.length === 0 ? {} : { 'Preference-Applied': applied.join(', ') };
