// What a file is called that a webhook brings: names from outside, cleaned of all that is more than a name.
import mime from 'mime';
import { parse } from 'content-disposition';
import { badRequest } from '../../errors.ts';
import { maxNameLength } from '../../limits.ts';
import { unsafe } from '../contentHeaders.ts';

/** Where a name may stand when the body is the file itself; the first that is there counts. */
export const givenName = (headers: Pick<Headers, 'get'>, query: URLSearchParams): string | undefined =>
  [nameIn(headers.get('content-disposition')), decoded(headers.get('x-file-name')), query.get('name')]
    .map((name) => cleanName(name ?? ''))
    .find((name) => name !== undefined);

/** The name in a `Content-Disposition` (RFC 6266; RFC 8187 for `filename*`). */
const nameIn = (disposition: string | null): string | undefined =>
  disposition === null ? undefined : parse(disposition).parameters.filename;

/** The name of a part of a form, as browsers write it (WHATWG, "Multipart form data"): a backslash is one, a quote is `%22`. */
export function partName(disposition: string): { readonly field: string | undefined; readonly file: string | undefined } {
  const { parameters } = parse(disposition, { multipart: true });
  return { field: parameters.name, file: parameters.filename };
}

/** Header values are often percent-encoded, since not all libraries send other letters in one. */
function decoded(value: string | null): string | undefined {
  if (value === null) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * The name without the folders before it, and without controls and characters that turn text around; undefined when nothing is left.
 * Throws 400 for one that is too long, rather than to store it under another.
 */
export function cleanName(given: string): string | undefined {
  const name = (given.split(/[\\/]/).at(-1) ?? '').replace(unsafe, '_').toWellFormed().trim();
  if (name.length > maxNameLength) throw badRequest(`The name of a file may have at most ${maxNameLength} characters.`);
  return /^\.*$/.test(name) ? undefined : name;
}

/** A name for what came without one, by its media type. */
export function nameOfType(stem: string, contentType: string): string {
  const extension = mime.getExtension(contentType) ?? '';
  return `${stem}.${extension === '' ? 'bin' : extension}`;
}
