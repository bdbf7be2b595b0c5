// The ids of occurrences: made of the series' document id and the occurrence's date, so that the series is found without a query.

/** The series and the date that an occurrence's id names. */
export interface OccurrenceName {
  /** The id of the series' document. */
  readonly series: string;
  /** The date of the original start in the series' zone: `2026-11-21`. */
  readonly day: string;
}

/** A hash, an equals sign and the eight digits of the date. Base64 text never matches: it has no digits after an equals sign. */
const form = /^([\w-]{43})=(\d{4})(\d\d)(\d\d)$/;
const prefix = 'event:';

/** The occurrence's id: 52 characters of the alphabet of ids; it never changes, even if the series does. */
export const occurrenceId = (series: string, day: string): string => `${series.slice(prefix.length)}=${day.replaceAll('-', '')}`;

/** The parts of an occurrence's id, whether or not there is one; undefined for other events' ids. No event may be put under such an id. */
export function parseOccurrenceId(id: string): OccurrenceName | undefined {
  const [, hash, year, month, day] = form.exec(id) ?? [];
  if (hash === undefined || year === undefined || month === undefined || day === undefined) return undefined;
  return { series: `${prefix}${hash}`, day: `${year}-${month}-${day}` };
}

export const isOccurrenceId = (id: string): boolean => form.test(id);

/** What Graph calls the occurrence of this date beside its id: its `occurrenceId` (event resource type). `series`: the series' id. */
export const occurrenceName = (series: string, day: string): string => `OID.${series}.${day}`;
