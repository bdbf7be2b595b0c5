// How a client prefers to see events: the time zone and the format of bodies (Graph, Outlook's Prefer headers).
import { zoneNamed } from '../../calendar/time/dateTime.ts';
import { parsePrefer } from '../query/prefer.ts';

export interface EventPreferences {
  /** The time zone as the client names it; UTC without a preference. */
  readonly timeZone: string;
  /** The format of bodies; undefined to show each as it is stored. */
  readonly bodyType?: 'text' | 'html';
  /** The `Preference-Applied` header; no header without a preference. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The preference `outlook.timezone`: the zone (UTC without it), and its entries in `Preference-Applied`. */
export interface TimeZonePreference {
  readonly timeZone: string;
  readonly applied: readonly string[];
}

/** Reads the preference `outlook.timezone`. Throws 400 `TimeZoneNotSupportedException` for an unknown zone, as Graph does. */
export function readTimeZonePreference(prefer: string | null): TimeZonePreference {
  const timeZone = parsePrefer(prefer).get('outlook.timezone');
  if (timeZone === undefined) return { timeZone: 'UTC', applied: [] };
  zoneNamed(timeZone);
  return { timeZone, applied: [`outlook.timezone="${timeZone}"`] };
}

/** Reads the preferences `outlook.timezone` and `outlook.body-content-type`. Throws as `readTimeZonePreference`. */
export function readEventPreferences(prefer: string | null): EventPreferences {
  const { timeZone, applied } = readTimeZonePreference(prefer);
  const type = parsePrefer(prefer).get('outlook.body-content-type')?.toLowerCase();
  const bodyType = type === 'text' || type === 'html' ? type : undefined;
  const all = [...applied, ...(bodyType === undefined ? [] : [`outlook.body-content-type="${bodyType}"`])];
  return { timeZone, ...(bodyType && { bodyType }), headers: preferenceApplied(all) };
}

/** The header `Preference-Applied` (RFC 7240, section 3) with these preferences; no header for none. */
export const preferenceApplied = (applied: readonly string[]): Readonly<Record<string, string>> =>
  applied.length === 0 ? {} : { 'Preference-Applied': applied.join(', ') };
