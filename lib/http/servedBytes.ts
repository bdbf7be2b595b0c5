// Serves bytes as a request asks for them: checks the preconditions first, then picks the one range (RFC 9110, sections 13 and 14).
import { preconditionFailed, ServiceError } from '../runtime/errors.ts';
import type { ByteRange } from '../stores/contents.ts';
import { isUnchanged, matches } from './conditions.ts';
import { emptyReply, type Reply, type ReplyHeaders, type Request } from './messages.ts';
import { askedRange, rangeStands } from './ranges.ts';

/** Bytes that can be served, whether they are stored or made. */
export interface ServedBytes {
  /** What errors call the bytes: `The range is not within the 5 bytes of the file.` */
  readonly what: 'file' | 'item';
  readonly etag: string;
  /** RFC 3339. */
  readonly modified: string;
  readonly length: number;
  /** The headers of `contentHeaders`. */
  readonly headers: ReplyHeaders;
}

/** What a request asks for: a range, or all bytes if it names none. */
export interface AskedPart {
  readonly range: ByteRange | undefined;
  readonly length: number;
  /** Whether the range was counted from the end (`bytes=-5`). */
  readonly suffix: boolean;
}

type Asking = Pick<Request, 'method' | 'headers'>;

/**
 * What the request asks for, or the answer 304 if the caller has the current version. A HEAD asks for all bytes, since ranges are for GET
 * (section 14.2). Throws 412 for an `If-Match` that doesn't hold, 416 for a range that is not within the bytes.
 */
export function askedPart({ method, headers }: Asking, served: ServedBytes): AskedPart | Reply {
  const { etag, length } = served;
  if (!matches(headers.get('if-match'), etag)) throw preconditionFailed();
  if (isUnchanged(headers.get('if-none-match'), etag)) return emptyReply(304, servedHeaders(served));
  const stands = method === 'GET' && rangeStands(headers.get('if-range'), etag, lastModified(served));
  const asked = askedRange(stands ? headers.get('range') : null, length);
  if (asked.kind === 'unsatisfiable') throw rangeNotSatisfiable(served);
  if (asked.kind === 'whole') return { range: undefined, length, suffix: false };
  return { range: asked.range, length: asked.range.last - asked.range.first + 1, suffix: asked.suffix };
}

/** The error 416 for a range that isn't within the bytes; it says how many bytes there are. */
export const rangeNotSatisfiable = ({ what, length }: ServedBytes): ServiceError =>
  new ServiceError(416, 'InvalidRange', `The range is not within the ${length} bytes of the ${what}.`, {
    headers: { 'Content-Range': `bytes */${length}` },
  });

/** The answer to a HEAD: the headers that a GET of all bytes would have. */
export const headReply = (served: ServedBytes): Reply => ({ status: 200, headers: servedHeaders(served), bodyLength: served.length });

/** 200 with all bytes, or 206 with the range; `body` holds the bytes that were asked for. */
export function partReply(served: ServedBytes, { range }: AskedPart, body: Uint8Array): Reply {
  const headers = servedHeaders(served);
  if (range === undefined) return { status: 200, headers, body };
  return { status: 206, headers: { ...headers, 'Content-Range': `bytes ${range.first}-${range.last}/${served.length}` }, body };
}

const lastModified = ({ modified }: ServedBytes): string => new Date(modified).toUTCString();

const servedHeaders = (served: ServedBytes): ReplyHeaders => ({
  ...served.headers,
  ETag: served.etag,
  'Last-Modified': lastModified(served),
  'Accept-Ranges': 'bytes',
});
