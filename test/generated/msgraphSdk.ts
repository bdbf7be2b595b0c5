// Microsoft's generated JavaScript client, as its users set it up, for a running stack over https.
import { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider } from '@microsoft/kiota-abstractions';
import { createGraphServiceClient, GraphRequestAdapter, type GraphServiceClient } from '@microsoft/msgraph-sdk';
import '@microsoft/msgraph-sdk-invitations';
import '@microsoft/msgraph-sdk-users';
import type { SharedStack } from '../support/process/sharedStack.ts';

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
