// Tokens that nobody should be let in by: forged, borrowed, bent, or sheer garbage.
import { createHmac, createPublicKey } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createVerifier } from '../../lib/access/tokens/bearer.ts';
import { ServiceError } from '../../lib/runtime/errors.ts';
import {
  applicationClaims,
  audience,
  newKey,
  startTokenIssuer,
  tenantA,
  tenantB,
  testSeconds,
  testTime,
  userClaims,
} from '../support/people/tokenIssuer.ts';
import type { IssuerKey, TokenIssuer } from '../support/people/tokenIssuer.ts';

let issuer: TokenIssuer;
let ownKey: IssuerKey;
let stranger: IssuerKey;

beforeAll(async () => {
  issuer = await startTokenIssuer();
  const [key] = issuer.keys.get(tenantA) ?? [];
  if (!key) throw new Error('no key');
  ownKey = key;
  stranger = await newKey('stranger');
});
afterAll(() => issuer.stop());
beforeEach(() => (issuer.requests.length = 0));

const encode = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const user = (claims = {}) => ({ ...userClaims(issuer), ...claims });
const application = (claims = {}) => ({ ...applicationClaims(issuer), ...claims });
const signed = (claims = {}, header = {}) => issuer.sign(user(claims), header);
const signedByStranger = (header = {}) =>
  new SignJWT(user()).setProtectedHeader({ alg: 'RS256', kid: ownKey.kid, ...header }).sign(stranger.privateKey);

async function refusal(authorization: string | null | undefined): Promise<ServiceError> {
  const verify = createVerifier({ authority: issuer.authority, tenants: [tenantA, tenantB], audiences: [audience], clock: () => testTime });
  const error: unknown = await verify(authorization).then(
    () => 'let in',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) throw new Error('not refused by a ServiceError', { cause: error });
  expect(error).toMatchObject({ status: 401, code: 'InvalidAuthenticationToken', headers: { 'WWW-Authenticate': 'Bearer' } });
  return error;
}

it('the token that the cases below bend is let in as it is', async () => {
  const verify = createVerifier({ authority: issuer.authority, tenants: [tenantA], audiences: [audience], clock: () => testTime });
  await expect(verify(`Bearer ${await signed()}`)).resolves.toMatchObject({ kind: 'delegated' });
  await expect(verify(`Bearer ${await issuer.sign(application())}`)).resolves.toMatchObject({ kind: 'application' });
});

it.each([null, undefined, '', 'Bearer', 'bearer ', 'Bearer    ', 'Basic dXNlcjpwdw==', 'BearerX'])('%j brings no token', async (header) => {
  expect((await refusal(header)).message).toBe('Access token is empty.');
});

