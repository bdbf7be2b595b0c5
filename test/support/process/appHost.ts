// The app alone on a Functions host, over the stores of the run's stack: for tests of its start, its end, and its settings.
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { startIssuer } from '../../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { startHost, type StartedHost } from '../../contract/functionsHost/app/startHost.ts';
import { openApi, type Api } from '../api/api.ts';

export interface AppHost extends StartedHost {
  readonly api: Api;
  /** Stops the host, and what it was started with. */
  end(): Promise<void>;
}

const appRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Starts one; `more` are settings besides those of the stores, or in their place. */
export async function startAppHost(more: Readonly<Record<string, string>> = {}): Promise<AppHost> {
  const { cosmosUrl, blobUrl, dataDir } = inject('stack');
  const issuer = await startIssuer(await readIssuerKey(dataDir));
  try {
    const host = await startHost({
      APP_ROOT: appRoot,
      COSMOS_ENDPOINT: cosmosUrl,
      COSMOS_KEY: emulatorKey,
      BLOB_ENDPOINT: blobUrl,
      BLOB_KEY: azuriteAccount.key,
      AUTHORITY: issuer.url,
      TENANT_IDS: demoTenant,
      AUDIENCES: localAudience,
      'AzureWebJobs.work.Disabled': 'true',
      ...more,
    });
    return {
      ...host,
      api: await openApi({ url: host.url, dataDir }),
      async end() {
        await host.stop();
        await issuer.stop();
      },
    };
  } catch (error) {
    await issuer.stop();
    throw error;
  }
}
