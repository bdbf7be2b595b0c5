// Microsoft's sign-in libraries for Node, unmodified, with the local issuer as their authority: the tokens then work on the API.
import { randomUUID } from 'node:crypto';
import { AuthorizationCodeCredential, ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication, ServerError } from '@azure/msal-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoDomain, demoTenant, demoUsers, localAudience, localSecret } from '../../infra/local/provision/demo/tenant.ts';
import { trust } from '../support/clients/officialClients.ts';
import { registerCertified, type Certified } from '../support/people/certified.ts';
import { openSignIn, signInByPage } from '../support/people/signInPage.ts';
import { sharedStack, type SharedStack } from '../support/process/sharedStack.ts';

const { adele, megan } = demoUsers;
const redirectUri = 'http://localhost:3000/signed-in';
const calendars = [`${localAudience}/Calendars.ReadWrite`];
const graph = 'https://graph.microsoft.com/.default';

let stack: SharedStack;
/** An application that proves who it is by a certificate. */
let certified: Certified;

beforeAll(async () => {
  stack = sharedStack();
  trust(stack);
  certified = await registerCertified(stack.dataDir, ['Calendars.Read']);
});

/** As the libraries' users set an authority of their own. */
const auth = (tenant: string = demoTenant) => ({
  clientId: randomUUID(),
  authority: `${stack.issuerUrl}/${tenant}`,
  knownAuthorities: [new URL(stack.issuerUrl).host],
});

/** What the API answers to the token. */
async function asked(token: string | undefined, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${stack.httpsUrl}/v1.0/${path}`, { headers: { Authorization: `Bearer ${token ?? ''}` } });
  return { status: answer.status, body: await answer.json() };
}

/** The code that the page gives, with the verifier that goes with it. */
async function codeFor(app: PublicClientApplication | ConfidentialClientApplication, scopes: string[], upn: string) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const url = await app.getAuthCodeUrl({ scopes, redirectUri, codeChallenge: challenge, codeChallengeMethod: 'S256', state: 'mine' });
  const back = await signInByPage(url, upn);
  expect(back.href).toContain(`${redirectUri}?`);
  expect(back.searchParams.get('state')).toBe('mine');
  return { code: back.searchParams.get('code') ?? '', codeVerifier: verifier, scopes, redirectUri };
}

describe('@azure/msal-node', () => {
  it.each(['common', 'organizations', demoTenant, demoDomain])(
    '@azure/msal-node signs a person in at %s, and goes on in silence',
    async (tenant) => {
      const app = new PublicClientApplication({ auth: auth(tenant) });
      const first = await app.acquireTokenByCode(await codeFor(app, calendars, adele.upn));
      expect(first.account).toMatchObject({
        homeAccountId: `${adele.id}.${demoTenant}`,
        localAccountId: adele.id,
        tenantId: demoTenant,
        username: adele.upn,
        name: adele.displayName,
      });
      expect(await asked(first.accessToken, 'me')).toMatchObject({ status: 200, body: { id: adele.id } });
      expect((await asked(first.accessToken, 'me/events')).status).toBe(200);
      const account = first.account ?? expect.fail('nobody has signed in');
      expect(await app.acquireTokenSilent({ account, scopes: calendars })).toMatchObject({
        fromCache: true,
        accessToken: first.accessToken,
      });
      const renewed = await app.acquireTokenSilent({ account, scopes: calendars, forceRefresh: true });
      expect(renewed.fromCache).toBe(false);
      // The same refresh token gets a token for Graph, which is the same API here.
      const ofGraph = await app.acquireTokenSilent({ account, scopes: ['User.Read', 'Calendars.Read'] });
      expect(ofGraph.fromCache).toBe(false);
      expect((await asked(ofGraph.accessToken, 'me/events')).status).toBe(200);
    },
  );

  it('@azure/msal-node gets an application its token by a secret, and is told by number when that is wrong', async () => {
    const app = new ConfidentialClientApplication({ auth: { ...auth(), clientSecret: localSecret } });
    const got = await app.acquireTokenByClientCredential({ scopes: [graph] });
    expect(await asked(got?.accessToken, `users/${megan.id}/events`)).toMatchObject({ status: 200 });
    const wrong = new ConfidentialClientApplication({ auth: { ...auth(), clientSecret: 'guessed' } });
    const refused: unknown = await wrong.acquireTokenByClientCredential({ scopes: [graph] }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServerError);
    expect(refused).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215, status: 401 });
  });

  it('@azure/msal-node gets an application its token by its certificate, with the roles that it has registered', async () => {
    const { clientId, key: privateKey, thumbprint: thumbprintSha256 } = certified;
    const clientCertificate = { privateKey, thumbprintSha256 };
    const app = new ConfidentialClientApplication({ auth: { ...auth(), clientId, clientCertificate } });
    const got = await app.acquireTokenByClientCredential({ scopes: [`${localAudience}/.default`] });
    expect((await asked(got?.accessToken, `users/${megan.id}/events`)).status).toBe(200);
    expect((await asked(got?.accessToken, 'groups')).status).toBe(403);
    const stranger = new ConfidentialClientApplication({ auth: { ...auth(), clientCertificate } });
    await expect(stranger.acquireTokenByClientCredential({ scopes: [graph] })).rejects.toMatchObject({ errorNo: 700027 });
  });

  it('@azure/msal-node signs a person in who reads a code from another device', async () => {
    const app = new PublicClientApplication({ auth: auth() });
    const got = await app.acquireTokenByDeviceCode({
      scopes: calendars,
      deviceCodeCallback: ({ verificationUri, userCode }) => {
        void openSignIn(`${verificationUri}?user_code=${userCode.toLowerCase()}`).then((page) => page.send({ user: megan.upn }));
      },
    });
    expect(await asked(got?.accessToken, 'me')).toMatchObject({ status: 200, body: { id: megan.id } });
  });

  it('@azure/msal-node acts on behalf of whoever has called, by a token that was made for it', async () => {
    const page = new PublicClientApplication({ auth: auth() });
    const mine = { ...auth(), clientSecret: localSecret };
    const middle = new ConfidentialClientApplication({ auth: mine });
    const called = await page.acquireTokenByCode(await codeFor(page, [`api://${mine.clientId}/access_as_user`], megan.upn));
    expect((await asked(called.accessToken, 'me')).status).toBe(401);
    // Whoever it was made for can check it by what the issuer says of itself.
    const keys = createRemoteJWKSet(new URL(`${mine.authority}/discovery/v2.0/keys`));
    const by = { issuer: `${mine.authority}/v2.0`, audience: mine.clientId };
    expect((await jwtVerify(called.accessToken, keys, by)).payload.oid).toBe(megan.id);
    expect(called.idTokenClaims).toMatchObject({ iss: by.issuer });
    const got = await middle.acquireTokenOnBehalfOf({ oboAssertion: called.accessToken, scopes: calendars });
    expect(await asked(got?.accessToken, 'me')).toMatchObject({ status: 200, body: { id: megan.id } });
    const other = new ConfidentialClientApplication({ auth: { ...auth(), clientSecret: localSecret } });
    await expect(other.acquireTokenOnBehalfOf({ oboAssertion: called.accessToken, scopes: calendars })).rejects.toMatchObject({
      errorNo: 500131,
    });
  });
});

