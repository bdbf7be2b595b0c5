// GET …/$metadata: what the service is made of, in OData's own words.
import { noOptions, parseQueryOptions } from '../../odata/queryOptions.ts';
import type { Reply, Request } from '../exchange.ts';

export function getMetadata(request: Request): Promise<Reply> {
  parseQueryOptions(request.url.searchParams, noOptions);
  return Promise.resolve({ status: 200, headers: { 'Content-Type': 'application/xml' }, body: '<x/>' });
}
