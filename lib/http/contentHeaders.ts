// The headers under which a stored file is served: as a download, never as a page of this site.
import { create } from 'content-disposition';
import { MIMEType } from 'node:util';
import type { ServedAs } from '../stores/contents.ts';
import type { ReplyHeaders } from './messages.ts';

/**
 * Safe serving (contract, section 2): whatever the type, a browser saves the bytes and runs nothing of them. `Content-Disposition` is
 * RFC 6266's with `filename*`; a content type that is no media type, or isn't ASCII, is served as `application/octet-stream`.
 */
export function contentHeaders(name: string | null, contentType: string | null): ReplyHeaders {
  return {
    'Content-Type': mediaType(contentType),
    'Content-Disposition': disposition(name),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Cache-Control': 'private, no-cache',
  };
}

const unknownType = 'application/octet-stream';

/** The same headers in the form in which a signed URL of the content store carries them. */
export const servedAs = (name: string | null, contentType: string | null): ServedAs => ({
  contentType: mediaType(contentType),
  contentDisposition: disposition(name),
});

function mediaType(text: string | null): string {
  try {
    const type = new MIMEType(text ?? '').toString();
    // A parameter may contain non-ASCII characters (WHATWG MIME Sniffing), which the platform's server refuses to send.
    return /^[\x20-\x7e]*$/.test(type) ? type : unknownType;
  } catch {
    return unknownType;
  }
}

/**
 * Characters that no file name may contain: path separators, control characters, and characters that reverse the text to disguise an
 * ending.
 */
export const unsafeNameCharacters = /[/\\\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const disposition = (name: string | null): string => (name === null ? 'attachment' : create(name.replace(unsafeNameCharacters, '_')));
