// A file that a webhook sends: its name, cleaned of everything that isn't part of one, and the attachment made of it.
import mime from 'mime';
import type { NewAttachment } from '../../attachments/attachment.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxNameLength, maxTextLength } from '../../runtime/limits.ts';
import { unsafeNameCharacters } from '../../http/contentHeaders.ts';
import { parseMediaType } from '../../http/mediaType.ts';
import { typeOfName } from '../../odata/attachment/attachmentBody.ts';
import { readParameters } from './disposition.ts';
import { extendedText, headerText, percentText, wordsText } from './headerText.ts';

/**
 * The media type is the given one, otherwise that of the name. A file without a name gets one made of `stem` and the type. Throws 400 for a
 * type that is too long.
 */
export function file(bytes: Uint8Array, given: { name?: string | undefined; type?: string | undefined; stem: string }): NewAttachment {
  const { name = nameOfType(given.stem, given.type ?? ''), type: contentType = typeOfName(name) } = given;
  if (contentType.length > maxTextLength) throw badRequest(`A media type may have at most ${maxTextLength} characters.`);
  return { properties: { type: 'file', name, contentType, size: bytes.byteLength, isInline: false, contentId: null }, bytes };
}

/** A header's value; undefined for none and for an empty one. */
export const nonEmpty = (value: string | null | undefined): string | undefined => {
  const text = value?.trim() ?? '';
  return text === '' ? undefined : text;
};

/** The name of a file that is the whole body: the headers are read in their order, then the option, and the first name found counts. */
export const givenName = (headers: Pick<Headers, 'get'>, query: URLSearchParams): string | undefined =>
  [...Object.entries(nameHeaders).map(([header, read]) => read(headers.get(header))), query.get('name')]
    .map((name) => cleanName(name ?? ''))
    .find((name) => name !== undefined);

/** The name in a `Content-Disposition` (RFC 6266); percent-encoded letters are decoded where browsers decode them in downloads. */
function nameIn(disposition: string | null): string | undefined {
  return disposition === null ? undefined : readParameters(disposition, percentText).get('filename');
}

/** The name of a part of a form; what browsers may not write in it is percent-encoded (WHATWG, "Multipart form data"). */
export function partName(disposition: string): { readonly field: string | undefined; readonly file: string | undefined } {
  const parameters = readParameters(disposition, (text) =>
    text.replaceAll(/%(?:22|0d|0a)/gi, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16))),
  );
  return { field: parameters.get('name'), file: parameters.get('filename') };
}

/** The name in a header that contains nothing else; it is often percent-encoded, with or without a charset in front. */
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

/** The headers that may say what a file is called that is the whole body, and how each says it. */
export const nameHeaders = { 'Content-Disposition': nameIn, 'X-File-Name': wholeName } as const;

/**
 * The name without folders in front, control characters and characters that reverse the text; undefined when nothing is left. Throws 400
 * for a name that is too long, since the file must not be stored under another one; `of` says in the error whose name it is.
 */
export function cleanName(given: string, of = 'The file'): string | undefined {
  const name = (given.split(/[\\/]/).at(-1) ?? '').replace(unsafeNameCharacters, '_').toWellFormed().trim();
  if (name.length > maxNameLength)
    throw badRequest(
      `${of} is called '${name.slice(0, 40).toWellFormed()}…': the name of a file may have at most ${maxNameLength} characters.`,
    );
  return /^\.*$/.test(name) ? undefined : name;
}

/** A name for a file that came without one, made from its media type. */
export const nameOfType = (stem: string, contentType: string): string => `${stem}.${extensionOf(contentType) ?? 'bin'}`;

/**
 * Endings for the types on which other media types are based (RFC 6839; IANA, "Structured Syntax Suffixes"); the keys may also be subtypes.
 */
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

/** The ending of the type itself, of the type without the `x-` of unregistered types, or of the type that it is based on. */
function extensionOf(contentType: string): string | undefined {
  const type = parseMediaType(contentType);
  if (type === undefined) return undefined;
  const subtype = type.subtype.replace(/^x-/, '');
  return mime.getExtension(type.essence) ?? mime.getExtension(`${type.type}/${subtype}`) ?? endings.get(subtype.split('+').at(-1) ?? '');
}
