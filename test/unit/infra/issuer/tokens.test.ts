// The local issuer's token endpoint: grants, what tokens say, which pages may ask, and what is refused.
import { createHash, generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { generate } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { signToken } from '../../../../infra/local/issuer/signToken.ts';
import { demoDomain, demoTenant, demoUsers, localApi, localAudience, localSecret } from '../../../../infra/local/provision/demo/tenant.ts';
import { startTestIssuer, type TestIssuer } from '../../../support/people/localIssuer.ts';

const { adele } = demoUsers;
const client_id = randomUUID();
const redirect_uri = 'http://localhost:3000/back';
const byItself = { grant_type: 'client_credentials', client_id, client_secret: localSecret, scope: `${localAudience}/.default` };
const graphId = '00000003-0000-0000-c000-000000000000';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer.stop());

/** The form that redeems a new code of adele's. */
async function redeeming(scope: string, more: Readonly<Record<string, string>> = {}) {
  const params = { client_id, redirect_uri, response_type: 'code', scope, ...more };
  const answer = await issuer.authorize(params, { field: { user: adele.upn } });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return { grant_type: 'authorization_code', client_id, redirect_uri, code };
}

describe('a code', () => {
  it('a code gives what its scopes ask for, and no more', async () => {
    const bare = await issuer.tokens(await redeeming('User.Read'));
    expect(Object.keys(bare).sort()).toEqual(['access_token', 'expires_in', 'ext_expires_in', 'scope', 'token_type']);
    const all = await issuer.tokens({
      ...(await redeeming('openid profile email offline_access User.Read', { nonce: 'n' })),
      client_info: '1',
    });
    expect(decodeJwt(all.id_token ?? '')).toMatchObject({
      iss: `${issuer.key.origin}/${demoTenant}/v2.0`,
      aud: client_id,
      nonce: 'n',
      oid: adele.id,
      tid: demoTenant,
      ver: '2.0',
      name: adele.displayName,
      preferred_username: adele.upn,
      email: adele.upn,
    });
    expect(JSON.parse(Buffer.from(all.client_info ?? '', 'base64url').toString())).toEqual({ uid: adele.id, utid: demoTenant });
    expect(all.refresh_token).toBeDefined();
  });

  it.each([
    ['User.Read Calendars.Read', graphId, '1.0', 'User.Read Calendars.Read', 'User.Read Calendars.Read'],
    ['https://graph.microsoft.com/Mail.Read', 'https://graph.microsoft.com', '1.0', 'Mail.Read', 'https://graph.microsoft.com/Mail.Read'],
    [`${localAudience}/Calendars.Read`, localApi.appId, '2.0', 'Calendars.Read', `${localAudience}/Calendars.Read`],
    [`api://${client_id}/one`, client_id, '2.0', 'one', `api://${client_id}/one`],
    ['openid', graphId, '1.0', 'User.Read', 'openid User.Read'],
  ])('a code for %s gives a token for its resource', async (scope, aud, ver, scp, granted) => {
    const got = await issuer.tokens(await redeeming(scope));
    expect(decodeJwt(got.access_token)).toMatchObject({ aud, ver, scp, oid: adele.id, tid: demoTenant });
    expect(got.scope).toBe(granted);
  });

  it('a code is refused to another application, and where it was not asked for', async () => {
    const form = await redeeming('User.Read');
    expect(await issuer.refused({ ...form, client_id: randomUUID() })).toEqual([400, 'invalid_grant', 70000]);
    const other = { ...(await redeeming('User.Read')), redirect_uri: 'http://localhost:3000/other' };
    expect(await issuer.refused(other)).toEqual([401, 'invalid_client', 500112]);
    expect(await issuer.refused({ ...form, code: 'made up' })).toEqual([400, 'invalid_grant', 9002313]);
    expect(await issuer.refused({ ...(await redeeming('User.Read')), client_secret: 'guessed' })).toEqual([401, 'invalid_client', 7000215]);
  });
});

describe('time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  /** Only the clock moves: the issuer runs in this process. */
  const later = (ms: number): void => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  };
  const minute = 60_000;

  it('time ends a code after ten minutes', async () => {
    const form = await redeeming('User.Read');
    later(11 * minute);
    expect(await issuer.refused(form)).toEqual([400, 'invalid_grant', 70008]);
  });

  it("time ends a page's refresh token 24 hours after the sign-in however often it is used, and another program's after 90 days", async () => {
    const headers = { Origin: 'http://localhost:3000' };
    const verifier = 'v'.repeat(43);
    const signIn = { ...(await redeeming('User.Read offline_access', { code_challenge: verifier })), code_verifier: verifier };
    const refresh = (refresh_token = '') => ({ grant_type: 'refresh_token', client_id, refresh_token });
    const first = await issuer.tokens(signIn, { headers });
    const program = await issuer.tokens(await redeeming('User.Read offline_access'));
    later(23 * 60 * minute);
    const second = await issuer.tokens(refresh(first.refresh_token), { headers });
    later(2 * 60 * minute);
    expect(await issuer.refused(refresh(second.refresh_token), { headers })).toEqual([400, 'invalid_grant', 700084]);
    expect((await issuer.tokens(refresh(program.refresh_token))).token_type).toBe('Bearer');
    later(90 * 24 * 60 * minute);
    expect(await issuer.refused(refresh(program.refresh_token))).toEqual([400, 'invalid_grant', 700082]);
  });
});

