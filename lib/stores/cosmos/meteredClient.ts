// Counts each HTTP request of the Cosmos DB SDK where it is sent, so that every page, retry and refusal counts.
import type { HttpClient, PipelineRequest } from '@azure/core-rest-pipeline';
import { turnFor } from '../../runtime/inSteps.ts';
import { beginCall, type CallKind } from '../../runtime/meter.ts';

const kinds: Readonly<Record<string, CallKind>> = { GET: 'read', POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'remove' };

/**
 * A client of the SDK's with its requests counted. Requests that concern no document (the account, a container, the plan of a query) aren't
 * counted: only the first work that needs their answer makes them. The SDK parses an answer as soon as it has it, so that a long one is
 * handed over in a turn of its own.
 */
export function meteredHttpClient(client: HttpClient): HttpClient {
  return {
    async sendRequest(request) {
      const kind = kindOf(request);
      if (kind === undefined) return client.sendRequest(request);
      const end = beginCall(kind);
      try {
        const response = await client.sendRequest(request);
        end(response.status, Number(response.headers.get('x-ms-request-charge') ?? 0));
        await turnFor(response.bodyAsText?.length ?? 0);
        return response;
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}

function kindOf({ method, url, headers }: PipelineRequest): CallKind | undefined {
  if (!/\/docs(\/|$)/.test(url) || headers.has('x-ms-cosmos-is-query-plan-request')) return undefined;
  if (headers.has('x-ms-documentdb-isquery') || headers.get('content-type') === 'application/query+json') return 'query';
  if (headers.has('x-ms-cosmos-is-batch-request')) return 'batch';
  return kinds[method];
}
