// What signs validation tokens: one suite over the vault's key and the setting's, and what is the vault's alone.
import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createValidationTokens } from '../../../lib/changes/resourceData/validationTokens.ts';
import { msPerDay } from '../../../lib/runtime/clock.ts';
import { localSigner } from '../../../lib/stores/keys/localSigner.ts';
import { vaultSigner } from '../../../lib/stores/keys/vaultSigner.ts';
import type { Signer } from '../../../lib/stores/signer.ts';
import { startKeyVault, type KeyVault } from '../../support/stores/keyVault.ts';

const start = Date.UTC(2027, 0, 1);
let now = start;
const clock = (): number => now;
let vault: KeyVault;

beforeAll(async () => {
  vault = await startKeyVault('notifications');
  vault.add('first', start - 100 * msPerDay);
});
afterAll(() => vault.close());
beforeEach(() => {
  now = start;
  vault.failing = undefined;
});

const newVaultSigner = (): Signer => vaultSigner({ vault: vault.client, name: 'notifications', sign: vault.sign }, clock);
const newLocalSigner = (): Promise<Signer> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return localSigner(JSON.stringify(privateKey.export({ format: 'jwk' })));
};

/** The claims of a token whose signature one of the published keys has made. */
async function verified(signer: Signer, token: string) {
  const keys = (await signer.keys()).map((key) => ({ ...key }));
  return (await jwtVerify(token, createLocalJWKSet({ keys }), { currentDate: new Date(now) })).payload;
}

describe.each([
  ['the vault', () => Promise.resolve(newVaultSigner())],
  ['a setting', newLocalSigner],
])('a signer with the key of %s', (_, open) => {
  it('a token of any claims is verified by the keys that are published', async () => {
    const signer = await open();
    const claims = { aud: 'app', tid: 'tenant', text: 'Grüße' };
    expect(await verified(signer, await signer.sign(claims))).toEqual(claims);
  });

  it('no published key has a private part', async () => {
    for (const key of await (await open()).keys()) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('a validation token names issuer, app and tenant, counts for an hour, and is made anew in time', async () => {
    const signer = await open();
    const tokens = createValidationTokens({ signer, clock });
    const token = await tokens.tokenFor('https://calendar.example', 'tenant', 'app');
    const claims = await verified(signer, token);
    expect(claims).toMatchObject({ iss: 'https://calendar.example', aud: 'app', tid: 'tenant', exp: start / 1000 + 3600 });
    now += 29 * 60_000;
    expect(await tokens.tokenFor('https://calendar.example', 'tenant', 'app')).toBe(token);
    expect(await tokens.tokenFor('https://calendar.example', 'tenant', 'other')).not.toBe(token);
    now += 2 * 60_000;
    expect(await tokens.tokenFor('https://calendar.example', 'tenant', 'app')).not.toBe(token);
  });
});

describe('the key of a vault', () => {
  it('a new version is published at once, and signs a day later; of three the oldest is gone', async () => {
    const { kid: before } = headOf(await newVaultSigner().sign({}));
    expect(before).toBe('first');
    vault.add('second', start);
    vault.add('disabled', start + 1000, false);
    expect((await newVaultSigner().keys()).map(({ kid }) => kid)).toEqual(['second', 'first']);
    expect(headOf(await newVaultSigner().sign({})).kid).toBe('first');
    now += msPerDay;
    expect(headOf(await newVaultSigner().sign({})).kid).toBe('second');
    vault.add('third', now);
    expect((await newVaultSigner().keys()).map(({ kid }) => kid)).toEqual(['third', 'second']);
  });

  it('a signature costs one call, once the versions are known', async () => {
    const signer = newVaultSigner();
    await signer.keys();
    vault.asked.length = 0;
    await signer.sign({});
    await signer.keys();
    expect(vault.asked.filter((each) => each.startsWith('POST'))).toHaveLength(1);
    expect(vault.asked.filter((each) => each.includes('versions'))).toEqual([]);
  });

  it('a vault that answers no more is 503, and is asked again', async () => {
    const signer = newVaultSigner();
    vault.failing = 500;
    await expect(signer.keys()).rejects.toMatchObject({ status: 503 });
    await expect(signer.sign({})).rejects.toMatchObject({ status: 503 });
    vault.failing = undefined;
    await expect(signer.keys()).resolves.toHaveLength(2);
  });
});

it.each(['', '{}', 'not JSON', '{"kty":"RSA","n":"a","e":"AQAB"}'])(
  'a setting that is no private key is refused without being shown: %j',
  async (text) => {
    const refusal = await localSigner(text).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Error);
    expect(String(refusal)).toContain('NOTIFICATIONS_KEY');
    if (text !== '') expect(String(refusal)).not.toContain(text);
  },
);

const headOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { readonly kid: string };
