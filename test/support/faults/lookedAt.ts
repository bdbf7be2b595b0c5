// Documents of an emulator that says what each request has made it do: calls, request units, and documents that its queries have looked at.
import { CosmosClient } from '@azure/cosmos';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { startDocuments, type TestDocuments } from '../stores/documents.ts';

export interface Effort {
  readonly calls: number;
  /** Documents that queries have read, whether they were found or not. */
  readonly looked: number;
  /** Request units. */
  readonly charge: number;
}

export interface WatchedDocuments extends TestDocuments {
  /** What the store does while this work goes on. */
  effortOf(work: () => Promise<unknown>): Promise<Effort>;
}

export async function startWatchedDocuments(): Promise<WatchedDocuments> {
  let [calls, looked, charge] = [0, 0, 0];
  const documents = await startDocuments(
    (endpoint, sender) =>
      new CosmosClient({
        endpoint,
        key: emulatorKey,
        httpClient: {
          async sendRequest(request) {
            if (!concernsDocuments(request)) return sender.sendRequest(request);
            request.headers.set('x-ms-documentdb-populatequerymetrics', 'True');
            const { headers, ...rest } = await sender.sendRequest(request);
            calls++;
            looked += Number(/retrievedDocumentCount=(\d+)/.exec(headers.get('x-ms-documentdb-query-metrics') ?? '')?.[1] ?? 0);
            charge += Number(headers.get('x-ms-request-charge') ?? 0);
            return { headers, ...rest };
          },
        },
      }),
  );
  return {
    ...documents,
    async effortOf(work) {
      [calls, looked, charge] = [0, 0, 0];
      await work();
      return { calls, looked, charge: Math.round(charge * 100) / 100 };
    },
  };
}

/** Neither the account, nor a container, nor the plan of a query. */
const concernsDocuments = ({ url, headers }: PipelineRequest): boolean =>
  /\/docs(\/|$)/.test(new URL(url).pathname) && !headers.has('x-ms-cosmos-is-query-plan-request');
