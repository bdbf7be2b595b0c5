// Time zones by name: Graph takes IANA's and Windows' names alike; this turns one into the other.
import cldr from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };

/** CLDR's mark of the zone that stands for a Windows zone in the whole world. */
const world = '001';

/** Windows zones that Exchange still names and CLDR no longer does, and Exchange's own word for UTC. */
const dropped = [
  { windows: 'Kamchatka Standard Time', iana: 'Asia/Kamchatka' },
  { windows: 'Mid-Atlantic Standard Time', iana: 'Etc/GMT+2' },
  { windows: 'tzone://Microsoft/Utc', iana: 'UTC' },
];

interface Names {
  /** From the lower-case name of a Windows zone to its IANA name. */
  readonly iana: ReadonlyMap<string, string>;
  /** From an IANA name to the Windows zone. */
  readonly windows: ReadonlyMap<string, string>;
  /** From an IANA name in lower case to its right spelling; link names are missing. */
  readonly spelling: ReadonlyMap<string, string>;
}

let made: Names | undefined;

/** Makes the tables when they are needed for the first time, so that a cold start doesn't pay for them. */
function names(): Names {
  if (made !== undefined) return made;
  const iana = new Map(dropped.map((zone) => [zone.windows.toLowerCase(), zone.iana]));
  const windows = new Map<string, string>();
  for (const { mapZone } of cldr.supplemental.windowsZones.mapTimezones) {
    const zones = mapZone._type.split(' ').filter((name) => name !== '');
    if (mapZone._territory === world) iana.set(mapZone._other.toLowerCase(), mapZone._type);
    for (const zone of zones) if (!windows.has(zone)) windows.set(zone, mapZone._other);
  }
  iana.set('utc', 'UTC');
  windows.set('UTC', 'UTC');
  const spelled = [...Intl.supportedValuesOf('timeZone'), ...windows.keys()];
  made = { iana, windows, spelling: new Map(spelled.map((name) => [name.toLowerCase(), name])) };
  return made;
}

/**
 * The IANA name of a zone that is given by its IANA or its Windows name, in any case of letters; undefined when there is no such zone.
 * An IANA name is never replaced by an older or newer name of the same zone (`Asia/Kolkata`, `Asia/Calcutta`).
 */
export function toIana(name: string): string | undefined {
  const { iana, spelling } = names();
  const known = iana.get(name.toLowerCase()) ?? spelling.get(name.toLowerCase());
  return known ?? (canonical(name) === undefined ? undefined : name);
}

/** The Windows name of a zone given by either name (CLDR, windowsZones); undefined when there is no such zone, or none in Windows. */
export function toWindows(name: string): string | undefined {
  const zone = toIana(name);
  if (zone === undefined) return undefined;
  const { windows } = names();
  const other = canonical(zone);
  return windows.get(zone) ?? (other === undefined ? undefined : windows.get(other));
}

/** Every IANA name that has a spelling of its own here, by the alphabet. */
export const ianaNames = (): readonly string[] => [...new Set(names().spelling.values())].sort();

/** The names of Windows' zones in CLDR, and of those that Exchange still names. */
export const windowsZones = (): readonly string[] => [
  ...new Set(
    [
      ...cldr.supplemental.windowsZones.mapTimezones
        .filter(({ mapZone }) => mapZone._territory === world)
        .map(({ mapZone }) => mapZone._other),
      ...dropped.map(({ windows }) => windows),
    ].filter((name) => !name.includes('://')),
  ),
];

/** The name under which the runtime and CLDR know an IANA zone; undefined for anything that isn't one, bare offsets included. */
function canonical(name: string): string | undefined {
  if (!/^[a-z][a-z0-9_+/-]{0,63}$/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
