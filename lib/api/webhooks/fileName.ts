// What a file is called that a webhook brings: names from outside, cleaned of all that is more than a name.
import mime from 'mime';
import { badRequest } from '../../runtime/errors.ts';
import { maxNameLength } from '../../runtime/limits.ts';
import { unsafe } from '../../http/contentHeaders.ts';
import { parseMediaType } from '../../http/mediaType.ts';
import { readParameters } from './disposition.ts';
import { extendedText, headerText, percentText, wordsText } from './headerText.ts';

/** Where a name may stand when the body is the file itself; the first that is there counts. */
export const givenName = (headers: Pick<Headers, 'get'>, query: URLSearchParams): string | undefined =>
  [nameIn(headers.get('content-disposition')), wholeName(headers.get('x-file-name')), query.get('name')]
    .map((name) => cleanName(name ?? ''))
    .find((name) => name !== undefined);

/** The name in a `Content-Disposition` (RFC 6266), percent-encoded letters read where browsers read them in downloads. */
const nameIn = (disposition: string | null): string | undefined =>
  disposition === null ? undefined : readParameters(disposition, percentText).get('filename');

/** The name of a part of a form; what browsers may not write in it is percent-encoded (WHATWG, "Multipart form data"). */
export function partName(disposition: string): { readonly field: string | undefined; readonly file: string | undefined } {
  const parameters = readParameters(disposition, (text) =>
    text.replaceAll(/%(?:22|0d|0a)/gi, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16))),
  );
  return { field: parameters.get('name'), file: parameters.get('filename') };
}

/** A header that is a name and nothing else: often percent-encoded, with a charset before it or without. */
function wholeName(value: string | null): string | undefined {
  if (value === null) return undefined;
  const extended = extendedText(value);
  if (extended !== undefined) return extended;
  const text = wordsText(headerText(value));
  try {
    return decodeURIComponent(text);
  } catch {
    return extendedText(`utf-8''${text}`) ?? text;
  }
}

/**
 * The name without the folders before it, and without controls and characters that turn text around; undefined when nothing is left.
 * Throws 400 for one that is too long, rather than to store it under another; `of` says whose it is.
 */
export function cleanName(given: string, of = 'The file'): string | undefined {
  const name = (given.split(/[\\/]/).at(-1) ?? '').replace(unsafe, '_').toWellFormed().trim();
  if (name.length > maxNameLength)
    throw badRequest(
      `${of} is called '${name.slice(0, 40).toWellFormed()}…': the name of a file may have at most ${maxNameLength} characters.`,
    );
  return /^\.*$/.test(name) ? undefined : name;
}

/** A name for what came without one, by its media type. */
export const nameOfType = (stem: string, contentType: string): string => `${stem}.${extensionOf(contentType) ?? 'bin'}`;

/** Endings of what a media type is written on top of (RFC 6839; IANA, "Structured Syntax Suffixes"), which may be a subtype as well. */
const endings: ReadonlyMap<string, string> = new Map([
  ['json', 'json'],
  ['xml', 'xml'],
  ['yaml', 'yaml'],
  ['cbor', 'cbor'],
  ['zip', 'zip'],
  ['gzip', 'gz'],
  ['zstd', 'zst'],
  ['der', 'der'],
  ['jwt', 'jwt'],
  ['wbxml', 'wbxml'],
  ['sqlite3', 'sqlite3'],
  ['ndjson', 'ndjson'],
]);

/** The type's own ending, that of the type without the `x-` of unregistered ones, or that of what it is written on top of. */
function extensionOf(contentType: string): string | undefined {
  const type = parseMediaType(contentType);
  if (type === undefined) return undefined;
  const subtype = type.subtype.replace(/^x-/, '');
  return mime.getExtension(type.essence) ?? mime.getExtension(`${type.type}/${subtype}`) ?? endings.get(subtype.split('+').at(-1) ?? '');
}
