// Where a file above 4 MiB lies, asked for by https: at an address that is https too, under the same certificate.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, inject, it } from 'vitest';
import { demoUsers } from '../../../infra/local/provision/demo/tenant.ts';
import { call, type Answer } from '../../contract/functionsHost/app/startHost.ts';
import { openApi } from '../../support/api/api.ts';
import { uploadFile } from '../../support/clients/largeFile.ts';

let ca: string;
let bytes: Buffer<ArrayBuffer>;
let value: string;
let token: string;
beforeAll(async () => {
  const api = await openApi();
  bytes = randomBytes(4 * 1024 * 1024 + 1);
  [ca, value, token] = await Promise.all([
    readFile(join(inject('stack').dataDir, 'localhost.pem'), 'utf8'),
    api.newEvent().then(async (event) => `${await uploadFile(api, event, bytes)}/$value`),
    api.token({ user: demoUsers.adele.upn }),
  ]);
});

const locationFrom = async (url: string): Promise<URL> => {
  const { status, headers } = await call(url, value, { headers: { Authorization: `Bearer ${token}` }, ca });
  expect(status).toBe(302);
  return new URL(headers.location ?? expect.fail('no Location'));
};
const follow = ({ origin, pathname, search }: URL, headers = {}): Promise<Answer> => call(origin, `${pathname}${search}`, { headers, ca });

it('the redirect of https leads to the bytes, whole and in part, by localhost, for which the certificate counts', async () => {
  const location = await locationFrom(inject('stack').httpsUrl);
  expect([location.protocol, location.hostname]).toEqual(['https:', 'localhost']);
  const whole = await follow(location, { Origin: 'null' });
  expect([whole.status, whole.headers['access-control-allow-origin']]).toEqual([200, '*']);
  expect(whole.body.equals(bytes)).toBe(true);
  const part = await follow(location, { Range: 'bytes=5-9' });
  expect([part.status, part.body]).toEqual([206, bytes.subarray(5, 10)]);
});

it('the redirect of https opens nothing else: another blob’s name, or another signature, is refused', async () => {
  const location = await locationFrom(inject('stack').httpsUrl);
  const other = new URL(location);
  other.pathname += 'x';
  expect((await follow(other)).status).toBe(403);
  expect((await follow(new URL(location.pathname, location))).status).toBeGreaterThanOrEqual(400);
});

it('a redirect that is asked for by http stays http', async () => {
  const location = await locationFrom(inject('stack').url);
  expect(location.origin).toBe(new URL(inject('stack').blobUrl).origin);
  expect((await follow(location)).body.equals(bytes)).toBe(true);
});
