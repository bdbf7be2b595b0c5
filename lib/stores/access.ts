// How a store is opened: by the app's identity, or by a key where one is set (emulators).
import type { TokenCredential } from '@azure/identity';

export type Access = { readonly key: string } | { readonly credential: TokenCredential };

/**
 * The key if there is one, else an identity: the user-assigned one with this client id, or the one that the machine is signed in with. The
 * identity library takes longer to load than everything else, so it is loaded only when an identity is used.
 */
export async function openAccess(key: string | undefined, clientId: string | undefined): Promise<Access> {
  if (key !== undefined) return { key };
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  return { credential: clientId === undefined ? new DefaultAzureCredential() : new ManagedIdentityCredential({ clientId }) };
}