describe('@azure/identity', () => {
  /** As its users set another cloud. */
  const options = () => ({ authorityHost: stack.issuerUrl, disableInstanceDiscovery: true });

  it('@azure/identity gets an application its token by a secret', async () => {
    const credential = new ClientSecretCredential(demoTenant, randomUUID(), localSecret, options());
    const { token } = await credential.getToken(graph);
    expect((await asked(token, `users/${adele.id}/events`)).status).toBe(200);
  });

  it('@azure/identity gets an application its token by its certificate', async () => {
    const credential = new ClientCertificateCredential(demoTenant, certified.clientId, certified.pemFile, options());
    const { token } = await credential.getToken(`${localAudience}/.default`);
    expect((await asked(token, `users/${adele.id}/events`)).status).toBe(200);
  });

  it('@azure/identity redeems the code of a person', async () => {
    const app = new ConfidentialClientApplication({ auth: { ...auth(), clientSecret: localSecret } });
    const url = await app.getAuthCodeUrl({ scopes: calendars, redirectUri });
    const back = await signInByPage(url, adele.upn);
    const clientId = new URL(url).searchParams.get('client_id') ?? '';
    const code = back.searchParams.get('code') ?? '';
    const credential = new AuthorizationCodeCredential(demoTenant, clientId, localSecret, code, redirectUri, options());
    const { token } = await credential.getToken(calendars);
    expect(await asked(token, 'me')).toMatchObject({ status: 200, body: { id: adele.id } });
  });
});
