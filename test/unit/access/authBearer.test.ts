// The verifier against a real issuer: versions, clocks, rotation, and an issuer in trouble.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVerifier } from '../../../lib/access/tokens/bearer.ts';
import type { VerifierOptions } from '../../../lib/access/tokens/bearer.ts';
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
} from '../../support/people/tokenIssuer.ts';
import type { TokenIssuer } from '../../support/people/tokenIssuer.ts';

let issuer: TokenIssuer;
let now: number;
const keysPath = `/${tenantA}/keys`;
const metadataPath = `/${tenantA}/v2.0/.well-known/openid-configuration`;

const verifier = (options: Partial<VerifierOptions> = {}) =>
  createVerifier({ authority: issuer.authority, tenants: [tenantA, tenantB], audiences: [audience], clock: () => now, ...options });
const bearer = async (...args: Parameters<TokenIssuer['sign']>) => `Bearer ${await issuer.sign(...args)}`;
const userToken = (claims = {}) => bearer({ ...userClaims(issuer), exp: testSeconds + 10 * 24 * 3600, ...claims });
const asked = (path: string) => issuer.requests.filter((request) => request === path).length;
const expired = { status: 401, message: 'Access token has expired or is not yet valid.', headers: { 'WWW-Authenticate': 'Bearer' } };
/** Whom a user's token makes the caller. */
const adele = { kind: 'delegated', tenant: tenantA, id: 'ddfcd489-628b-40d7-b48b-57002df800e5' };
const invalid = { status: 401, code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' };

beforeEach(async () => {
  issuer = await startTokenIssuer();
  now = testTime;
});
afterEach(() => issuer.stop());

describe('a good token', () => {
  it('a good token of a user gives the user', async () => {
    expect(await verifier()(await bearer(userClaims(issuer)))).toEqual({
      kind: 'delegated',
      tenant: tenantA,
      id: 'ddfcd489-628b-40d7-b48b-57002df800e5',
      appId: 'b9c7a5e3-1d2f-4a6b-8c9d-0e1f2a3b4c5d',
      name: 'Adele Vance',
      scopes: new Set(['Calendars.ReadWrite', 'Group.Read.All']),
      groups: new Set(),
      issuedAt: testTime,
    });
  });

  it('a good token of an application gives the application', async () => {
    expect(await verifier()(await bearer(applicationClaims(issuer)))).toMatchObject({
      kind: 'application',
      roles: new Set(['Calendars.ReadWrite']),
    });
  });

  it('a good token of version 1.0 is held to the issuer of version 1.0', async () => {
    const claims = { ...userClaims(issuer), iss: issuer.issuerOf(tenantA, '1.0'), ver: '1.0' };
    expect(await verifier()(await bearer(claims))).toMatchObject({ kind: 'delegated' });
    expect(issuer.requests).toEqual([`/${tenantA}/.well-known/openid-configuration`, keysPath]);
  });

  it('a good token of each allowed tenant is checked by that tenant’s keys', async () => {
    const verify = verifier({ tenants: [tenantA.toUpperCase(), tenantB] });
    expect(await verify(await bearer(userClaims(issuer)))).toMatchObject({ tenant: tenantA });
    expect(await verify(await bearer(userClaims(issuer, tenantB), {}, tenantB))).toMatchObject({ tenant: tenantB });
  });

  it.each(['bearer', 'BEARER', 'Bearer  '])('a good token comes under the scheme %j too', async (scheme) => {
    expect(await verifier()(`${scheme} ${await issuer.sign(userClaims(issuer))}`)).toMatchObject({ kind: 'delegated' });
  });
});

describe('time', () => {
  it.each([
    [1, 'accepted'],
    [0, 'refused'],
    [-1, 'refused'],
  ])('a token that expires in %i s is %s', async (seconds, outcome) => {
    const verified = verifier()(await userToken({ exp: testSeconds + seconds }));
    await (outcome === 'accepted' ? expect(verified).resolves.toMatchObject(adele) : expect(verified).rejects.toMatchObject(expired));
  });

  it.each([
    [300, 'accepted'],
    [301, 'refused'],
  ])('a token that begins in %i s is %s', async (seconds, outcome) => {
    const verified = verifier()(await userToken({ nbf: testSeconds + seconds }));
    await (outcome === 'accepted' ? expect(verified).resolves.toMatchObject(adele) : expect(verified).rejects.toMatchObject(expired));
  });
});

describe('keys', () => {
  it('keys are fetched once for many requests at once, and kept for a day', async () => {
    const verify = verifier();
    const token = await userToken();
    await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    now += 24 * 3600_000 - 1;
    await verify(token);
    expect(issuer.requests).toEqual([metadataPath, keysPath]);
    now += 1;
    await verify(token);
    expect(issuer.requests).toEqual([metadataPath, keysPath, metadataPath, keysPath]);
  });

  it('keys are fetched again for one that is new, the old one still counting', async () => {
    const verify = verifier();
    const old = await userToken();
    await verify(old);
    issuer.keys.get(tenantA)?.unshift(await newKey('a-2'));
    const fresh = await userToken();
    now += 30_000;
    await expect(verify(fresh)).resolves.toMatchObject(adele);
    await expect(verify(old)).resolves.toMatchObject(adele);
    expect(asked(keysPath)).toBe(2);
    expect(asked(metadataPath)).toBe(1);
  });

  it('keys that were withdrawn stop counting when the keys are fetched again', async () => {
    const verify = verifier();
    const old = await userToken();
    await verify(old);
    issuer.keys.set(tenantA, [await newKey('a-2')]);
    now += 30_000;
    await verify(await userToken());
    await expect(verify(old)).rejects.toMatchObject(invalid);
  });

  it('keys are not asked for by a flood of unknown names', async () => {
    const verify = verifier();
    await verify(await userToken());
    const garbage = await Promise.all(Array.from({ length: 50 }, (_, i) => bearer(userClaims(issuer), { kid: `garbage-${i}` })));
    now += 29_999;
    for (const token of garbage) await expect(verify(token)).rejects.toMatchObject(invalid);
    expect(asked(keysPath)).toBe(1);
    now += 1;
    await Promise.all(garbage.map((token) => expect(verify(token)).rejects.toMatchObject(invalid)));
    expect(asked(keysPath)).toBe(2);
  });

  it('keys that name another tenant’s issuer don’t count', async () => {
    const [key] = issuer.keys.get(tenantA) ?? [];
    if (!key) throw new Error('no key');
    const withIssuer = (name: string) => {
      issuer.keys.set(tenantA, [{ ...key, jwk: { ...key.jwk, issuer: name } }]);
      return userToken().then(verifier());
    };
    await expect(withIssuer(issuer.issuerOf(tenantB))).rejects.toMatchObject(invalid);
    await expect(withIssuer(issuer.issuerOf('{tenantid}'))).resolves.toMatchObject(adele);
  });
});

describe('an issuer in trouble', () => {
  const unavailable = { status: 503, code: 'ServiceUnavailable', headers: { 'Retry-After': '5' } };

  it.each([
    ['metadata fails', metadataPath, { status: 500, body: '{}' }],
    ['metadata is HTML', metadataPath, { body: '<html>' }],
    ['metadata names no issuer', metadataPath, { body: '{"jwks_uri":"https://x.example"}' }],
    ['metadata leads to unprotected keys', metadataPath, { body: '{"issuer":"x","jwks_uri":"http://x.example/keys"}' }],
    ['keys are redirected', keysPath, { status: 302, location: `/${tenantA}/moved/keys`, body: '' }],
    ['keys fail', keysPath, { status: 503, body: '' }],
    ['keys are no keys', keysPath, { body: '{"keys":[1]}' }],
  ] as const)('an issuer in trouble is 503, not 401: %s', async (_, path, answer) => {
    issuer.overrides.set(path, answer);
    await expect(verifier()(await userToken())).rejects.toMatchObject(unavailable);
  });

  it('an issuer in trouble is 503 when it hangs', async () => {
    issuer.overrides.set(metadataPath, 'hang');
    await expect(verifier({ timeout: 50 })(await userToken())).rejects.toMatchObject(unavailable);
  });

  it('an issuer in trouble is 503 when nobody listens', async () => {
    const token = await userToken();
    const verify = verifier();
    await issuer.stop();
    await expect(verify(token)).rejects.toMatchObject(unavailable);
  });

  it('an issuer in trouble is left alone for five seconds, then asked again', async () => {
    const verify = verifier();
    issuer.overrides.set(metadataPath, { status: 500, body: '' });
    for (let i = 0; i < 10; i++) await expect(verify(await userToken())).rejects.toMatchObject(unavailable);
    expect(issuer.requests).toEqual([metadataPath]);
    issuer.overrides.clear();
    now += 5000;
    await expect(verify(await userToken())).resolves.toMatchObject(adele);
  });

  it('an issuer in trouble does not stop those whose key is known, for one more day', async () => {
    const verify = verifier();
    const token = await userToken();
    await verify(token);
    issuer.overrides.set(metadataPath, { status: 500, body: '' }).set(keysPath, { status: 500, body: '' });
    now += 47 * 3600_000;
    await expect(verify(token)).resolves.toMatchObject(adele);
    await expect(verify(await bearer(userClaims(issuer), { kid: 'perhaps-new' }))).rejects.toMatchObject(unavailable);
    now += 3600_000;
    await expect(verify(token)).rejects.toMatchObject(unavailable);
  });
});

describe('options that can’t be meant', () => {
  it.each([
    ['an http authority elsewhere', { authority: 'http://login.example' }, /https/],
    ['a host that only looks local', { authority: 'http://localhost.example' }, /https/],
    ['no URL', { authority: 'login.example' }, /not a URL/],
    ['no tenant', { tenants: [] }, /tenant/],
    ['a tenant by name', { tenants: ['common'] }, /GUID/],
    ['no audience', { audiences: [] }, /audience/],
    ['an empty audience', { audiences: [''] }, /audience/],
  ])('options that can’t be meant are refused at once: %s', (_, options, message) => {
    expect(() => verifier(options)).toThrow(message);
  });

  it('options that can’t be meant need no refusal for https', () => {
    expect(() => verifier({ authority: 'https://login.example/' })).not.toThrow();
  });
});
