// The answer with tokens: access token, and what was asked for beside it of ID token, refresh token and client_info.
import { randomUUID } from 'node:crypto';
import { pairwise, personOf } from '../directory/people.ts';
import { grantedText, resourceNamed, scopesOf, type Asked } from '../directory/resources.ts';
import type { Exchange } from '../http/exchange.ts';
import type { IssuerKey } from '../issuerKey.ts';
import { apiOrigin, issuerOf } from '../realm.ts';
import { signClaims, signToken } from '../signToken.ts';
import type { Client } from './client.ts';
import { makeRefreshToken, type Grant } from './grant.ts';

/** Seconds that an access token is valid. */
export const lifetime = 3600;

/** What the token endpoint answers (RFC 6749, section 5.1; OpenID Connect Core, section 3.1.3.3). */
export interface Tokens {
  readonly token_type: 'Bearer';
  readonly scope?: string;
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
  /** Entra ID's: who it is, in base64url; sent where the request has `client_info`. */
  readonly client_info?: string;
}

/** What signs a token for the local API, or for another resource. */
export const signerFor = (key: IssuerKey, isApi: boolean): IssuerKey => (isApi ? { ...key, origin: apiOrigin } : key);

export const tokenOf = (access_token: string): Tokens => ({
  token_type: 'Bearer',
  expires_in: lifetime - 1,
  ext_expires_in: lifetime - 1,
  access_token,
});

/** Tokens for somebody who has signed in. `page`: for a page, whose refresh tokens end (`until`, once it is known) with its sign-in. */
export async function tokensFor(
  { key, applicationsFile, form }: Exchange,
  { application, proof }: Client,
  { grant, asked }: { readonly grant: Grant; readonly asked: Asked },
  page?: { readonly until: number | undefined },
): Promise<Tokens> {
  const { audience, version, isApi } = await resourceNamed(asked.resource, applicationsFile);
  const client = { ...application, proof };
  const { tenant, upn: user } = grant;
  const scope = scopesOf(asked).join(' ');
  return {
    ...tokenOf(await signToken(signerFor(key, isApi), { user, scope, tenant, audience, version, client, expiresIn: lifetime })),
    scope: grantedText(asked),
    ...(asked.openid.has('openid') && { id_token: await idToken(key, grant, asked.openid) }),
    ...(asked.openid.has('offline_access') && { refresh_token: await makeRefreshToken(key, grant, page) }),
    ...(form.has('client_info') && { client_info: clientInfo(grant) }),
  };
}

/** An ID token of version 2.0 (OpenID Connect Core, section 2). */
export function idToken(
  key: IssuerKey,
  grant: Grant,
  openid: ReadonlySet<string>,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { tenant, appId, nonce, sid, authTime } = grant;
  const { upn, oid, name, isGuest } = personOf(grant.upn, tenant);
  const now = Math.floor(Date.now() / 1000);
  return signClaims(key, {
    iss: issuerOf(key.origin, tenant, '2.0'),
    aud: appId,
    iat: now,
    nbf: now,
    exp: now + lifetime,
    auth_time: authTime,
    sub: pairwise(appId, oid),
    tid: tenant,
    oid,
    ...(openid.has('profile') && { name, preferred_username: upn, acct: isGuest ? 1 : 0, login_hint: upn }),
    ...(openid.has('email') && { email: upn }),
    ...(nonce !== undefined && { nonce }),
    sid,
    uti: randomUUID(),
    ver: '2.0',
    ...more,
  });
}

/** Who it is, as MSAL names accounts: the object id and the tenant of the account's home. */
export function clientInfo({ upn, tenant }: Grant): string {
  const { oid } = personOf(upn, tenant);
  return Buffer.from(JSON.stringify({ uid: oid, utid: tenant })).toString('base64url');
}
