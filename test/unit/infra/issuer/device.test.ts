// The local issuer's sign-in for devices without a browser: what waits, who ends it, and what is told meanwhile.
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoUsers } from '../../../../infra/local/provision/demo/tenant.ts';
import { startTestIssuer, type TestIssuer } from '../../../support/people/localIssuer.ts';

const { adele } = demoUsers;
const client_id = randomUUID();

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer.stop());

describe('a device', () => {
  const ask = async (): Promise<{ readonly user_code: string; readonly device_code: string; readonly verification_uri: string }> => {
    const body = new URLSearchParams({ client_id, scope: 'openid User.Read' });
    const answer = await fetch(`${issuer.url}/common/oauth2/v2.0/devicecode`, { method: 'POST', body });
    return z.object({ user_code: z.string(), device_code: z.string(), verification_uri: z.string() }).parse(await answer.json());
  };
  const page = (code: string, field?: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${issuer.url}/device?user_code=${code}`, field && { method: 'POST', body: new URLSearchParams(field) });
  const form = (device_code: string) => ({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id, device_code });

  it('a device waits until somebody has signed in, and gets its tokens once', async () => {
    const { user_code, device_code, verification_uri } = await ask();
    expect(verification_uri).toBe(`${issuer.key.origin}/device`);
    expect(await issuer.refused(form(device_code))).toEqual([400, 'authorization_pending', 70016]);
    expect(await (await page(user_code)).text()).toContain(`value="${adele.upn}"`);
    expect((await page(user_code, { user: adele.upn })).status).toBe(200);
    expect((await page(user_code)).status).toBe(404);
    expect(decodeJwt((await issuer.tokens(form(device_code))).access_token)).toMatchObject({ oid: adele.id, scp: 'User.Read' });
    expect(await issuer.refused(form(device_code))).toEqual([400, 'bad_verification_code', 501461]);
  });

  it('a device is told that the person declined, and another application nothing', async () => {
    const { user_code, device_code } = await ask();
    expect(await issuer.refused({ ...form(device_code), client_id: randomUUID() })).toEqual([400, 'bad_verification_code', 501461]);
    await page(user_code, { cancel: '1' });
    expect(await issuer.refused(form(device_code))).toEqual([400, 'authorization_declined', 70018]);
  });
});
