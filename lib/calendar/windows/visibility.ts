// Tells whether a caller sees an entry of a window, before the entry is read whole.
import { occurrenceAudienceOf } from './writtenOccurrences.ts';
import type { IsShown, WindowEntry } from './windowEntry.ts';

/**
 * Whether the caller may see the entry, as far as its few properties tell. `unknown` only for an occurrence with attendees of its own, if
 * the answer depends on these: it must be read whole.
 */
export function visibilityOf(entry: WindowEntry, isShown: IsShown): boolean | 'unknown' {
  if ('single' in entry) return isShown(entry.single);
  const { surely, atMost, isCertain } = occurrenceAudienceOf(entry.series, entry.own);
  if (isShown(surely)) return true;
  return isCertain || (atMost !== undefined && !isShown(atMost)) ? false : 'unknown';
}
