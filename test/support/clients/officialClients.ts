// Microsoft's JavaScript clients, as their users set them up, for a running stack over https.
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider } from '@microsoft/kiota-abstractions';
import { Client } from '@microsoft/microsoft-graph-client';
import { createGraphServiceClient, GraphRequestAdapter, type GraphServiceClient } from '@microsoft/msgraph-sdk';
import '@microsoft/msgraph-sdk-invitations';
import '@microsoft/msgraph-sdk-users';
import type { SharedStack } from '../process/sharedStack.ts';

/** Makes this process trust the stack's certificate. */
export const trust = (stack: Pick<SharedStack, 'certificateFile'>): void =>
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(stack.certificateFile, 'utf8')]);

/** `@microsoft/microsoft-graph-client` with a token. */
export const graphClient = (stack: Pick<SharedStack, 'httpsUrl'>, token: string): Client =>
  Client.init({
    baseUrl: `${stack.httpsUrl}/`,
    customHosts: new Set(['localhost']),
    authProvider: (done) => done(null, token),
  });

/** `@microsoft/msgraph-sdk` with a token; its page iterator needs the adapter. */
export function msgraphSdk(
  stack: Pick<SharedStack, 'httpsUrl'>,
  token: string,
): { readonly client: GraphServiceClient; readonly adapter: GraphRequestAdapter } {
  const adapter = new GraphRequestAdapter(
    new BaseBearerTokenAuthenticationProvider({
      getAuthorizationToken: () => Promise.resolve(token),
      getAllowedHostsValidator: () => new AllowedHostsValidator(new Set(['localhost'])),
    }),
  );
  adapter.baseUrl = `${stack.httpsUrl}/v1.0`;
  return { client: createGraphServiceClient(adapter), adapter };
}
