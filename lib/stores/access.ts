// How a store is opened: by the app's identity, or by a key where one is set (emulators).
import type { TokenCredential } from '@azure/identity';

export type Access = { readonly key: string } | { readonly credential: TokenCredential };

/**
 * The key, else the identity: the user-assigned one of this client id, or whatever the machine is signed in with. The library of
 * identities takes longer to start than all the rest, so it is loaded only where one is used.
 */
export async function openAccess(key: string | undefined, clientId: string | undefined): Promise<Access> {
  if (key !== undefined) return { key };
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  return { credential: clientId === undefined ? new DefaultAzureCredential() : new ManagedIdentityCredential({ clientId }) };
}
