// Reads and decodes the path and the query of a request target as Kestrel, the host's web server, does.

export interface Target {
  /** Decoded once and without dot segments; routes are matched with it. */
  readonly path: string;
  /** As received, with its question mark; empty if there is none. */
  readonly query: string;
}

/** Characters of the longest target; Azure's front end refuses longer ones with 414. */
const targetLimit = 4096;

/**
 * Reads a request target in origin, absolute or asterisk form (RFC 9112, section 3.2), or returns the status that refuses it: 414 for one
 * that is too long, 404 for an encoded slash, which Azure's front end refuses, and 400 for an invalid one.
 */
export function readTarget(text: string): Target | 400 | 404 | 414 {
  if (text.length > targetLimit) return 414;
  if (/[^\x21-\x7e]/.test(text)) return 400;
  const origin = text === '*' ? '/' : text.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = origin.indexOf('?');
  const rawPath = mark < 0 ? origin : origin.slice(0, mark);
  if (rawPath !== '' && !rawPath.startsWith('/')) return 400;
  if (/%2f/i.test(rawPath)) return 404;
  const path = decodePath(rawPath);
  if (path.includes('\0')) return 400;
  return { path: removeDotSegments(path === '' ? '/' : path), query: mark < 0 ? '' : origin.slice(mark) };
}

/** Decodes percent-encoded UTF-8; invalid sequences stay encoded. */
export function decodePath(path: string): string {
  if (!path.includes('%')) return path;
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (run) => decodeRun(run));
}

/** Encodes a decoded path for `request.url`. Like the host, it doesn't encode a percent sign again: `%2541` becomes `%41`. */
export function encodePath(path: string): string {
  return path.replace(/%[0-9a-f]{2}|[^\w\-.~!$&'()*+,;=:@/]/giu, (piece) => (piece.length === 3 ? piece : encodeURIComponent(piece)));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  try {
    return utf8.decode(bytes);
  } catch {
    return decodeValidParts(run, bytes);
  }
}

function decodeValidParts(run: string, bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0);
    try {
      text += utf8.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += run.slice(at * 3, at * 3 + 3);
      at += 1;
    }
  }
  return text;
}

/** The length of a UTF-8 sequence with this first byte (RFC 3629, section 3). */
function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/** Removes dot segments (RFC 3986, section 5.2.4) from a path that begins with a slash. */
function removeDotSegments(path: string): string {
  if (!/\/\.{1,2}(\/|$)/.test(path)) return path;
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
  }
  const endsInDots = /\/\.{1,2}$/.test(path);
  return `/${kept.join('/')}${endsInDots && kept.length > 0 ? '/' : ''}`;
}
