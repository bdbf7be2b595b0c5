// Signs with a key of Key Vault: its private half never leaves the vault, and a new version takes over a day after it was made.
import { createHash } from 'node:crypto';
import type { KeyClient, KeyVaultKey } from '@azure/keyvault-keys';
import { msPerDay, type Clock } from '../../runtime/clock.ts';
import { Fault, unavailable } from '../../runtime/errors.ts';
import { createTtlCache } from '../../runtime/ttlCache.ts';
import type { PublicKey, Signer } from '../signer.ts';

/** How long the vault's list is remembered: far shorter than the day that a new version waits. */
const rememberedMs = 60 * 60 * 1000;
const publishedKeys = 2;

interface Version {
  readonly id: string;
  readonly created: number;
  readonly key: PublicKey;
}

/** Of a key, by its name. `signerOf` gives what signs with one version of it. */
export function vaultSigner(
  { vault, name, sign }: { readonly vault: KeyClient; readonly name: string; readonly sign: SignDigest },
  clock: Clock,
): Signer {
  const remembered = createTtlCache<readonly Version[]>(clock, rememberedMs, 1);
  const versions = () => remembered.get(name, () => reached(() => newestVersions(vault, name)));
  return {
    keys: async () => (await versions()).map(({ key }) => key),
    async sign(claims) {
      const known = await versions();
      const version = known.find(({ created }) => clock() - created >= msPerDay) ?? known.at(-1);
      if (version === undefined) throw new Fault('The key of notifications has no version that is enabled.');
      const head = [{ alg: 'RS256', kid: version.key.kid, typ: 'JWT' }, claims].map((part) => base64url(JSON.stringify(part))).join('.');
      const signature = await reached(() => sign(version.id, createHash('sha256').update(head).digest()));
      return `${head}.${base64url(signature)}`;
    },
  };
}

/** Signs a SHA-256 with RS256 by the version of a key that has this id. */
export type SignDigest = (id: string, digest: Uint8Array) => Promise<Uint8Array>;

async function newestVersions(vault: KeyClient, name: string): Promise<readonly Version[]> {
  const found: { readonly version: string; readonly created: number }[] = [];
  for await (const { version, enabled, createdOn } of vault.listPropertiesOfKeyVersions(name))
    if (version !== undefined && enabled === true) found.push({ version, created: createdOn?.getTime() ?? 0 });
  const newest = found.sort((a, b) => b.created - a.created).slice(0, publishedKeys);
  return Promise.all(
    newest.map(async ({ version, created }) => ({ created, ...publicOf(await vault.getKey(name, { version }), version) })),
  );
}

function publicOf({ id, key }: KeyVaultKey, version: string): Omit<Version, 'created'> {
  if (id === undefined || key?.n === undefined || key.e === undefined) throw new Fault('The key of notifications is no RSA key.');
  return { id, key: { kty: 'RSA', kid: version, n: base64url(key.n), e: base64url(key.e), alg: 'RS256', use: 'sig' } };
}

const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** What the vault answers; throws 503 where it doesn't. */
async function reached<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw unavailable('The key of notifications is out of reach.', 10, error);
  }
}
