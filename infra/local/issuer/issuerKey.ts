// The local token issuer's RSA key, made once and kept in the data folder, so that tokens stay valid after a restart.
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { StartError } from '../process/child.ts';
import { readOrCreateFile } from '../provision/cachedFile.ts';
import { apiOrigin } from './realm.ts';

/** The private key that signs tokens, and the public key that verifiers fetch (RFC 7517). */
export interface IssuerKey {
  /** What `iss` begins with in what this key signs (`realm`), without a slash at the end. */
  readonly origin: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  /** The private exponent, of which further secrets are derived. */
  readonly secret: string;
  /** Which sign-ins count: those of the same era. The first one has no name, so that it outlives a restart. */
  readonly era?: string;
}

/** The key of this data folder, the same for every process. Throws StartError when its file doesn't hold a key. */
export async function readIssuerKey(dataDir: string): Promise<IssuerKey> {
  const file = join(dataDir, 'issuer-key.json');
  const text = await readOrCreateFile(file, makePrivateKey);
  try {
    return { ...(await parseKey(text)), origin: apiOrigin };
  } catch (cause) {
    throw new StartError(`${file} doesn't hold an issuer's key. Delete it to have a new one made.`, { cause });
  }
}

/** A new private RSA key as JSON (RFC 7517). */
export async function makePrivateKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return JSON.stringify(await exportJWK(privateKey));
}

async function parseKey(text: string): Promise<Omit<IssuerKey, 'origin'>> {
  // importJWK checks the rest; the member `d` makes an RSA key a private one.
  const jwk: unknown = JSON.parse(text);
  if (!isPrivateRsa(jwk)) throw new TypeError('Not a private RSA key.');
  const privateKey = await importJWK(jwk, 'RS256');
  if (privateKey instanceof Uint8Array) throw new TypeError('Not an RSA key.');
  const { n, e, d } = jwk;
  const kid = await calculateJwkThumbprint({ kty: 'RSA', n, e });
  return { kid, privateKey, publicJwk: { kty: 'RSA', n, e, kid, alg: 'RS256', use: 'sig' }, secret: d };
}

type PrivateRsa = { readonly kty: 'RSA'; readonly n: string; readonly e: string; readonly d: string };

const isPrivateRsa = (jwk: unknown): jwk is PrivateRsa =>
  typeof jwk === 'object' &&
  jwk !== null &&
  'kty' in jwk &&
  jwk.kty === 'RSA' &&
  'n' in jwk &&
  typeof jwk.n === 'string' &&
  'e' in jwk &&
  typeof jwk.e === 'string' &&
  'd' in jwk &&
  typeof jwk.d === 'string';
