// Writes the Set-Cookie header (RFC 6265, section 4.1) for cookies that an app returns.
import type { Cookie } from '../host/coreTypes.ts';

const sameSiteNames = { none: undefined, lax: 'lax', strict: 'strict', explicitNone: 'none' } as const;

/** One header value; like the host, it percent-encodes the cookie's value and sets the path to `/` by default. */
export function formatCookie(cookie: Cookie): string {
  const sameSite = sameSiteNames[cookie.sameSite ?? 'none'];
  const attributes = [
    cookie.expires && `expires=${new Date(cookie.expires.value.seconds * 1000).toUTCString()}`,
    cookie.maxAge && `max-age=${Math.trunc(cookie.maxAge.value)}`,
    cookie.domain && `domain=${cookie.domain.value}`,
    `path=${cookie.path?.value ?? '/'}`,
    cookie.secure?.value === true && 'secure',
    sameSite && `samesite=${sameSite}`,
    cookie.httpOnly?.value === true && 'httponly',
  ];
  const pair = `${cookie.name}=${encodeURIComponent(cookie.value)}`;
  return [pair, ...attributes.filter((attribute) => typeof attribute === 'string')].join('; ');
}
