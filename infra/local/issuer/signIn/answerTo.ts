// How an application gets its answer from the browser: in the query, in the fragment, or in a form (OAuth 2.0 Form Post Response Mode).
import { createHash } from 'node:crypto';
import type { Reply } from '../http/exchange.ts';
import { formPostPage } from './pages.ts';
import type { Destination } from './request.ts';

/** Sends the browser back with the answer and the application's `state`. */
export function answerTo(
  { redirectUri, mode, state }: Destination,
  answer: Readonly<Record<string, string>>,
  headers: Reply['headers'] = {},
): Reply {
  const fields = { ...answer, ...(state !== undefined && { state }) };
  if (mode === 'form_post') return formPostPage(redirectUri, fields, headers);
  const text = new URLSearchParams(fields).toString();
  const mark = mode === 'fragment' ? '#' : redirectUri.includes('?') ? '&' : '?';
  // 303: after the page's form the browser asks by GET.
  return { status: 303, headers: { ...headers, Location: `${redirectUri}${mark}${text}`, 'Referrer-Policy': 'no-referrer' } };
}

/** `c_hash` (OpenID Connect Core, section 3.3.2.11): the left half of the hash. */
export const hashOf = (code: string): string => createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
