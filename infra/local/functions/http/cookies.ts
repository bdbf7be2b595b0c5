// The Set-Cookie header (RFC 6265, section 4.1) of the cookies that an app returns.
import type { Cookie } from '../host/coreTypes.ts';

const sameSiteNames = { none: undefined, lax: 'lax', strict: 'strict', explicitNone: 'none' } as const;

/** One header value; the cookie's value is percent-encoded and its path is `/` unless given, as the host does it. */
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
