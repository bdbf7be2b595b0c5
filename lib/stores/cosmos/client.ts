// Opens a Cosmos DB account: by identity, or by key where one is set (emulators).
import { CosmosClient, type ConnectionPolicy, type Container } from '@azure/cosmos';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { systemClock, type Clock } from '../../runtime/clock.ts';
import type { Access } from '../access.ts';
import { openHttpClient, type StoreClient } from '../transport/httpClient.ts';
import { createDirect, type Direct } from './direct.ts';
import { keySigner, signedBy } from './masterKey.ts';
import { meteredHttpClient } from './meteredClient.ts';
import { withoutNeedlessPlans } from './queryPlans.ts';

/** Milliseconds that a request may take. */
export const requestMs = 5_000;

// Retries are this service's own (`stores/retry.ts`), so that all calls of a request share one rule and one deadline.
const connectionPolicy: ConnectionPolicy = {
  requestTimeout: requestMs,
  enableEndpointDiscovery: true,
  enableBackgroundEndpointRefreshing: false,
  retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 },
};

/** A client that makes no call until it is used, and then by `sender`. */
export function openCosmos(
  endpoint: string,
  access: Access,
  { sender = openHttpClient(), clock = systemClock }: Opening = {},
): CosmosClient {
  const sign = 'key' in access ? keySigner(access.key) : undefined;
  const { direct, watched } = createDirect(() => sender.plain, sign, clock);
  const client = new CosmosClient({
    endpoint,
    connectionPolicy,
    httpClient: withoutNeedlessPlans(meteredHttpClient(watched(withOwnConnections(sender)))),
    ...('key' in access ? { tokenProvider: signedBy(keySigner(access.key)) } : { aadCredentials: access.credential }),
  });
  directly.set(client, direct);
  return client;
}

/** `sender`: what sends the SDK's requests, and what goes past it where it can (`plain`). */
interface Opening {
  readonly sender?: HttpClient & Partial<Pick<StoreClient, 'plain'>>;
  readonly clock?: Clock;
}

const directly = new WeakMap<CosmosClient, Direct>();

/** How point reads and queries of a container are sent without the SDK; undefined for a client that isn't ours. */
export const directOf = (container: Container): Direct | undefined => directly.get(container.database.client);

/** The SDK hands its own agent with each request, which would hold other connections than those that the client keeps. */
const withOwnConnections = (client: HttpClient): HttpClient => ({
  sendRequest: ({ agent: _agent, ...request }) => client.sendRequest(request),
});
