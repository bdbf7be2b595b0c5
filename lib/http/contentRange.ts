// The Content-Range of a range that is being uploaded (RFC 9110, section 14.4, in Graph's use of it on requests).
import { badRequest } from '../runtime/errors.ts';

export interface ContentRange {
  readonly first: number;
  readonly last: number;
  readonly total: number;
}

const form = /^bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15})$/i;

/** Throws 400 for a header that is missing or isn't `bytes a-b/total`. */
export function parseContentRange(header: string | null): ContentRange {
  const [, first, last, total] = form.exec(header?.trim() ?? '') ?? [];
  const range = { first: Number(first), last: Number(last), total: Number(total) };
  if (total === undefined || range.last < range.first)
    throw badRequest("The header 'Content-Range' is missing or malformed; it has the form 'bytes 0-327679/1048576'.");
  return range;
}