const forged: Record<string, () => Promise<string> | string> = {
  'alg none': () => `${encode({ alg: 'none', kid: ownKey.kid })}.${encode(user())}.`,
  'alg none with the signature of another token': async () =>
    `${encode({ alg: 'none', kid: ownKey.kid })}.${encode(user())}.${(await signed()).split('.')[2] ?? ''}`,
  'HS256 with the public key as secret': () => {
    const input = `${encode({ alg: 'HS256', kid: ownKey.kid })}.${encode(user())}`;
    const pem = createPublicKey({ key: ownKey.jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
  },
  'RS512 by the right key': async () => {
    const key = await crypto.subtle.importKey(
      'jwk',
      await exportJWK(ownKey.privateKey),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
      false,
      ['sign'],
    );
    return new SignJWT(user()).setProtectedHeader({ alg: 'RS512', kid: ownKey.kid }).sign(key);
  },
  'PS256 by the right key': async () => {
    const key = await crypto.subtle.importKey('jwk', await exportJWK(ownKey.privateKey), { name: 'RSA-PSS', hash: 'SHA-256' }, false, [
      'sign',
    ]);
    return new SignJWT(user()).setProtectedHeader({ alg: 'PS256', kid: ownKey.kid }).sign(key);
  },
  'RS256 in the header of an HMAC': () => {
    const input = `${encode({ alg: 'RS256', kid: ownKey.kid })}.${encode(user())}`;
    return `${input}.${createHmac('sha256', ownKey.kid).update(input).digest('base64url')}`;
  },
  'signed by a stranger who brings a certificate (x5c)': () => signedByStranger({ x5c: ['AAAA'] }),
  'kid that is a path': () => signed({}, { kid: '../../etc/passwd' }),
  'kid __proto__': () => signed({}, { kid: '__proto__' }),
  'typ JOSE': () => signed({}, { typ: 'JOSE' }),
  'ES256 key': async () =>
    new SignJWT(user()).setProtectedHeader({ alg: 'ES256', kid: ownKey.kid }).sign((await generateKeyPair('ES256')).privateKey),
  'signed by a stranger under a known kid': () => signedByStranger(),
  'signed by a stranger who brings the key (jwk)': () => signedByStranger({ jwk: stranger.jwk }),
  'signed by a stranger who says where the key is (jku)': () => signedByStranger({ jku: `${issuer.authority}/evil` }),
  'signed by a stranger who says where the certificate is (x5u)': () => signedByStranger({ x5u: `${issuer.authority}/evil` }),
  'unknown kid': () => signed({}, { kid: 'unknown' }),
  'no kid': () => signed({}, { kid: undefined }),
  'kid that is a number': () => `${encode({ alg: 'RS256', kid: 1 })}.${encode(user())}.AAAA`,
  'by the key of another allowed tenant': () => issuer.sign(user(), {}, tenantB),
  'crit header': async () =>
    new SignJWT(user()).setProtectedHeader({ alg: 'RS256', kid: ownKey.kid, crit: ['b64'], b64: true }).sign(ownKey.privateKey),
  'crit that nobody knows': () => `${encode({ alg: 'RS256', kid: ownKey.kid, crit: ['exp'] })}.${encode(user())}.AAAA`,
  'typ of another kind of token': () => signed({}, { typ: 'logout+jwt' }),
  'tampered payload': async () => {
    const [header = '', , signature = ''] = (await signed()).split('.');
    return `${header}.${encode(user({ oid: 'someone-else' }))}.${signature}`;
  },
  'no signature': async () => (await signed()).replace(/[^.]*$/, ''),
};

const bent: Record<string, () => Promise<string>> = {
  'tid of a tenant that isn’t allowed': () => signed({ tid: 'e0000000-0000-4000-8000-000000000000' }),
  'tid that is a path': () => signed({ tid: `${tenantA}/../${tenantB}` }),
  'no tid': () => signed({ tid: undefined }),
  'tid that isn’t the one in iss': () => issuer.sign(user({ tid: tenantB }), {}, tenantB),
  'tid that is a list': () => signed({ tid: [tenantA] }),
  'tid in upper case': () => signed({ tid: tenantA.toUpperCase() }),
  'iss that is a list': () => signed({ iss: [issuer.issuerOf(tenantA)] }),
  'ver that is a number': () => signed({ ver: 2 }),
  'ver 1.0 with the issuer of 2.0': () => signed({ ver: '1.0' }),
  'aud that is longer': () => signed({ aud: `${audience}/x` }),
  'aud that is empty': () => signed({ aud: '' }),
  'exp that is null': () => signed({ exp: null }),
  'oid that is empty': () => signed({ oid: '' }),
  'oid that is an object': () => signed({ oid: {} }),
  'scp that is a list': () => signed({ scp: ['Calendars.ReadWrite'] }),
  'roles that are a text': () => issuer.sign(application({ roles: 'Calendars.ReadWrite' })),
  'groups that are an object': () => signed({ groups: {} }),
  'no azp, as in an ID token': () => signed({ azp: undefined, appid: undefined }),
  'iss of another version': () => signed({ iss: issuer.issuerOf(tenantA, '1.0') }),
  'iss with a slash more': () => signed({ iss: `${issuer.issuerOf(tenantA)}/` }),
  'no iss': () => signed({ iss: undefined }),
  'no ver': () => signed({ ver: undefined }),
  'ver 3.0': () => signed({ ver: '3.0' }),
  'aud of another service': () => signed({ aud: 'https://graph.microsoft.com' }),
  'aud that names others too': () => signed({ aud: [audience, 'https://graph.microsoft.com'] }),
  'aud that is an empty list': () => signed({ aud: [] }),
  'no aud': () => signed({ aud: undefined }),
  'no exp': () => signed({ exp: undefined }),
  'exp that is a text': () => signed({ exp: '9999999999' }),
  'nbf that is a text': () => signed({ nbf: '0' }),
  'an ID token: no scp, no roles': () => signed({ scp: undefined }),
  'a user with roles instead of scp': () => signed({ scp: undefined, roles: ['Calendars.ReadWrite'] }),
  'a user whose oid is sub, by idtyp': () => issuer.sign(application({ idtyp: 'user' })),
  'no oid': () => signed({ oid: undefined }),
};

it.each(Object.entries({ ...forged, ...bent }))('a token is refused: %s', async (_, token) => {
  const error = await refusal(`Bearer ${await token()}`);
  expect(error.message).toBe('Access token validation failure.');
  expect(error.cause).toEqual(expect.any(String));
  expect(issuer.requests).not.toContain('/evil');
});

it.each([
  ['exp in the past', { exp: testSeconds - 1 }],
  ['exp of zero', { exp: 0 }],
  ['nbf in the future', { nbf: testSeconds + 3600 }],
])('a token is refused as out of time: %s', async (_, claims) => {
  expect((await refusal(`Bearer ${await signed(claims)}`)).message).toBe('Access token has expired or is not yet valid.');
});

it('an expired token that is forged is told nothing of its time', async () => {
  const [header = '', , signature = ''] = (await signed()).split('.');
  expect((await refusal(`Bearer ${header}.${encode(user({ exp: 1 }))}.${signature}`)).message).toBe('Access token validation failure.');
});

it('roles together with scp give no application', async () => {
  const verify = createVerifier({ authority: issuer.authority, tenants: [tenantA], audiences: [audience], clock: () => testTime });
  const caller = await verify(`Bearer ${await issuer.sign(application({ scp: 'User.Read', idtyp: 'app' }))}`);
  expect(caller).toMatchObject({ kind: 'delegated', scopes: new Set(['User.Read']) });
});

it('an aud that lists only ours is ours', async () => {
  const verify = createVerifier({ authority: issuer.authority, tenants: [tenantA], audiences: [audience, 'x'], clock: () => testTime });
  const claims = user({ aud: ['x', audience] });
  await expect(verify(`Bearer ${await issuer.sign(claims)}`)).resolves.toMatchObject({
    kind: 'delegated',
    tenant: tenantA,
    id: 'ddfcd489-628b-40d7-b48b-57002df800e5',
  });
});

it('two tokens in one header are none', async () => {
  const token = await signed();
  for (const header of [`Bearer ${token}, Bearer ${token}`, `Bearer ${token} ${token}`, `Bearer Bearer ${token}`]) {
    expect((await refusal(header)).message).toBe('Access token validation failure.');
  }
});

it.each([
  ['one word', 'x'],
  ['dots', '..'],
  ['five parts, as an encrypted token', 'a.b.c.d.e'],
  ['a header that is JSON of another kind', `${encode('[]')}.${encode('[]')}.AAAA`],
  ['a header of null', `${encode('null')}.${encode('null')}.AAAA`],
  ['claims that are a list', `${encode({ alg: 'RS256', kid: 'a-1' })}.${encode('[]')}.AAAA`],
  ['not base64url', '!!!.???.***'],
  ['not UTF-8', `${Buffer.from([0xff, 0xfe]).toString('base64url')}.AAAA.AAAA`],
  ['control characters', 'a\u0000.b\n.c'],
  ['1 MB of letters', 'A'.repeat(1_000_000)],
  ['1 MB of dots', '.'.repeat(1_000_000)],
  ['1 MB of spaces before it', `${' '.repeat(1_000_000)}x`],
  ['a good header before 1 MB', `${encode({ alg: 'RS256', kid: 'a-1' })}.${'A'.repeat(1_000_000)}.AAAA`],
])('garbage is refused without a word to the issuer: %s', async (_, token) => {
  const { message, cause } = await refusal(`Bearer ${token}`);
  expect(message).toBe('Access token validation failure.');
  // What is too long isn't looked at.
  if (token.length > 16 * 1024) expect(cause).toBe('longer than 16 KB');
  expect(issuer.requests).toEqual([]);
});

it('a good token above 16 KB is refused before any work', async () => {
  const error = await refusal(`Bearer ${await signed({ padding: 'x'.repeat(16 * 1024) })}`);
  expect(error.cause).toBe('longer than 16 KB');
  expect(issuer.requests).toEqual([]);
});

it('no cause holds a claim', async () => {
  const error = await refusal(`Bearer ${await signed({ aud: 'https://other.example', upn: 'adele@contoso.example' })}`);
  expect(JSON.stringify(error.cause)).not.toMatch(/adele|contoso|other\.example/);
});
