// A vault with one RSA key that has versions, in the words of Key Vault's REST API (keys, 7.x): lists them, shows their public halves, signs.
import { generateKeyPairSync, privateEncrypt, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { KeyClient, CryptographyClient } from '@azure/keyvault-keys';
import type { SignDigest } from '../../../lib/stores/keys/vaultSigner.ts';

interface KeyVersion {
  readonly version: string;
  readonly created: number;
  readonly enabled: boolean;
}

export interface KeyVault {
  readonly client: KeyClient;
  readonly sign: SignDigest;
  /** Adds a version, made at this time (milliseconds). */
  add(version: string, created: number, enabled?: boolean): void;
  /** Each request that came: its method, and its path behind `/keys/`. */
  readonly asked: string[];
  /** The status that all requests get from now on, if any. */
  failing: number | undefined;
  close(): Promise<void>;
}

const json = (body: unknown): string => JSON.stringify(body);

export async function startKeyVault(name: string): Promise<KeyVault> {
  const versions: (KeyVersion & { readonly key: KeyObject })[] = [];
  const asked: string[] = [];
  let failing: number | undefined;
  let origin = '';
  const attributes = ({ enabled, created }: KeyVersion) => ({ enabled, created: Math.floor(created / 1000) });
  const kid = (version: string): string => `${origin}/keys/${name}/${version}`;
  const answer = (method: string, path: string, body: string): unknown => {
    const [version = '', action] = path.split('/').slice(1);
    if (version === 'versions') return { value: versions.map((each) => ({ kid: kid(each.version), attributes: attributes(each) })) };
    const found = versions.find((each) => each.version === version);
    if (found === undefined) return undefined;
    if (method === 'GET')
      return {
        key: { ...found.key.export({ format: 'jwk' }), d: undefined, kid: kid(version), key_ops: ['sign'] },
        attributes: attributes(found),
      };
    if (action !== 'sign') return undefined;
    const { value } = JSON.parse(body) as { readonly value: string };
    return { kid: kid(version), value: signDigest(found.key, Buffer.from(value, 'base64url')).toString('base64url') };
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      const path = new URL(url, origin).pathname.replace('/keys/', '');
      if (request.headers.authorization === undefined) {
        const challenge = 'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"';
        response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
        return;
      }
      asked.push(`${method} ${path}`);
      const found = failing === undefined ? answer(method, path, Buffer.concat(chunks).toString()) : undefined;
      const status = failing ?? (found === undefined ? 404 : 200);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(json(found ?? { error: { code: 'None', message: 'None.' } }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const credential = { getToken: () => Promise.resolve({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }) };
  const options = { allowInsecureConnection: true, disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } };
  return {
    client: new KeyClient(origin, credential, options),
    sign: async (id, digest) => (await new CryptographyClient(id, credential, options).sign('RS256', digest)).result,
    add(version, created, enabled = true) {
      versions.push({ version, created, enabled, key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey });
    },
    asked,
    get failing() {
      return failing;
    },
    set failing(status) {
      failing = status;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** DigestInfo of SHA-256 (RFC 8017, section 9.2), so that a digest can be signed as it is. */
const sha256Info = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const signDigest = (key: KeyObject, digest: Buffer): Buffer => privateEncrypt(key, Buffer.concat([sha256Info, digest]));
