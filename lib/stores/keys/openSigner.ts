// Opens the key that signs validation tokens: Key Vault's by the app's identity, or a private key that a setting holds.
import type { TokenCredential } from '@azure/identity';
import type { Clock } from '../../runtime/clock.ts';
import { openAccess } from '../access.ts';
import type { Signer } from '../signer.ts';

/** Where the key is; neither where notifications never carry what they tell of. */
export interface SignerSettings {
  /** `https://{vault}/keys/{name}`. */
  readonly url?: string | undefined;
  /** The JSON of a private RSA key, for the local stack. */
  readonly jwk?: string | undefined;
  /** Of the identity that opens the vault. */
  readonly clientId?: string | undefined;
}

/** Makes no call. Throws an `Error` where the key of a setting is none. */
export async function openSigner({ url, jwk, clientId }: SignerSettings, clock: Clock): Promise<Signer | undefined> {
  if (jwk !== undefined) return (await import('./localSigner.ts')).localSigner(jwk);
  if (url === undefined) return undefined;
  const access = await openAccess(undefined, clientId);
  return 'credential' in access ? signerInVault(url, access.credential, clock) : undefined;
}

/** The vault's library is loaded here alone: few deployments need it. */
async function signerInVault(url: string, credential: TokenCredential, clock: Clock): Promise<Signer> {
  const [{ CryptographyClient, KeyClient }, { vaultSigner }] = await Promise.all([
    import('@azure/keyvault-keys'),
    import('./vaultSigner.ts'),
  ]);
  const { origin, pathname } = new URL(url);
  const clients = new Map<string, InstanceType<typeof CryptographyClient>>();
  return vaultSigner(
    {
      vault: new KeyClient(origin, credential),
      name: pathname.split('/')[2] ?? '',
      async sign(id, digest) {
        const client = clients.get(id) ?? new CryptographyClient(id, credential);
        clients.set(id, client);
        return (await client.sign('RS256', digest)).result;
      },
    },
    clock,
  );
}
