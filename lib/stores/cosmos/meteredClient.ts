// Counts what the Cosmos DB SDK sends: where each HTTP request is made, so that pages, retries and refusals count as they happen.
import { createDefaultHttpClient, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { beginCall, type CallKind } from '../../runtime/meter.ts';

const kinds: Readonly<Record<string, CallKind>> = { GET: 'read', POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'remove' };

/**
 * The client that the SDK would use, counted. What concerns no document (the account, a container, the plan of a query) costs the
 * work that happens to be first and nothing else, and isn't counted.
 */
export function meteredHttpClient(client: HttpClient = createDefaultHttpClient()): HttpClient {
  return {
    async sendRequest(request) {
      const kind = kindOf(request);
      if (kind === undefined) return client.sendRequest(request);
      const end = beginCall(kind);
      try {
        const response = await client.sendRequest(request);
        end(response.status, Number(response.headers.get('x-ms-request-charge') ?? 0));
        return response;
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}

function kindOf({ method, url, headers }: PipelineRequest): CallKind | undefined {
  if (!/\/docs(\/|$)/.test(new URL(url).pathname) || headers.has('x-ms-cosmos-is-query-plan-request')) return undefined;
  if (headers.has('x-ms-documentdb-isquery') || headers.get('content-type') === 'application/query+json') return 'query';
  if (headers.has('x-ms-cosmos-is-batch-request')) return 'batch';
  return kinds[method];
}
