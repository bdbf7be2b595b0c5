// The time zones that a mailbox, an event or a preference can name: those of Windows, and those of IANA.
import { ianaNames, windowsZones } from '../time/zones.ts';
import type { TimeZoneStandard } from '../../paths/reference.ts';
import { windowsNames } from './windowsNames.ts';

/** Graph's timeZoneInformation. */
export interface ZoneName {
  readonly alias: string;
  readonly displayName: string;
}

/** The zones by the names of one standard: Windows' from west to east, IANA's by the alphabet. Each alias is known to `toIana`. */
export function supportedZones(standard: TimeZoneStandard): readonly ZoneName[] {
  if (standard === 'iana') return ianaNames().map((alias) => ({ alias, displayName: alias }));
  const named = Object.entries(windowsNames).map(([alias, displayName]) => ({ alias, displayName }));
  // A zone that Windows has got since, and CLDR knows: shown by its alias until it has a name here.
  return [
    ...named,
    ...windowsZones()
      .filter((alias) => !(alias in windowsNames))
      .map((alias) => ({ alias, displayName: alias })),
  ];
}
