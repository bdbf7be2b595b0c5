// The settings that the local stack gives the app, under the names that `lib/runtime/settings.ts` reads.
import { demoDomain, demoExplorer, demoTenant, localAudiences } from '../provision/demo/tenant.ts';
import { azuriteAccount } from '../blob/azuriteAccount.ts';
import type { Stores } from './emulators.ts';
import { given } from '../cli/options.ts';

export interface LocalSettings {
  readonly stores: Stores;
  /** The local issuer's URL. */
  readonly authority: string;
  readonly functionsKey: string;
  /** The private key that signs validation tokens, as JSON. */
  readonly notificationsKey: string;
}

/**
 * A complete environment: the caller's own, overridden by the stack's settings. The caller's TENANT_IDS, AUDIENCES,
 * TENANT_DOMAINS and PAGES are kept if they are set. A store that runs elsewhere has a key only if the caller has set one; otherwise the app opens it by identity.
 */
export function appEnvironment(
  { stores, authority, functionsKey, notificationsKey }: LocalSettings,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const { cosmos, blob } = stores;
  return defined({
    ...env,
    COSMOS_ENDPOINT: cosmos.endpoint,
    COSMOS_KEY: cosmos.key,
    ...feedConnection(cosmos),
    BLOB_ENDPOINT: blob.endpoint,
    BLOB_KEY: blob.key,
    AUTHORITY: authority,
    TENANT_IDS: given(env, 'TENANT_IDS') ?? demoTenant,
    AUDIENCES: given(env, 'AUDIENCES') ?? localAudiences,
    TENANT_DOMAINS: given(env, 'TENANT_DOMAINS') ?? demoDomain,
    PAGES: given(env, 'PAGES') ?? 'docs,explorer',
    EXPLORER_CLIENT_ID: given(env, 'EXPLORER_CLIENT_ID') ?? demoExplorer.appId,
    FUNCTIONS_KEY: functionsKey,
    NOTIFICATIONS_KEY: given(env, 'NOTIFICATIONS_KEY') ?? notificationsKey,
  });
}

/** How the Cosmos DB trigger finds the account, under the names that its extension reads: by a key, or by the identity of whoever runs it. */
const feedConnection = ({ endpoint, key }: Stores['cosmos']): Record<'COSMOS' | 'COSMOS__accountEndpoint', string | undefined> => ({
  COSMOS: key === undefined ? undefined : `AccountEndpoint=${endpoint};AccountKey=${key};`,
  COSMOS__accountEndpoint: key === undefined ? endpoint : undefined,
});

/** Settings that only Core Tools need: the language, and a storage account for their timers, which is the local one. */
export function coreToolsEnvironment(blobEndpoint: string): Record<string, string> {
  const { name, key } = azuriteAccount;
  return {
    FUNCTIONS_WORKER_RUNTIME: 'node',
    AzureWebJobsStorage: `DefaultEndpointsProtocol=http;AccountName=${name};AccountKey=${key};BlobEndpoint=${blobEndpoint};`,
  };
}

const defined = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
