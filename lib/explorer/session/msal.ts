// Signs people in with Microsoft's library: in a window of the issuer's, and without one after a reload. Tokens are kept in memory and nowhere
// else, which the library allows for windows and frames alone.
import {
  BrowserAuthError,
  InteractionRequiredAuthError,
  PublicClientApplication,
  type AuthenticationResult,
  type Configuration,
} from '@azure/msal-browser';
import { now } from '../clock.ts';
import { errorText } from '../errorText.ts';
import type { Session, SignedOut } from './session.ts';
import type { Settings } from './settings.ts';

/** Remembers over a reload who has signed in with this tab, so that the issuer is asked without a window. It is a name, no token. */
const hintKey = 'explorer.signed-in-as';

/** Who has signed in with this tab, or how somebody does. Rejects where the library can't work at all. */
export async function openSession(settings: Settings): Promise<Session | SignedOut> {
  const app = new PublicClientApplication(configuration(settings));
  await app.initialize();
  const scopes = [settings.scope];
  const signedOut: SignedOut = {
    signIn: async () => {
      try {
        return sessionOf(app, await app.loginPopup({ scopes, prompt: 'select_account', overrideInteractionInProgress: true }), scopes);
      } catch (error) {
        throw new Error(refusalOf(error), { cause: error });
      }
    },
  };
  const loginHint = sessionStorage.getItem(hintKey);
  if (loginHint === null) return signedOut;
  try {
    return sessionOf(app, await app.ssoSilent({ scopes, loginHint }), scopes);
  } catch {
    // The issuer wants to see the person, or the browser gives it no cookies in a frame.
    sessionStorage.removeItem(hintKey);
    return signedOut;
  }
}

function sessionOf(app: PublicClientApplication, first: AuthenticationResult, scopes: string[]): Session {
  const { account } = first;
  sessionStorage.setItem(hintKey, account.username);
  let held = first;
  let renewing: Promise<AuthenticationResult> | undefined;
  return {
    name: account.name ?? account.username,
    username: account.username,
    async token(anew = false) {
      // A minute to spare, since a request takes its time.
      if (!anew && (held.expiresOn?.getTime() ?? 0) > now() + 60_000) return held.accessToken;
      renewing ??= app.acquireTokenSilent({ account, scopes, forceRefresh: true }).finally(() => (renewing = undefined));
      try {
        held = await renewing;
      } catch (error) {
        if (!(error instanceof InteractionRequiredAuthError)) throw new Error(refusalOf(error), { cause: error });
        held = await app.acquireTokenPopup({ scopes, loginHint: account.username });
      }
      return held.accessToken;
    },
    async signOut() {
      sessionStorage.removeItem(hintKey);
      await app.logoutPopup({ account, logoutHint: account.username, mainWindowRedirectUri: '/' });
    },
  };
}

function configuration({ clientId, authority, tenant }: Settings): Configuration {
  const { host, protocol } = new URL(authority);
  return {
    auth: {
      clientId,
      authority: `https://${host}/${tenant}`,
      knownAuthorities: [host],
      redirectUri: `${location.origin}/explorer/signed-in`,
      postLogoutRedirectUri: `${location.origin}/explorer/signed-in`,
      // The library takes no authority of http, and the local one by https has a certificate that browsers warn of. So it is told the endpoints.
      ...(protocol === 'http:' && {
        authorityMetadata: endpointsAt(`${authority}/${tenant}`),
        cloudDiscoveryMetadata: JSON.stringify({
          tenant_discovery_endpoint: '',
          metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
        }),
      }),
    },
    cache: { cacheLocation: 'memoryStorage' },
  };
}

const endpointsAt = (base: string): string =>
  JSON.stringify({
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  });

const refusals: Readonly<Record<string, string>> = {
  user_cancelled: 'The window was closed before somebody signed in.',
  access_denied: 'Signing in was cancelled.',
  popup_window_error: 'The browser didn’t open the window for signing in. Allow windows of this page, and try again.',
  empty_window_error: 'The browser didn’t open the window for signing in. Allow windows of this page, and try again.',
};

function refusalOf(error: unknown): string {
  const code = error instanceof BrowserAuthError || (error instanceof Error && 'errorCode' in error) ? String(error.errorCode) : '';
  return refusals[code] ?? errorText(error);
}
