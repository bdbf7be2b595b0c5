// Tells whether a caller sees an entry of a window, before the entry is read whole.
import { judgedOf } from './writtenOccurrences.ts';
import type { IsShown, WindowEntry } from './windowEntry.ts';

/**
 * Whether the caller may see the entry, as far as its few properties tell. `unknown` only for an occurrence with attendees of its own, if
 * the answer depends on these: it must be read whole.
 */
export function visibilityOf(entry: WindowEntry, isShown: IsShown): boolean | 'unknown' {
  if ('single' in entry) return isShown(entry.single);
  const { judged, most, isCertain } = judgedOf(entry.series, entry.own);
  if (isShown(judged)) return true;
  return isCertain || (most !== undefined && !isShown(most)) ? false : 'unknown';
}
