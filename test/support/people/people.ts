// People and applications that call the running API: tokens with the permissions that a test needs, and people of its own.
import { randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTPayload } from 'jose';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { inject } from 'vitest';
import type { Answer, Api } from '../api/api.ts';

/** A person of the demo tenant whom nobody has heard of yet. */
export interface Somebody {
  readonly upn: string;
  readonly id: string;
  readonly token: string;
}

export async function somebody(
  api: Api,
  options: { readonly scope?: string; readonly groups?: readonly string[]; readonly upn?: string } = {},
): Promise<Somebody> {
  const { upn = `person-${randomUUID()}@contoso.example`, ...rest } = options;
  const token = await api.token({ user: upn, ...rest });
  return { upn, id: String(decodeJwt(token).oid), token };
}

/** The token with other claims, signed by the same issuer. */
export async function withClaims(token: string, claims: JWTPayload, dataDir = inject('stack').dataDir): Promise<string> {
  const { privateKey } = await readIssuerKey(dataDir);
  const { alg = 'RS256', ...header } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...claims }).setProtectedHeader({ alg, ...header }).sign(privateKey);
}

/** For a stack whose app takes tokens of two tenants. */
export const anotherTenant = '7c1d9e20-55aa-4f3e-8b1c-0a9d8e7f6c5b';

/** Status and error code of an answer: what a refusal is made of. */
export const refusal = ({ status, json }: Answer): readonly [number, unknown] => {
  const { error } = json;
  return [status, typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined];
};
