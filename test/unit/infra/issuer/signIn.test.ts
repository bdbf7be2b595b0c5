// The local issuer's sign-in: who needs the page, where answers may go and in what form, and what is refused.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoTenant, demoUsers } from '../../../../infra/local/provision/demo/tenant.ts';
import { startTestIssuer, type TestIssuer } from '../../../support/people/localIssuer.ts';

const { adele, megan } = demoUsers;
const client_id = randomUUID();
const redirect_uri = 'http://localhost:3000/back';
const usual = { client_id, redirect_uri, response_type: 'code', scope: 'openid profile User.Read', state: 's' };

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer.stop());

/** Where an answer leads, with its parameters. */
function ledBy(answer: Response): { readonly to: string; readonly query: URLSearchParams; readonly fragment: URLSearchParams } {
  const url = new URL(answer.headers.get('location') ?? expect.fail(`it is no redirect but ${answer.status}`));
  return { to: `${url.protocol}//${url.host}${url.pathname}`, query: url.searchParams, fragment: new URLSearchParams(url.hash.slice(1)) };
}

const cookieOf = (answer: Response): string => (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

/** The error and its number, of a redirect or of the page. */
async function whyRefused(answer: Response): Promise<readonly [string, string]> {
  const number = (text: string): string => /AADSTS(\d+)/.exec(text)?.[1] ?? '';
  if (answer.status !== 303) return ['page', number(await answer.text())];
  const { query, fragment } = ledBy(answer);
  const params = query.has('error') ? query : fragment;
  expect(params.get('state')).toBe('s');
  return [params.get('error') ?? '', number(params.get('error_description') ?? '')];
}

describe('the page', () => {
  it('the page needs no script, and lets nobody else frame or read it', async () => {
    const answer = await issuer.authorize(usual);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; form-action 'self' http://localhost:3000; base-uri 'none'; frame-ancestors 'none'",
    );
    const html = await answer.text();
    expect(html).not.toMatch(/<script|style=|\son[a-z]+=/);
    for (const { upn } of Object.values(demoUsers)) expect(html).toContain(`value="${upn}"`);
    expect((await fetch(`${issuer.url}/sign-in/style.css`)).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('the page shows what a program says of itself as text', async () => {
    const html = await (await issuer.authorize({ ...usual, login_hint: '"><script>', scope: '<b>' })).text();
    expect(html).not.toMatch(/<script|<b>/);
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it("the page's list begins with whom login_hint names, and has those of domain_hint alone", async () => {
    const names = async (more: Readonly<Record<string, string>>): Promise<unknown[]> =>
      [...(await (await issuer.authorize({ ...usual, ...more })).text()).matchAll(/name="user" value="([^"]+)"/g)].map(([, name]) => name);
    expect((await names({ login_hint: megan.upn }))[0]).toBe(megan.upn);
    expect(await names({ domain_hint: 'contoso.example' })).toEqual([adele.upn, megan.upn, demoUsers.guest.upn]);
  });

  it("the page's form counts for nothing when another site sends it", async () => {
    const field = { user: adele.upn };
    expect((await issuer.authorize(usual, { field, headers: { Origin: 'https://evil.example' } })).status).toBe(200);
    expect((await issuer.authorize(usual, { field, headers: { Origin: issuer.url } })).status).toBe(303);
  });
});

describe('an answer', () => {
  it.each(['query', 'fragment'] as const)('an answer comes in the %s', async (response_mode) => {
    const answer = await issuer.authorize({ ...usual, response_mode }, { field: { user: adele.upn } });
    const led = ledBy(answer);
    expect(led.to).toBe(redirect_uri);
    expect([...led[response_mode].keys()].sort()).toEqual(['client_info', 'code', 'session_state', 'state']);
    expect(JSON.parse(Buffer.from(led[response_mode].get('client_info') ?? '', 'base64url').toString())).toEqual({
      uid: adele.id,
      utid: demoTenant,
    });
  });

  it('an answer comes in a form that goes on by a click, or by a script of the issuer', async () => {
    const params = { ...usual, response_mode: 'form_post', response_type: 'code id_token', nonce: 'n' };
    const html = await (await issuer.authorize(params, { field: { user: adele.upn } })).text();
    expect(html).toContain(`<form method="post" action="${redirect_uri}">`);
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    const claims = decodeJwt(field('id_token'));
    expect(claims).toMatchObject({ aud: client_id, nonce: 'n', oid: adele.id, preferred_username: adele.upn, ver: '2.0', tid: demoTenant });
    const hash = createHash('sha256').update(field('code')).digest().subarray(0, 16).toString('base64url');
    expect(claims.c_hash).toBe(hash);
    expect(field('state')).toBe('s');
  });

  it('an answer to who cancels says so', async () => {
    expect(await whyRefused(await issuer.authorize(usual, { field: { cancel: '1' } }))).toEqual(['access_denied', '65004']);
  });
});

describe('a session', () => {
  it('a session signs its person in without the page, unless the program wants it', async () => {
    const headers = { Cookie: cookieOf(await issuer.authorize(usual, { field: { user: adele.upn } })) };
    const silent = ledBy(await issuer.authorize({ ...usual, prompt: 'none' }, { headers }));
    expect(silent.query.get('code')).not.toBeNull();
    expect((await issuer.authorize(usual, { headers })).status).toBe(303);
    for (const prompt of ['login', 'select_account', 'consent', 'create'])
      expect((await issuer.authorize({ ...usual, prompt }, { headers })).status).toBe(200);
    expect((await issuer.authorize({ ...usual, login_hint: megan.upn }, { headers })).status).toBe(200);
    const hinted = await issuer.authorize({ ...usual, prompt: 'none', login_hint: megan.upn }, { headers });
    expect(await whyRefused(hinted)).toEqual(['login_required', '50058']);
  });

  it('a session of two people asks whom, and by a hint nobody', async () => {
    const first = { Cookie: cookieOf(await issuer.authorize(usual, { field: { user: adele.upn } })) };
    const headers = { Cookie: cookieOf(await issuer.authorize(usual, { field: { user: megan.upn }, headers: first })) };
    expect(await whyRefused(await issuer.authorize({ ...usual, prompt: 'none' }, { headers }))).toEqual(['interaction_required', '16000']);
    const silent = await issuer.authorize({ ...usual, prompt: 'none', login_hint: adele.upn.toUpperCase() }, { headers });
    expect(ledBy(silent).query.has('code')).toBe(true);
    expect((await issuer.authorize(usual, { headers })).status).toBe(200);
  });

  it('a session ends by signing out, which leads back to a page that may be led to', async () => {
    const headers = { Cookie: cookieOf(await issuer.authorize(usual, { field: { user: adele.upn } })) };
    const out = (params: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(`${issuer.url}/common/oauth2/v2.0/logout?${new URLSearchParams(params).toString()}`, { headers, redirect: 'manual' });
    const back = await out({ post_logout_redirect_uri: 'http://localhost:3000/bye', state: 'x' });
    expect([back.status, back.headers.get('location')]).toEqual([302, 'http://localhost:3000/bye?state=x']);
    expect(back.headers.get('set-cookie')).toMatch(/^issuer-session=; Max-Age=0;/);
    expect((await out({ post_logout_redirect_uri: 'https://evil.example/' })).status).toBe(200);
    expect((await out({ logout_hint: megan.upn })).headers.get('set-cookie')).not.toMatch(/Max-Age=0/);
  });
});

describe('a request', () => {
  it.each([
    'http://127.0.0.1:8400/',
    'http://[::1]:1/x?a=b',
    'https://localhost/',
    `msal${client_id}://auth`,
    'com.example.app:/back',
    'urn:ietf:wg:oauth:2.0:oob',
  ])('a request may have its answer at %s', async (uri) => {
    expect((await issuer.authorize({ ...usual, redirect_uri: uri }, { field: { user: adele.upn } })).status).toBe(303);
  });

  it.each([
    'https://evil.example/',
    'http://localhost.evil.example/',
    'http://localhost@evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://localhost/#x',
    'nonsense',
  ])('a request gets no answer at %s, and nobody is led there', async (uri) => {
    expect(await whyRefused(await issuer.authorize({ ...usual, redirect_uri: uri }))).toEqual(['page', '50011']);
  });

  it.each([
    [{ client_id: 'nobody' }, 'page', '700016'],
    [{ response_type: 'token' }, 'unsupported_response_type', '700051'],
    [{ response_type: 'id_token', response_mode: 'query' }, 'invalid_request', '70007'],
    [{ response_type: 'id_token' }, 'invalid_request', '900144'],
    [{ response_mode: 'web_message' }, 'invalid_request', '90023'],
    [{ scope: ' ' }, 'invalid_request', '900144'],
    [{ prompt: 'none login' }, 'invalid_request', '90023'],
    [{ prompt: 'none' }, 'login_required', '50058'],
    [{ code_challenge: 'short', code_challenge_method: 'S256' }, 'invalid_request', '501491'],
    [{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S512' }, 'invalid_request', '9002313'],
  ])('a request with %j is refused', async (more, error, number) => {
    expect(await whyRefused(await issuer.authorize({ ...usual, ...more }))).toEqual([error, number]);
  });

  it('a request to a tenant that there is not is told so on a page', async () => {
    expect(await whyRefused(await issuer.authorize(usual, { tenant: 'fabrikam.example' }))).toEqual(['page', '90002']);
  });

  it('a request under the name of another machine is told nothing', async () => {
    // Node's fetch sets the Host by the URL; so does no page whose own name leads here.
    const answer = request(`${issuer.url}/common/v2.0/.well-known/openid-configuration`, { headers: { Host: 'rebound.example' } }).end();
    const [{ statusCode }] = (await once(answer, 'response')) as [IncomingMessage];
    answer.destroy();
    expect(statusCode).toBe(421);
  });

  it.each(['S256', 'plain'] as const)(
    'a request with a challenge of %s is answered with a code that its verifier alone redeems',
    async (method) => {
      const verifier = randomBytes(32).toString('base64url');
      const code_challenge = method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
      const codeFor = async (): Promise<string> =>
        ledBy(
          await issuer.authorize({ ...usual, code_challenge, code_challenge_method: method }, { field: { user: adele.upn } }),
        ).query.get('code') ?? '';
      const redeem = { grant_type: 'authorization_code', client_id, redirect_uri };
      const wrong = randomBytes(32).toString('base64url');
      expect(await issuer.refused({ ...redeem, code: await codeFor(), code_verifier: wrong })).toEqual([400, 'invalid_grant', 501481]);
      expect(await issuer.refused({ ...redeem, code: await codeFor() })).toEqual([400, 'invalid_request', 900144]);
      const code = await codeFor();
      expect(decodeJwt((await issuer.tokens({ ...redeem, code, code_verifier: verifier })).access_token)).toMatchObject({ oid: adele.id });
      expect(await issuer.refused({ ...redeem, code, code_verifier: verifier })).toEqual([400, 'invalid_grant', 54005]);
    },
  );
});
