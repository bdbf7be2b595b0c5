// CORS (Fetch Standard, section 3.2): which pages of other origins may use the API, and what they may see of its answers.
import { emptyReply, type Reply, type ReplyHeaders, type Request } from './messages.ts';

/** Origins that may; one of `*` stands for all of them. */
export type Origins = readonly string[];

/** Seconds for which a browser may rely on a preflight's answer: the most that Chromium does. */
const maxAgeSeconds = 7_200;

/** Headers that a page may read besides those that it always may, such as `Content-Type` and `Last-Modified` (section 2.2.6). */
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
 * The headers that every answer has for its page. Pages bring tokens of their own, so none of them is let in with cookies
 * (`Access-Control-Allow-Credentials`). What is answered to one origin is kept for no other.
 */
export function corsHeaders(origins: Origins, request: Request): ReplyHeaders {
  const vary = origins.length === 0 || origins.includes('*') ? {} : { Vary: 'Origin' };
  const origin = allowedOrigin(origins, request);
  if (origin === undefined) return vary;
  return { ...vary, 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposedHeaders };
}

/**
 * 204 to OPTIONS, without a token and for whatever path: what the resource takes, and for a preflight (section 3.2.2) that the page may
 * send it, with every header that it asks for.
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

/** What the answer names as allowed; nothing where the request comes from no page, or from one that may not. */
function allowedOrigin(origins: Origins, { headers }: Request): string | undefined {
  const origin = headers.get('origin');
  if (origin === null) return undefined;
  if (origins.includes('*')) return '*';
  return origins.includes(origin) ? origin : undefined;
}
