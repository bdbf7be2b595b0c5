// Starts only the app on a Functions host, over the shared stack's stores: for tests of its start, its end and its settings.
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { startIssuer } from '../../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { startHost, type StartedHost } from '../../contract/functionsHost/app/startHost.ts';
import { followLog, textLog } from '../logs/appLogs.ts';
import { openApi, type Api } from '../api/api.ts';

export interface AppHost extends StartedHost {
  readonly api: Api;
  /** Stops the host and its token issuer. */
  end(): Promise<void>;
}

const appRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** What a stack of this run serves: the bundle, which the shared stack has built, or the source. */
async function servedRoot(): Promise<string> {
  if (process.env.STACK_FLAGS?.includes('--bundle') !== true) return appRoot;
  return (await import('../../../infra/build/bundle.ts')).bundleFolder;
}

/** Starts a host; `more` are settings that add to those of the stores or replace them. */
export async function startAppHost(more: Readonly<Record<string, string>> = {}): Promise<AppHost> {
  const { cosmosUrl, blobUrl, dataDir } = inject('stack');
  const issuer = await startIssuer(await readIssuerKey(dataDir));
  try {
    const host = await startHost({
      APP_ROOT: await servedRoot(),
      COSMOS_ENDPOINT: cosmosUrl,
      COSMOS_KEY: emulatorKey,
      BLOB_ENDPOINT: blobUrl,
      BLOB_KEY: azuriteAccount.key,
      AUTHORITY: issuer.url,
      TENANT_IDS: demoTenant,
      AUDIENCES: localAudience,
      'AzureWebJobs.changes.Disabled': 'true',
      'AzureWebJobs.work.Disabled': 'true',
      'AzureWebJobs.sweep.Disabled': 'true',
      // The demo users have the sessions of all tests.
      MAILBOX_UPLOAD_SESSIONS: '10000',
      ...more,
    });
    const unfollow = followLog(textLog(() => host.out() + host.err()));
    return {
      ...host,
      api: await openApi({ url: host.url, dataDir }),
      async end() {
        await host.stop();
        unfollow();
        await issuer.stop();
      },
    };
  } catch (error) {
    await issuer.stop();
    throw error;
  }
}
