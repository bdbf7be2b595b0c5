// GET …/$metadata: what the service is made of, in OData's own words.
import { createHash } from 'node:crypto';
import { csdlOf } from '../odata/metadata/csdl.ts';
import { model } from '../odata/metadata/model.ts';
import { noOptions, parseQueryOptions } from '../odata/query/queryOptions.ts';
import { isUnchanged } from '../http/conditions.ts';
import { emptyReply, type Reply, type ReplyHeaders } from '../http/messages.ts';
import type { Call } from './call.ts';

/** Seconds for which a client need not ask again. */
const maxAge = 3600;

/** The same for everybody and for both versions: rendered once, when somebody first asks for it (under 2 ms). */
const body = csdlOf(model);
const headers: ReplyHeaders = {
  'OData-Version': '4.0',
  'Cache-Control': `public, max-age=${maxAge}`,
  ETag: `"${createHash('sha256').update(body).digest('base64url')}"`,
};

/**
 * 200 with the CSDL (OData 4.01, part 1, section 11.1.2); 304 for an `If-None-Match` that names its ETag. It needs no token, as in Graph:
 * tools read it before they can have one, and it holds nothing but what is published.
 */
export function getMetadata({ request }: Pick<Call, 'request'>): Reply {
  parseQueryOptions(request.url.searchParams, noOptions);
  if (isUnchanged(request.headers.get('if-none-match'), headers.ETag ?? '')) return emptyReply(304, headers);
  return { status: 200, headers: { 'Content-Type': 'application/xml; charset=utf-8', ...headers }, body };
}
