// The authorization endpoint: who signs in to an application, by the browser's session or by the page (OpenID Connect Core, section 3.1.2).
import type { Exchange, Reply } from '../http/exchange.ts';
import { makeCode, type Grant } from '../grants/grant.ts';
import { clientInfo, idToken } from '../grants/tokens.ts';
import { tenantNamed } from '../realm.ts';
import { noTenant, Refusal, tell } from '../http/refusal.ts';
import { answerTo, hashOf } from './answerTo.ts';
import { choicePage, chosenIn, messagePage } from './pages.ts';
import { destinationOf, signInRequest, type Destination, type SignInRequest } from './request.ts';
import { cookieFor, isOf, sessionOf, signedIn, type Account, type Session } from './session.ts';

/** Answers a request to sign in, and the form of the page that it led to. */
export async function authorize(exchange: Exchange, segment: string): Promise<Reply> {
  const { query, form, realm, applicationsFile } = exchange;
  // OpenID Connect lets the parameters be a form's; the page's own form has none of them.
  const params = query.has('client_id') ? query : form;
  let destination: Destination;
  try {
    if (exchange.method !== 'GET' && exchange.method !== 'POST')
      throw new Refusal('invalid_request', 900561, 'The endpoint takes GET and POST.');
    destination = await destinationOf(params, applicationsFile);
    const tenant = tenantNamed(segment, realm);
    if (tenant === undefined) throw noTenant(segment);
    try {
      return await decided(exchange, signInRequest(params, destination, tenant));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { error: name, error_description, error_uri } = tell(error, params.get('client-request-id') ?? undefined);
      return answerTo(destination, { error: name, error_description, error_uri });
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return messagePage(error.status, 'You can’t sign in like this', tell(error, undefined).error_description);
  }
}

async function decided(exchange: Exchange, request: SignInRequest): Promise<Reply> {
  const session = await sessionOf(exchange);
  const chosen = chosenIn(exchange);
  if (chosen === 'cancel') throw new Refusal('access_denied', 65004, 'The user declined to sign in.');
  if (chosen !== undefined) {
    const after = signedIn(session, chosen);
    return completed(exchange, request, after, after.accounts[0]);
  }
  const found = accountFor(request, session);
  if (found !== undefined) return completed(exchange, request, session, found);
  if (request.prompt === 'none') throw cannotBeSilent(request, session);
  const { query, form } = exchange;
  return choicePage({
    ...request,
    tenant: request.tenant.id,
    session,
    action: `?${(query.has('client_id') ? query : form).toString()}`,
  });
}

/** Who needs no page: whom the hint names, or the only one who has signed in. */
function accountFor({ prompt, loginHint }: SignInRequest, { accounts }: Session): Account | undefined {
  if (prompt !== undefined && prompt !== 'none') return undefined;
  if (loginHint !== undefined) return accounts.find((account) => isOf(account, loginHint));
  return accounts.length === 1 ? accounts[0] : undefined;
}

function cannotBeSilent({ loginHint }: SignInRequest, { accounts }: Session): Refusal {
  if (accounts.length > 1 && loginHint === undefined)
    return new Refusal(
      'interaction_required',
      16000,
      'Several people have signed in with this browser: say whom by login_hint, or let them choose.',
    );
  return new Refusal('login_required', 50058, 'Nobody has signed in with this browser, or not whom login_hint names.');
}

async function completed(exchange: Exchange, request: SignInRequest, session: Session, { upn, authTime }: Account): Promise<Reply> {
  const { key } = exchange;
  const { wants, application, redirectUri, challenge, scope, nonce, tenant } = request;
  const grant: Grant = {
    tenant: tenant.id,
    upn,
    appId: application.appId,
    scope,
    sid: session.sid,
    authTime,
    ...(nonce !== undefined && { nonce }),
  };
  const code = wants.has('code') ? await makeCode(key, { grant, redirectUri, ...(challenge && { challenge }) }) : undefined;
  const openid = new Set(scope.split(/\s+/));
  return answerTo(
    request,
    {
      ...(code !== undefined && { code }),
      ...(wants.has('id_token') && { id_token: await idToken(key, grant, openid, code === undefined ? {} : { c_hash: hashOf(code) }) }),
      client_info: clientInfo(grant),
      session_state: session.sid,
    },
    { 'Set-Cookie': await cookieFor(key, session) },
  );
}
