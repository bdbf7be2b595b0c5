// The grants of people who have signed in: a code (RFC 6749, section 4.1.3; RFC 7636), and the refresh token that came of it.
import { createHash } from 'node:crypto';
import { askedBy, type Asked } from '../directory/resources.ts';
import type { Exchange } from '../http/exchange.ts';
import type { NamedTenant } from '../realm.ts';
import { missing, Refusal } from '../http/refusal.ts';
import type { Client } from './client.ts';
import { openRefreshToken, redeem, type Code, type Grant } from './grant.ts';
import { tokensFor, type Tokens } from './tokens.ts';

export async function byCode(exchange: Exchange, client: Client): Promise<Tokens> {
  const { form, key } = exchange;
  const text = form.get('code');
  if (text === null) throw missing('code');
  const redirectUri = form.get('redirect_uri');
  if (redirectUri === null) throw missing('redirect_uri');
  const code = await redeem(key, text);
  checkApplication(code.grant, client);
  if (redirectUri !== code.redirectUri)
    throw new Refusal('invalid_client', 500112, `The redirect_uri '${redirectUri}' isn't the one that the code was asked for with.`);
  const isPage = exchange.header('origin') !== undefined;
  checkVerifier(code, form.get('code_verifier'), isPage);
  return tokensFor(
    exchange,
    client,
    { grant: code.grant, asked: narrowed(form.get('scope'), code.grant) },
    isPage ? { until: undefined } : undefined,
  );
}

export async function byRefreshToken(exchange: Exchange, client: Client, tenant: NamedTenant): Promise<Tokens> {
  const { form, key } = exchange;
  const text = form.get('refresh_token');
  if (text === null) throw missing('refresh_token');
  const { grant, pageUntil } = await openRefreshToken(key, text);
  checkApplication(grant, client);
  // MSAL asks with the tenant of the account; `common` stands for wherever it is.
  if (tenant.shown === tenant.id && tenant.id !== grant.tenant)
    throw new Refusal('invalid_grant', 50020, `The user isn't one of tenant '${tenant.id}'.`);
  const asked = narrowed(form.get('scope'), grant);
  // A refresh token is replaced each time, whether or not the scopes say so.
  const always = { ...asked, openid: new Set([...asked.openid, 'offline_access']) };
  // The nonce belongs to the first ID token alone (OpenID Connect Core, section 12.2).
  const again = { ...grant, nonce: undefined };
  return tokensFor(exchange, client, { grant: again, asked: always }, pageUntil === undefined ? undefined : { until: pageUntil });
}

function checkApplication({ appId }: Grant, { application }: Client): void {
  if (appId !== application.appId)
    throw new Refusal('invalid_grant', 70000, `The grant was made for another application than '${application.appId}'.`);
}

/** The scopes of this request, or of the sign-in; the sign-in's may be of several resources, one after the other. */
function narrowed(scope: string | null, grant: Grant): Asked {
  return askedBy(scope ?? grant.scope);
}

/** RFC 7636, section 4.6. */
function checkVerifier({ challenge }: Code, verifier: string | null, isPage: boolean): void {
  if (challenge === undefined) {
    if (isPage) throw new Refusal('invalid_request', 9002325, 'A page has to prove by PKCE that the code is its own.');
    return;
  }
  if (verifier === null) throw missing('code_verifier');
  if (!/^[\w.~-]{43,128}$/.test(verifier))
    throw new Refusal('invalid_grant', 501481, 'The code_verifier must have 43 to 128 letters, digits, and - . _ ~');
  const value = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  if (value !== challenge.value) throw new Refusal('invalid_grant', 501481, "The code_verifier doesn't match the code_challenge.");
}
