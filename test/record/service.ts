// The whole service in this process over emulators of its own, with a fixed clock and repeatable random values, so that answers can be
// compared.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type App } from '../../functions/compose/app.ts';
import { azuriteAccount } from '../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey, startCosmosEmulator } from '../../infra/local/cosmos/http/server.ts';
import { demoDomain, demoTenant, localAudience } from '../../infra/local/provision/demo/tenant.ts';
import { startIssuer } from '../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../infra/local/issuer/issuerKey.ts';
import { signToken, type TokenRequest } from '../../infra/local/issuer/signToken.ts';
import { provision } from '../../infra/local/provision/provision.ts';
import { readSettings } from '../../lib/runtime/settings.ts';
import { startBlobService } from '../support/stores/blobService.ts';

/** The base of all URLs in answers. */
export const publicUrl = 'https://calendar.example';

/** The secret that signs GitHub's webhooks. */
export const hookSecret = 'a secret of sixteen characters';

/** Three apps with different settings over the same stores. */
export type AppName = 'usual' | 'signedHooks' | 'proxied';

export interface RecordedService {
  readonly apps: Readonly<Record<AppName, App>>;
  /** Milliseconds since the epoch; only `turn` changes it. */
  readonly clock: () => number;
  /** Begins a new request: advances the clock by a second, and makes the random values depend only on the request's number. */
  readonly turn: () => void;
  readonly token: (request: TokenRequest) => Promise<string>;
  close(): Promise<void>;
}

const firstMoment = Date.UTC(2031, 2, 3, 9, 0, 0);

/**
 * Starts the service. Another `seed` changes the ids, and the order of lists that are sorted by hashed ids, but nothing else. It sets
 * variables of this process's environment.
 */
export async function startRecordedService(seed: number): Promise<RecordedService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'record-'));
  let number = 0;
  let draws = 0;
  const clock = (): number => firstMoment + number * 1000;
  const bytesFrom = (use: string, draw: number, length: number): Buffer => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
      createHash('sha256').update([use, seed, number, draw, block].join()).digest(),
    );
    return Buffer.concat(blocks).subarray(0, length);
  };
  const key = await readIssuerKey(dataDir);
  const [cosmos, blob, issuer] = await Promise.all([startCosmosEmulator({ port: 0, clock }), startBlobService(), startIssuer(key)]);
  const composeWith = async (more: Readonly<Record<string, string>>): Promise<App> => {
    for (const [name, value] of Object.entries({ ...settingsOf(cosmos.url, blob.endpoint, issuer.url), ...more }))
      process.env[name] = value;
    return compose(
      { corsOrigins: ['https://app.example'], clock, newRequestId: () => guidOf(bytesFrom('request', draws++, 16)), log: () => undefined },
      (length) => bytesFrom('random', draws++, length),
    );
  };
  await provision(readSettings(settingsOf(cosmos.url, blob.endpoint, issuer.url)));
  return {
    apps: {
      usual: await composeWith({}),
      signedHooks: await composeWith({ HOOK_GITHUB_SECRETS: hookSecret }),
      proxied: await composeWith({ HOOK_GITHUB_SECRETS: '', DOWNLOADS: 'proxy', BYTE_BUDGET_MIB: '512' }),
    },
    clock,
    turn() {
      number++;
      draws = 0;
    },
    token: (request) => signToken(key, request, new Date(clock())),
    async close() {
      await Promise.all([cosmos.close(), blob.close(), issuer.stop()]);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const settingsOf = (cosmosUrl: string, blobUrl: string, issuerUrl: string): Record<string, string> => ({
  COSMOS_ENDPOINT: cosmosUrl,
  COSMOS_KEY: emulatorKey,
  BLOB_ENDPOINT: blobUrl,
  BLOB_KEY: azuriteAccount.key,
  AUTHORITY: issuerUrl,
  TENANT_IDS: demoTenant,
  TENANT_DOMAINS: demoDomain,
  AUDIENCES: localAudience,
  PUBLIC_URL: publicUrl,
  CALLER_AT_ONCE: '1000',
  HOOK_TENANT_ID: demoTenant,
  HOOK_MAILBOXES: '*',
  HOOK_ROLES: 'Calendars.ReadWrite',
});

function guidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
