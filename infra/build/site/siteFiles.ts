// What the site's parts are made of: files with their paths, and the headers that a page is sent with.
import { createHash } from 'node:crypto';
import { extname } from 'node:path/posix';

/** A file of the site. */
export interface SiteFile {
  /** The path of its URL, such as `/docs` or `/docs/viewer-3kx0ab.js`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** The name in the setting PAGES without which it isn't served. */
  readonly page?: 'docs' | 'explorer';
  /** The source files that it was made of, where those of packages are among them; absolute. */
  readonly madeOf?: readonly string[];
}

/** Makes the files of one part of the site. The same sources give the same bytes. */
export type SitePart = () => Promise<readonly SiteFile[]>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** The media type by the ending of a name. Throws for one that isn't in the table. */
function typeOf(name: string): string {
  const type = types[extname(`x${name}`)];
  if (type === undefined) throw new Error(`The site's table of media types has none for '${name}'.`);
  return type;
}

/** A hash of bytes as URLs and ETags have it: 128 bits. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

/** The headers of every file: its type counts, and no page learns where a link on this one has led from. */
const safely = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'same-origin' };

/**
 * What a page names: its path gets the hash of its bytes (`/docs/viewer.js` becomes `/docs/viewer-<hash>.js`), so that browsers may keep it for a
 * year and never ask again (RFC 8246).
 */
export function immutable(path: string, bytes: Uint8Array, page?: SiteFile['page']): SiteFile {
  const ending = extname(path);
  return namedByHash(`${path.slice(0, -ending.length)}-${hashOf(bytes)}${ending}`, bytes, page);
}

/** The same for a path that has a hash already: a bundler gives one to each of its files, which name one another by it. */
export const namedByHash = (path: string, bytes: Uint8Array, page?: SiteFile['page']): SiteFile => ({
  path,
  bytes,
  headers: { 'Content-Type': typeOf(path), 'Cache-Control': 'public, max-age=31536000, immutable', ...safely },
  ...(page && { page }),
});

/** A document under a path that stays; a client need not ask again for `maxAge` seconds. */
export const document = (path: string, bytes: Uint8Array, maxAge: number): SiteFile => ({
  path,
  bytes,
  headers: { 'Content-Type': typeOf(path), 'Cache-Control': `public, max-age=${maxAge}`, ...safely },
});

/** What a page may load, by directive of Content Security Policy (CSP Level 3, section 6); what isn't named is forbidden. */
export type Policy = Readonly<Partial<Record<Directive, string>>>;
type Directive =
  | `${'connect' | 'font' | 'frame' | 'img' | 'manifest' | 'media' | 'script' | 'style' | 'worker'}-src`
  | `style-src-${'attr' | 'elem'}`
  | 'form-action'
  | 'require-trusted-types-for'
  | 'trusted-types';

/** An HTML page: asked for anew each time, in no frame, and with the policy's loads alone. */
export const htmlPage = (path: string, html: string, page: SiteFile['page'] & string, policy: Policy): SiteFile => ({
  path,
  page,
  bytes: Buffer.from(html),
  // A sign-in may be a popup of the page.
  headers: { ...pageHeaders(policy, "'none'"), 'X-Frame-Options': 'DENY', 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' },
});

/** A page that the site's own pages may show in a frame, or open in a window and talk to. */
export const innerPage = (path: string, html: string, page: SiteFile['page'] & string, policy: Policy): SiteFile => ({
  path,
  page,
  bytes: Buffer.from(html),
  headers: { ...pageHeaders(policy, "'self'"), 'X-Frame-Options': 'SAMEORIGIN' },
});

/**
 * A page in whose frame files are shown that strangers have made: it may run its scripts, in an origin that is nobody's (HTML, sandboxing), also
 * where somebody opens it by itself.
 */
export function sandboxedPage(path: string, html: string, page: SiteFile['page'] & string, policy: Policy): SiteFile {
  const inner = innerPage(path, html, page, policy);
  const allowed = `sandbox allow-scripts; ${inner.headers['Content-Security-Policy'] ?? ''}`;
  return { ...inner, headers: { ...inner.headers, 'Content-Security-Policy': allowed } };
}

/** A file that such a page loads, to which it comes from another origin. */
export const forSandbox = (file: SiteFile): SiteFile => ({
  ...file,
  headers: { ...file.headers, 'Cross-Origin-Resource-Policy': 'cross-origin' },
});

const pageHeaders = (policy: Policy, ancestors: string): SiteFile['headers'] => ({
  'Content-Type': typeOf('.html'),
  'Cache-Control': 'no-cache',
  ...safely,
  'Content-Security-Policy': policyOf({ 'default-src': "'none'", 'form-action': "'none'", ...policy }, ancestors),
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
});

const policyOf = (directives: Readonly<Record<string, string>>, ancestors: string): string =>
  Object.entries({ ...directives, 'base-uri': "'none'", 'frame-ancestors': ancestors })
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
