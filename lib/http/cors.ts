// CORS (Fetch Standard, section 3.2): which pages of other origins may use the API, and what they may see of its answers.
import { emptyReply, type Reply, type ReplyHeaders, type Request } from './messages.ts';

/** The origins whose pages may use the API; `*` stands for all origins. */
export type Origins = readonly string[];

/** Seconds for which a browser may reuse a preflight's answer; Chromium accepts no more than this. */
const maxAgeSeconds = 7_200;

/**
 * Headers that a page may read, in addition to those that it may always read, such as `Content-Type` and `Last-Modified` (section 2.2.6).
 */
const exposedHeaders = [
  'Accept-Ranges',
  'Allow',
  'client-request-id',
  'Content-Disposition',
  'Content-Range',
  'Date',
  'ETag',
  'Location',
  'OData-EntityId',
  'OData-Version',
  'Preference-Applied',
  'request-id',
  'Retry-After',
  'WWW-Authenticate',
].join(', ');

/** Names of headers, separated by commas (RFC 9110, section 5.1). */
const headerNames = /^[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * The CORS headers of every answer. Pages send tokens, so none is allowed to send cookies (`Access-Control-Allow-Credentials`). `Vary`
 * keeps caches from giving one origin's answer to another.
 */
export function corsHeaders(origins: Origins, request: Request): ReplyHeaders {
  const vary = origins.length === 0 || origins.includes('*') ? {} : { Vary: 'Origin' };
  const origin = allowedOrigin(origins, request);
  if (origin === undefined) return vary;
  return { ...vary, 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposedHeaders };
}

/**
 * The answer 204 to OPTIONS, without a token and for any path. It names the methods of the resource; for a preflight (section 3.2.2) it
 * also allows the page to send them, with every header that the page asks for.
 */
export function optionsReply(origins: Origins, request: Request, methods: readonly string[]): Reply {
  const allow = { Allow: [...methods, 'OPTIONS'].join(', ') };
  if (allowedOrigin(origins, request) === undefined || !request.headers.has('access-control-request-method')) return emptyReply(204, allow);
  const headers = request.headers.get('access-control-request-headers')?.trim() ?? '';
  return emptyReply(204, {
    ...allow,
    'Access-Control-Allow-Methods': methods.join(', '),
    ...(headerNames.test(headers) && { 'Access-Control-Allow-Headers': headers }),
    'Access-Control-Max-Age': String(maxAgeSeconds),
  });
}

/** The origin that the answer allows; undefined if the request comes from no page, or from a page that isn't allowed. */
function allowedOrigin(origins: Origins, { headers }: Request): string | undefined {
  const origin = headers.get('origin');
  if (origin === null) return undefined;
  if (origins.includes('*')) return '*';
  return origins.includes(origin) ? origin : undefined;
}
