// The headers under which a stored file is served: as a download, never as a page of this site.
import { create } from 'content-disposition';
import { MIMEType } from 'node:util';
import type { ReplyHeaders } from './exchange.ts';

/**
 * Safe serving (contract, section 2): whatever the type, a browser saves the bytes and runs nothing of them. `Content-Disposition` is
 * RFC 6266's with `filename*`; a content type that is no media type is served as `application/octet-stream`.
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

function mediaType(text: string | null): string {
  try {
    return new MIMEType(text ?? '').toString();
  } catch {
    return 'application/octet-stream';
  }
}

/** Characters that end up in no file's name: controls, and what changes the direction of text to disguise an ending. */
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const disposition = (name: string | null): string => (name === null ? 'attachment' : create(name.replace(unsafe, '_')));
