// One byte range of a representation (RFC 9110, section 14).
import type { ByteRange } from '../stores/contents.ts';

export type { ByteRange } from '../stores/contents.ts';

/** What a `Range` field asks for: `suffix` where it counted from the end (`bytes=-5`). */
export type AskedRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly range: ByteRange; readonly suffix: boolean }
  | { readonly kind: 'unsatisfiable' };

const form = /^bytes\s*=\s*(\d*)-(\d*)$/i;

/**
 * Which range of `size` bytes the field asks for. A field that is missing, malformed, of another unit or names several ranges asks for the
 * whole (sections 14.2 and 14.1.1); a range that contains none of the bytes is unsatisfiable (section 15.5.17). The last position may lie
 * any distance beyond the end (section 14.1.2). A suffix of an empty file is the whole file.
 */
export function askedRange(field: string | null, size: number): AskedRange {
  const [, from, to] = form.exec(field?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return { kind: 'whole' };
  if (from === '') {
    if (Number(to) === 0) return { kind: 'unsatisfiable' };
    if (size === 0) return { kind: 'whole' };
    return { kind: 'part', range: { first: size - Math.min(Number(to), size), last: size - 1 }, suffix: true };
  }
  if (to !== '' && isLess(to, from)) return { kind: 'whole' };
  const first = Number(from);
  if (first >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', range: { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }, suffix: false };
}

/** Whether one number is less than another. Compares their digits, since converting very many digits to a number would take too long. */
function isLess(digits: string, others: string): boolean {
  const [one, other] = [digits.replace(/^0+/, ''), others.replace(/^0+/, '')];
  return one.length === other.length ? one < other : one.length < other.length;
}

/**
 * Whether `If-Range` (section 13.1.5) lets the range count: it does if it is absent, or names the current version by its strong ETag or its
 * exact Last-Modified.
 */
export const rangeStands = (ifRange: string | null, etag: string, lastModified: string): boolean =>
  ifRange === null || ifRange === etag || ifRange === lastModified;
