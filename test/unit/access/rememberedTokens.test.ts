// A token that was verified is remembered: how often signatures are verified, and when a token doesn't count any more.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createVerifier } from '../../../lib/access/tokens/bearer.ts';
import type { VerifierOptions } from '../../../lib/access/tokens/bearer.ts';
import {
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
const verifying = vi.spyOn(globalThis.crypto.subtle, 'verify');
const verifications = (): number => verifying.mock.calls.length;

const verifier = (options: Partial<VerifierOptions> = {}) =>
  createVerifier({ authority: issuer.authority, tenants: [tenantA, tenantB], audiences: [audience], clock: () => now, ...options });
const signed = (claims = {}) => issuer.sign({ ...userClaims(issuer), exp: testSeconds + 24 * 3600, ...claims });
const bearer = async (claims = {}) => `Bearer ${await signed(claims)}`;
const adele = { id: 'ddfcd489-628b-40d7-b48b-57002df800e5' };
const invalid = { status: 401, message: 'Access token validation failure.' };
const expired = { status: 401, message: 'Access token has expired or is not yet valid.' };

beforeEach(async () => {
  issuer = await startTokenIssuer();
  now = testTime;
  verifying.mockClear();
});
afterEach(() => issuer.stop());

it('a token that comes a hundred times is verified once', async () => {
  const verify = verifier();
  const token = await bearer();
  const first = await verify(token);
  for (let i = 1; i < 100; i++) expect(await verify(token)).toEqual(first);
  expect(verifications()).toBe(1);
});

it('each token is verified for itself, of the same caller too', async () => {
  const verify = verifier();
  await verify(await bearer());
  await verify(await bearer({ scp: 'Calendars.Read' }));
  expect(verifications()).toBe(2);
});

it('a remembered token is refused from the second on in which it ends', async () => {
  const verify = verifier();
  const token = await bearer({ exp: testSeconds + 60 });
  await verify(token);
  now += 59_999;
  await expect(verify(token)).resolves.toMatchObject(adele);
  now += 1;
  await expect(verify(token)).rejects.toMatchObject(expired);
  expect(verifications()).toBe(1);
});

it('a remembered token is refused when the clock is put back before its beginning', async () => {
  const verify = verifier();
  const token = await bearer();
  await verify(token);
  now -= 300_000;
  await expect(verify(token)).resolves.toMatchObject(adele);
  now -= 1_000;
  await expect(verify(token)).rejects.toMatchObject(expired);
});

it('a remembered token is verified anew once the keys were fetched anew, and then remembered again', async () => {
  const verify = verifier();
  const old = await bearer();
  await verify(old);
  issuer.keys.get(tenantA)?.unshift(await newKey('a-2'));
  now += 30_000;
  const fresh = await bearer();
  for (let i = 0; i < 3; i++) await verify(fresh);
  expect(verifications()).toBe(2);
  for (let i = 0; i < 3; i++) await verify(old);
  expect(verifications()).toBe(3);
});

it('a remembered token is refused once its key is withdrawn, and stays refused', async () => {
  const verify = verifier();
  const old = await bearer();
  for (let i = 0; i < 3; i++) await verify(old);
  issuer.keys.set(tenantA, [await newKey('a-2')]);
  now += 30_000;
  await verify(await bearer());
  for (let i = 0; i < 3; i++) await expect(verify(old)).rejects.toMatchObject(invalid);
});

it('a remembered token is refused once another key has the name of its own', async () => {
  const verify = verifier();
  const old = await bearer();
  await verify(old);
  issuer.keys.set(tenantA, [await newKey('a-1')]);
  now += 24 * 3600_000 - 1;
  await expect(verify(old)).resolves.toMatchObject(adele);
  issuer.keys.get(tenantA)?.unshift(await newKey('a-2'));
  await verify(await bearer());
  await expect(verify(old)).rejects.toMatchObject(invalid);
});

it('a remembered token is refused once its issuer has another name, though its keys are the same', async () => {
  const verify = verifier();
  const token = await bearer({ exp: testSeconds + 10 * 24 * 3600 });
  await verify(token);
  // The keys become younger than the name.
  issuer.keys.get(tenantA)?.unshift(await newKey('a-2'));
  now += 30_000;
  await verify(await bearer());
  await verify(token);
  const metadata = { issuer: 'https://other.example/', jwks_uri: `${issuer.authority}/${tenantA}/keys` };
  issuer.overrides.set(`/${tenantA}/v2.0/.well-known/openid-configuration`, { body: JSON.stringify(metadata) });
  now = testTime + 24 * 3600_000;
  await expect(verify(token)).rejects.toMatchObject(invalid);
});

it('a token that was refused is verified each time that it comes', async () => {
  const verify = verifier();
  const [header = '', payload = '', signature = ''] = (await signed()).split('.');
  const forged = `Bearer ${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  for (let i = 0; i < 3; i++) await expect(verify(forged)).rejects.toMatchObject(invalid);
  expect(verifications()).toBe(3);
});

it('a remembered token lends nothing to one with the same claims and another signature', async () => {
  const verify = verifier();
  const token = await signed();
  await verify(`Bearer ${token}`);
  const [header = '', payload = '', signature = ''] = token.split('.');
  for (const other of [`${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`, signature.slice(0, -4), ''])
    await expect(verify(`Bearer ${header}.${payload}.${other}`)).rejects.toMatchObject(invalid);
  await expect(verify(`Bearer ${token}`)).resolves.toMatchObject(adele);
});

it('what one verifier has remembered counts for no other, with other tenants or audiences', async () => {
  const token = await bearer();
  await verifier()(token);
  await expect(verifier({ audiences: ['api://another'] })(token)).rejects.toMatchObject(invalid);
  await expect(verifier({ tenants: [tenantB] })(token)).rejects.toMatchObject(invalid);
});

it('only so many tokens are remembered, those that came last', async () => {
  const verify = verifier({ remembers: 2 });
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((name) => bearer({ name })));
  for (const token of [a, b, a, c, a]) await verify(token);
  expect(verifications()).toBe(3);
  await verify(b);
  expect(verifications()).toBe(4);
});

it('tokens that are refused push none out that is remembered', async () => {
  const verify = verifier({ remembers: 1 });
  const token = await bearer();
  await verify(token);
  for (let i = 0; i < 5; i++) await expect(verify(`${await bearer({ name: `${i}` })}x`)).rejects.toMatchObject(invalid);
  const before = verifications();
  await verify(token);
  expect(verifications()).toBe(before);
});