describe('a refresh token', () => {
  it('a refresh token is replaced each time, and gives tokens for other resources', async () => {
    const { refresh_token = '' } = await issuer.tokens(await redeeming('openid offline_access User.Read', { nonce: 'n' }));
    const form = { grant_type: 'refresh_token', client_id, refresh_token };
    const next = await issuer.tokens({ ...form, scope: `openid ${localAudience}/.default` });
    expect(decodeJwt(next.access_token)).toMatchObject({ aud: localApi.appId, oid: adele.id });
    expect(decodeJwt(next.id_token ?? '').nonce).toBeUndefined();
    expect(next.refresh_token).not.toBe(refresh_token);
    expect((await issuer.tokens({ ...form, refresh_token: next.refresh_token ?? '' })).scope).toBe('openid User.Read');
    expect(await issuer.refused({ ...form, client_id: randomUUID() })).toEqual([400, 'invalid_grant', 70000]);
    expect(await issuer.refused(form, { tenant: randomUUID() })).toEqual([400, 'invalid_grant', 50020]);
    expect(await issuer.refused({ ...form, refresh_token: (await redeeming('User.Read')).code })).toEqual([400, 'invalid_grant', 9002313]);
  });
});

describe('an application', () => {
  it.each([demoTenant, demoDomain, 'common', 'organizations'])('an application gets a token of its own at %s', async (tenant) => {
    const claims = decodeJwt((await issuer.tokens(byItself, { tenant })).access_token);
    expect(claims).toMatchObject({ aud: localApi.appId, azp: client_id, azpacr: '1', idtyp: 'app', tid: demoTenant });
    expect(claims.roles).toContain('Calendars.ReadWrite');
    expect(claims.scp).toBeUndefined();
  });

  it('an application may say who it is in the header', async () => {
    const { grant_type, scope } = byItself;
    const headers = { Authorization: `Basic ${Buffer.from(`${client_id}:${localSecret}`).toString('base64')}` };
    expect((await issuer.tokens({ grant_type, scope }, { headers })).token_type).toBe('Bearer');
  });

  it.each([
    [{ client_secret: 'x' }, [401, 'invalid_client', 7000215]],
    [{ client_secret: '' }, [401, 'invalid_client', 7000216]],
    [{ client_id: 'x' }, [400, 'unauthorized_client', 700016]],
    [{ grant_type: 'password' }, [400, 'unsupported_grant_type', 70003]],
    [{ grant_type: 'toString' }, [400, 'unsupported_grant_type', 70003]],
    [{ scope: 'User.Read' }, [400, 'invalid_scope', 1002012]],
    [{ scope: `${localAudience}/Calendars.Read` }, [400, 'invalid_scope', 1002012]],
    [{ scope: 'https://vault.azure.net/.default' }, [400, 'invalid_resource', 500011]],
    [{ scope: `${localAudience}/.default User.Read` }, [400, 'invalid_scope', 28000]],
    [
      { client_assertion: 'x', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
      [401, 'invalid_client', 50027],
    ],
  ])('an application that sends %j is refused', async (more, refusal) => {
    expect(await issuer.refused({ ...byItself, ...more })).toEqual(refusal);
  });

  it('an application of a tenant that there is not is refused', async () => {
    expect(await issuer.refused(byItself, { tenant: 'fabrikam.example' })).toEqual([400, 'invalid_request', 90002]);
  });
});

describe('an assertion', () => {
  const registered = randomUUID();
  let assertion: (claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, string>>) => Promise<string>;

  beforeAll(async () => {
    const { private: pem, cert } = await generate([{ name: 'commonName', value: 'x' }], { keySize: 2048, algorithm: 'sha256' });
    await issuer.write('x.pem', `${pem}\n${cert}`);
    await issuer.write('applications.json', JSON.stringify([{ clientId: registered, certificates: ['x.pem'], roles: ['Calendars.Read'] }]));
    const x5t = createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url');
    const key = await crypto.subtle.importKey(
      'pkcs8',
      Buffer.from(pem.replace(/-----.*?-----|\s/g, ''), 'base64'),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    assertion = (claims, header = { 'x5t#S256': x5t }) =>
      new SignJWT({
        iss: registered,
        sub: registered,
        aud: `${issuer.url}/${demoTenant}/oauth2/v2.0/token`,
        jti: randomUUID(),
        exp: Math.floor(Date.now() / 1000) + 600,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', ...header })
        .sign(key);
  });

  const form = async (claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, string>>) => ({
    grant_type: 'client_credentials',
    client_id: registered,
    scope: `${localAudience}/.default`,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(claims, header),
  });

  it('an assertion by the registered certificate proves who the application is', async () => {
    const claims = decodeJwt((await issuer.tokens(await form({}))).access_token);
    expect(claims).toMatchObject({ azp: registered, azpacr: '2', roles: ['Calendars.Read'] });
  });

  it('an assertion may have its times as texts, as MSAL for .NET writes them', async () => {
    const now = Math.floor(Date.now() / 1000);
    const answer = await issuer.tokens(await form({ nbf: String(now), exp: String(now + 600) }));
    expect(decodeJwt(answer.access_token)).toMatchObject({ azp: registered });
  });

  it.each([
    ['of another application', { iss: client_id }, 700021],
    ['for somebody else', { aud: 'https://elsewhere.example' }, 700023],
    ['that is late', { exp: 1 }, 700024],
    ['that is late by a text', { exp: '1' }, 700024],
    ['that is early', { nbf: 4_000_000_000 }, 700024],
    ['without an id', { jti: undefined }, 700021],
  ])('an assertion %s is refused', async (_, claims, number) => {
    expect(await issuer.refused(await form(claims))).toEqual([401, 'invalid_client', number]);
  });

  it('an assertion is refused without the thumbprint of a registered certificate, or with a signature by another key', async () => {
    expect(await issuer.refused(await form({}, {}))).toEqual([401, 'invalid_client', 700027]);
    const right = await form({});
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const [head = ''] = right.client_assertion.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly alg: string };
    const forged = await new SignJWT(decodeJwt(right.client_assertion)).setProtectedHeader(header).sign(privateKey);
    expect(await issuer.refused({ ...right, client_assertion: forged })).toEqual([401, 'invalid_client', 700027]);
  });

  it('an assertion can wait for its file to be right: until then the refusal says what is wrong', async () => {
    await issuer.write('applications.json', '[{ "clientId": "x" }]');
    const answer = await issuer.token(await form({}));
    expect(answer.status).toBe(500);
    expect(await answer.text()).toMatch(/AADSTS90033: .*applications\.json is wrong: .*must be a GUID/s);
    await issuer.write('applications.json', '[]');
  });
});

describe('on behalf of somebody', () => {
  const form = (assertion: string) => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id,
    client_secret: localSecret,
    scope: `${localAudience}/Calendars.Read`,
    requested_token_use: 'on_behalf_of',
    assertion,
  });

  it('an application gets a token on behalf of somebody by one that was made for it', async () => {
    const { access_token } = await issuer.tokens(await redeeming(`api://${client_id}/one`));
    const got = await issuer.tokens(form(access_token));
    expect(decodeJwt(got.access_token)).toMatchObject({ oid: adele.id, scp: 'Calendars.Read', azp: client_id, aud: localApi.appId });
  });

  it.each([
    ['no token', () => Promise.resolve('x'), 50013],
    ["another's token", () => signToken(issuer.key, { user: adele.upn }), 500131],
    ["an application's own", () => signToken(issuer.key, { app: true, audience: client_id }), 7000114],
    ['an old one', () => signToken(issuer.key, { user: adele.upn, audience: client_id, expiresIn: -60 }), 500133],
  ])('an application gets nothing on behalf of somebody by %s', async (_, assertion, number) => {
    expect(await issuer.refused(form(await assertion()))).toEqual([400, 'invalid_grant', number]);
  });

  it('an application that acts on behalf of somebody must prove who it is', async () => {
    const assertion = await signToken(issuer.key, { user: adele.upn, audience: client_id });
    expect(await issuer.refused({ ...form(assertion), client_secret: '' })).toEqual([401, 'invalid_client', 7000218]);
  });
});

describe('a page', () => {
  it('a page of this machine reads its tokens, and must bring PKCE', async () => {
    const headers = { Origin: 'http://localhost:3000' };
    expect(await issuer.refused(await redeeming('User.Read'), { headers })).toEqual([400, 'invalid_request', 9002325]);
    const verifier = 'v'.repeat(43);
    const form = await redeeming('User.Read offline_access', { code_challenge: verifier });
    const answer = await issuer.token({ ...form, code_verifier: verifier }, { headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, headers.Origin]);
  });

  it('a page elsewhere reads nothing, and none asks as an application by itself', async () => {
    const elsewhere = await issuer.token(await redeeming('User.Read'), { headers: { Origin: 'https://evil.example' } });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
    expect(await issuer.refused(byItself, { headers: { Origin: 'http://localhost:3000' } })).toEqual([400, 'invalid_request', 9002326]);
  });

  it("a page's browser is told before that it may send", async () => {
    const headers = { Origin: 'http://localhost:3000', 'Access-Control-Request-Headers': 'x-client' };
    const answer = await fetch(`${issuer.url}/common/oauth2/v2.0/token`, { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([204, 'x-client']);
  });
});

describe('userinfo', () => {
  it('userinfo tells who the token is of', async () => {
    const { access_token } = await issuer.tokens(await redeeming('User.Read'));
    const ask = (token: string): Promise<Response> =>
      fetch(`${issuer.url}/oidc/userinfo`, { headers: { Authorization: `Bearer ${token}` } });
    expect(await (await ask(access_token)).json()).toMatchObject({ name: adele.displayName, email: adele.upn });
    expect((await ask('x')).status).toBe(401);
  });
});
