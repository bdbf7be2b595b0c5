// What receivers of notifications verify validation tokens by: open to everybody, and only while there is a key.
import { generateKeyPairSync } from 'node:crypto';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppHost, type AppHost } from '../../support/process/appHost.ts';
import { openApi, type Api } from '../../support/api/api.ts';
import { expectError } from '../../support/api/answers.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const configuration = '/.well-known/openid-configuration';

let api: Api;
let host: AppHost;
beforeAll(async () => {
  api = await openApi();
  host = await startAppHost({
    NOTIFICATIONS_KEY: JSON.stringify(privateKey.export({ format: 'jwk' })),
    PUBLIC_URL: 'https://calendar.example',
  });
});
afterAll(() => host.end());

describe('the documents of the issuer', () => {
  it('the configuration names the service and where its keys are', async () => {
    const { status, json, headers } = await host.api.send(configuration, { token: null });
    expect(status).toBe(200);
    expect(json).toMatchObject({ issuer: 'https://calendar.example', jwks_uri: 'https://calendar.example/keys' });
    expect(headers.get('cache-control')).toBe('public, max-age=3600');
  });

  it('the keys are the public half of the one that signs, and nothing else of it', async () => {
    const { json } = await host.api.send('/keys', { token: null });
    const { kty, n, e } = await exportJWK(privateKey);
    expect(json).toEqual({ keys: [{ kty, n, e, kid: expect.any(String) as string, alg: 'RS256', use: 'sig' }] });
  });

  it('the local stack has a key of its own, and is the issuer at the address that was asked', async () => {
    const { json } = await api.send(configuration, { token: null });
    const keys = await api.send('/keys', { token: null });
    expect(json.jwks_uri).toBe(`${String(json.issuer)}/keys`);
    expect(keys.json.keys).toHaveLength(1);
  });

  it.each([configuration, '/keys'])('%s takes no other method', async (path) => {
    const answer = await host.api.send(path, { method: 'POST', token: null, json: {} });
    expectError(answer, 405, 'ErrorInvalidRequest');
    expect(answer.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });
});

it.each([configuration, '/keys'])('%s is 404 where no key is set', async (path) => {
  const without = await startAppHost({ NOTIFICATIONS_KEY: '' });
  try {
    expectError(await without.api.send(path, { token: null }), 404, 'NotFound');
  } finally {
    await without.end();
  }
});
