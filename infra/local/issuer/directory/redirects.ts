// Where a browser may be sent with an answer: programs on this machine, apps of their own scheme, and what an application has registered.
/** Whether this is a page of this machine, on any port (RFC 8252, section 7.3). */
export function isLoopback(uri: string): boolean {
  const url = URL.parse(uri);
  return url !== null && /^https?:$/.test(url.protocol) && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

// What Entra ID lets every native application have.
const native = new Set(['urn:ietf:wg:oauth:2.0:oob', 'https://login.microsoftonline.com/common/oauth2/nativeclient']);

/**
 * Schemes that no browser gives a meaning: the name of a domain turned round (RFC 8252, section 7.1), or those of Microsoft's libraries. A
 * code in a URL of `javascript:` or `data:` would run.
 */
const ownScheme = /^(?:[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+|msal[a-z0-9+.-]*|msauth[a-z0-9+.-]*|ms-app|brk-[a-z0-9+.-]+):/i;

/** Whether answers may go there for an application that has registered these. A fragment is no part of a redirect URI (RFC 6749, section 3.1.2). */
export function isRedirect(uri: string, redirectUris: readonly string[]): boolean {
  if (uri.includes('#') || !URL.canParse(uri)) return false;
  return isLoopback(uri) || native.has(uri) || ownScheme.test(uri) || redirectUris.includes(uri);
}
