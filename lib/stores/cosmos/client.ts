// Opens a Cosmos DB account: by identity, or by key where one is set (emulators).
import { CosmosClient, type ConnectionPolicy } from '@azure/cosmos';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Access } from '../access.ts';
import { openHttpClient } from '../transport/httpClient.ts';
import { signedByKey } from './masterKey.ts';
import { meteredHttpClient } from './meteredClient.ts';
import { withoutNeedlessPlans } from './queryPlans.ts';

// Retries are this service's own (`stores/retry.ts`), so that all calls of a request share one rule and one deadline.
const connectionPolicy: ConnectionPolicy = {
  requestTimeout: 5_000,
  enableEndpointDiscovery: true,
  enableBackgroundEndpointRefreshing: false,
  retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 0 },
};

/** A client that makes no call until it is used, and then by `sender`. */
export const openCosmos = (endpoint: string, access: Access, sender = openHttpClient()): CosmosClient =>
  new CosmosClient({
    endpoint,
    connectionPolicy,
    httpClient: withoutNeedlessPlans(meteredHttpClient(withOwnConnections(sender))),
    ...('key' in access ? { tokenProvider: signedByKey(access.key) } : { aadCredentials: access.credential }),
  });

/** The SDK hands its own agent with each request, which would hold other connections than those that the client keeps. */
const withOwnConnections = (client: HttpClient): HttpClient => ({
  sendRequest({ ...request }) {
    delete request.agent;
    return client.sendRequest(request);
  },
});
