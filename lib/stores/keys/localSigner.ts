// Signs with a private key that a setting holds: for the local stack, whose key lies in a file.
import { calculateJwkThumbprint, importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import type { Signer } from '../signer.ts';

const privateKey = z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string(), d: z.string() }).loose();

/** `jwk`: the JSON of a private RSA key (RFC 7517). Throws an `Error` that doesn't show it where it is none. */
export async function localSigner(jwk: string): Promise<Signer> {
  const { success, data } = privateKey.safeParse(parsed(jwk));
  if (!success) throw new Error('NOTIFICATIONS_KEY is no private RSA key as JSON (RFC 7517).');
  const { kty, n, e } = data;
  const kid = await calculateJwkThumbprint({ kty, n, e });
  const key = await importJWK(data, 'RS256');
  return {
    keys: () => Promise.resolve([{ kty, kid, n, e, alg: 'RS256', use: 'sig' }]),
    sign: (claims) => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(key),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
