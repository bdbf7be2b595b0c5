// What a page does with Microsoft's library to sign somebody in: it is sent to the browser as text, and so uses nothing but what is in it.
import type { PublicClientApplication } from '@azure/msal-browser';

export interface SignInVisit {
  readonly api: string;
  readonly clientId: string;
  readonly authority: string;
  /** The authority's host, as the library's users name it. */
  readonly known: string;
  readonly scopes: string[];
}

/** What the page saw. */
export interface SignInSeen {
  readonly username: string;
  readonly name: string | undefined;
  readonly renewed: boolean;
  readonly me: { readonly status: number; readonly id: unknown };
}

/** What a page has, as far as it is used here. */
interface Page {
  readonly msal: { readonly PublicClientApplication: typeof PublicClientApplication };
  readonly location: { readonly origin: string };
  readonly document: { createElement(name: string): object; readonly head: { append(element: object): void } };
}

/**
 * Three loads of the page: the first leads to the issuer's page, the second once more to the issuer, which knows the person by now, and the
 * third has seen it all. `msal` is the library of `msal-browser.min.js`.
 */
export async function signInVisit({ api, clientId, authority, known, scopes }: SignInVisit): Promise<SignInSeen> {
  const page = globalThis as unknown as Page;
  await new Promise<unknown>((resolve, reject) => {
    page.document.head.append(
      Object.assign(page.document.createElement('script'), { src: '/msal-browser.min.js', onload: resolve, onerror: reject }),
    );
  });
  const { origin } = page.location;
  const app = new page.msal.PublicClientApplication({ auth: { clientId, authority, knownAuthorities: [known], redirectUri: origin } });
  await app.initialize();
  const result = await app.handleRedirectPromise();
  if (result?.state !== 'again') {
    await app.loginRedirect(
      result === null ? { scopes, state: 'first' } : { scopes, state: 'again', prompt: 'none', loginHint: result.account.username },
    );
    return new Promise(() => undefined);
  }
  const { account } = result;
  const renewed = await app.acquireTokenSilent({ account, scopes, forceRefresh: true });
  const me = await fetch(`${api}/v1.0/me`, { headers: { Authorization: `Bearer ${renewed.accessToken}` } });
  const body: unknown = await me.json();
  return {
    username: account.username,
    name: account.name,
    renewed: !renewed.fromCache,
    me: { status: me.status, id: typeof body === 'object' && body !== null ? Reflect.get(body, 'id') : undefined },
  };
}
