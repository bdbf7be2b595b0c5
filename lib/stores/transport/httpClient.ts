// The HTTP client of the stores' SDKs: their own for the first requests of a process, and then one that costs half.
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import type { PooledClient, SendPlain } from './pooledClient.ts';

/** Requests that a process sends before it loads the other client: that takes 30 ms, for which a cold start would wait. */
const requestsBefore = 20;

type MaybePooled = HttpClient & Partial<PooledClient>;

/** `plain` is there once the other client is. */
export interface StoreClient extends HttpClient {
  readonly plain: SendPlain | undefined;
}

/** A client for both SDKs, which keeps its connections. `load` is for tests. */
export function openHttpClient(
  own: HttpClient = createDefaultHttpClient(),
  load: () => Promise<(others: HttpClient) => MaybePooled> = async () => (await import('./pooledClient.ts')).pooledClient,
): StoreClient {
  let client: MaybePooled = own;
  let sent = 0;
  return {
    get plain() {
      return client.plain;
    },
    sendRequest(request) {
      if (++sent === requestsBefore)
        load().then(
          (pooled) => (client = pooled(own)),
          // If it can't be loaded, requests go on as before, and it is tried again after as many more.
          () => (sent = 0),
        );
      return client.sendRequest(request);
    },
  };
}
