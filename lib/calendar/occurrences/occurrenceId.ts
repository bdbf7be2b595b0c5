// The ids of occurrences: made of the series' document and the occurrence's date, so that one leads to the other without a query.

/** What an occurrence's id says. */
export interface OccurrenceName {
  /** The series' document. */
  readonly series: string;
  /** The date of the original start on the series' clocks: `2026-11-21`. */
  readonly day: string;
}

/** A hash, which no base64 has an equals sign behind, and eight digits. */
const form = /^([\w-]{43})=(\d{4})(\d\d)(\d\d)$/;
const prefix = 'event:';

/** 52 characters of the alphabet of ids; the same one for ever, whatever becomes of the series. */
export const occurrenceId = (series: string, day: string): string => `${series.slice(prefix.length)}=${day.replaceAll('-', '')}`;

/** What the id of an occurrence says, whether or not there is one; undefined for any other event's id. No event may be put under such an id. */
export function parseOccurrenceId(id: string): OccurrenceName | undefined {
  const [, hash, year, month, day] = form.exec(id) ?? [];
  if (hash === undefined || year === undefined || month === undefined || day === undefined) return undefined;
  return { series: `${prefix}${hash}`, day: `${year}-${month}-${day}` };
}

export const isOccurrenceId = (id: string): boolean => form.test(id);
