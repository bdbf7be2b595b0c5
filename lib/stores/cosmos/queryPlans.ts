// Keeps the Cosmos DB SDK from asking for plans of queries that need none: it asks for one beside every query, so that each were two requests.
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';

/** The request of a plan ("Query plan": the gateway's own), and the mark of what is asked within one partition. */
const planRequest = 'x-ms-cosmos-is-query-plan-request';
const mark = 'x-within-one-partition';

/** Headers for the options of a query that names its partition: the store answers it without a plan. */
export const withinOnePartition: Readonly<Record<string, string>> = { [mark]: 'true' };

/** Answers for the store when the SDK asks for the plan of a query within one partition, and takes the mark off all other requests. */
export function withoutNeedlessPlans(client: HttpClient): HttpClient {
  return {
    sendRequest(request) {
      const { headers } = request;
      if (!headers.has(mark)) return client.sendRequest(request);
      // A plan without anything in it, which the SDK reads only if the store refuses the query itself.
      if (headers.has(planRequest)) return Promise.resolve({ request, status: 200, headers: createHttpHeaders(), bodyAsText: '{}' });
      headers.delete(mark);
      return client.sendRequest(request);
    },
  };
}
