// Media types as requests and answers name them: which are JSON, and in which characters they are written.
import { MIMEType } from 'node:util';

/** The media type; undefined for text that is none. */
export function parseMediaType(text: string): MIMEType | undefined {
  try {
    return new MIMEType(text);
  } catch {
    return undefined;
  }
}

/** Whether a media type is JSON: `application/json`, a type based on it (RFC 6839, section 3.1: `+json`), or one of JSON's older names. */
export const isJsonType = ({ essence }: MIMEType): boolean => /^(?:application|text)\/(?:x-)?json$|\+json$/.test(essence);

/** Whether a Content-Type is one of JSON's; text that is no media type isn't. */
export function isJson(contentType: string): boolean {
  const type = parseMediaType(contentType);
  return type !== undefined && isJsonType(type);
}

/** Labels of UTF-8, and of the part of it that is ASCII (Encoding Standard, section 4.2; IANA, Character Sets). */
const utf8Labels: ReadonlySet<string> = new Set(['', 'utf-8', 'utf8', 'us-ascii', 'ascii']);

/** Whether the media type's text is UTF-8. JSON without a charset is UTF-8 (RFC 8259, section 8.1). */
export const isUtf8Type = ({ params }: MIMEType): boolean => utf8Labels.has((params.get('charset') ?? '').trim().toLowerCase());
