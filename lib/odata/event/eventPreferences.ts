// How a client prefers to see events: the time zone and the format of bodies (Graph, Outlook's Prefer headers).
import type { Preferences } from '../query/preferences.ts';

export interface EventPreferences {
  /** The time zone as the client names it; UTC without a preference. */
  readonly timeZone: string;
  /** The format of bodies; undefined to show each as it is stored. */
  readonly bodyType?: 'text' | 'html';
}

/** The preferences `outlook.timezone` and `outlook.body-content-type`. Throws 400 `TimeZoneNotSupportedException` for an unknown zone. */
export function eventPreferencesOf(prefer: Preferences): EventPreferences {
  const timeZone = prefer.timeZone();
  const bodyType = prefer.bodyType();
  return { timeZone, ...(bodyType && { bodyType }) };
}
