// Signing out: the browser forgets who has signed in (OpenID Connect RP-Initiated Logout 1.0).
import { decodeJwt } from 'jose';
import { applicationNamed } from '../directory/applications.ts';
import { isRedirect } from '../directory/redirects.ts';
import type { Exchange, Reply } from '../http/exchange.ts';
import { messagePage } from './pages.ts';
import { cookieFor, isOf, sessionOf, type Session } from './session.ts';

/** Ends the session, or that of whom `logout_hint` names alone, and leads back to the application if it has named a page of its own. */
export async function logout(exchange: Exchange): Promise<Reply> {
  const { query, form, key, applicationsFile } = exchange;
  const param = (name: string): string | undefined => query.get(name) ?? form.get(name) ?? undefined;
  const headers = { 'Set-Cookie': await cookieFor(key, without(await sessionOf(exchange), param('logout_hint'))) };
  const uri = param('post_logout_redirect_uri');
  const application = await applicationNamed(param('client_id') ?? audienceOf(param('id_token_hint')) ?? anyApplication, applicationsFile);
  if (uri === undefined || !isRedirect(uri, application.redirectUris))
    return messagePage(200, 'Signed out', 'You have signed out.', headers);
  const back = new URL(uri);
  const state = param('state');
  if (state !== undefined) back.searchParams.set('state', state);
  return { status: 302, headers: { ...headers, Location: back.href } };
}

const anyApplication = '00000000-0000-0000-0000-000000000000';

function without(session: Session, hint: string | undefined): Session {
  const others = hint === undefined ? [] : session.accounts.filter((account) => !isOf(account, hint));
  return { ...session, accounts: others };
}

/** The application of an ID token. It only chooses whose pages the browser may be led to, so that nobody need have signed it. */
function audienceOf(idToken: string | undefined): string | undefined {
  try {
    const aud = idToken === undefined ? undefined : decodeJwt(idToken).aud;
    return typeof aud === 'string' ? aud : undefined;
  } catch {
    return undefined;
  }
}
