// Starts both stores for a test without an app: a Cosmos DB emulator and a blob service, with a deployment's containers.
import { randomUUID } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import type { Container } from '@azure/cosmos';
import { openStores, type Stores } from '../../../functions/compose/app.ts';
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey, startCosmosEmulator, type CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { demoTenant, localAudience } from '../../../infra/local/provision/demo/tenant.ts';
import { provision } from '../../../infra/local/provision/provision.ts';
import { readSettings, type Settings } from '../../../lib/runtime/settings.ts';
import { openBlob } from '../../../lib/stores/blob/client.ts';
import { openCosmos } from '../../../lib/stores/cosmos/client.ts';
import { startBlobService, type BlobService } from './blobService.ts';
import { documentsIn, withoutConnection } from './documents.ts';

export interface TestStores extends Stores {
  readonly settings: Settings;
  close(): Promise<void>;
}

/** One service for all files that a worker runs, each of which has a container of its own. It ends with the worker. */
let blobService: Promise<BlobService> | undefined;

/**
 * Starts both stores, or uses a Cosmos DB account that runs elsewhere and makes a database in it. An emulator of its own is asked without
 * a connection; who opens stores by the settings asks by HTTP.
 */
export async function startStores(elsewhere?: { readonly endpoint: string; readonly key: string }): Promise<TestStores> {
  const [cosmos, azurite] = await Promise.all([elsewhere ?? startCosmos(), (blobService ??= startBlobService())]);
  const settings = { ...settingsFor(cosmos, { endpoint: azurite.endpoint, key: azuriteAccount.key }, 'test'), ...ownNames() };
  await provision(settings);
  const client = 'emulator' in cosmos ? openCosmos(cosmos.endpoint, cosmos, { sender: withoutConnection(cosmos.emulator) }) : undefined;
  return {
    ...(await openStores(settings)),
    ...(client && documentsIn(client.database(settings.COSMOS_DATABASE))),
    settings,
    async close() {
      client?.dispose();
      if ('emulator' in cosmos) await cosmos.emulator.close();
      else await openCosmos(cosmos.endpoint, cosmos).database(settings.COSMOS_DATABASE).delete();
    },
  };
}

type Place = { readonly endpoint: string; readonly key: string };

const settingsFor = (cosmos: Place, blob: Place, database: string): Settings =>
  readSettings({
    COSMOS_ENDPOINT: cosmos.endpoint,
    COSMOS_KEY: cosmos.key,
    COSMOS_DATABASE: database,
    BLOB_ENDPOINT: blob.endpoint,
    BLOB_KEY: blob.key,
    TENANT_IDS: demoTenant,
    AUDIENCES: localAudience,
  });

/** A database and a container of blobs, as settings. */
export type Names = Pick<Settings, 'COSMOS_DATABASE' | 'BLOB_CONTAINER'>;

/** Names that nobody else has: an app with them finds nothing of others in stores that are shared, and its sweep has little to do. */
export function ownNames(): Names {
  const name = `test-${randomUUID()}`;
  return { COSMOS_DATABASE: name, BLOB_CONTAINER: name };
}

/** The settings by which the app of a local stack opens its stores. */
export const settingsOf = (
  { cosmosUrl, blobUrl }: { readonly cosmosUrl: string; readonly blobUrl: string },
  names: Partial<Names> = {},
): Settings => ({
  ...settingsFor({ endpoint: cosmosUrl, key: emulatorKey }, { endpoint: blobUrl, key: azuriteAccount.key }, 'calendar'),
  ...names,
});

/** The SDK's client of a container of documents, to read without the service. */
export const cosmosContainer = (settings: Settings, id: 'mailboxes' | 'directory' | 'leases' | 'notifications'): Container =>
  openCosmos(settings.COSMOS_ENDPOINT, { key: settings.COSMOS_KEY ?? '' })
    .database(settings.COSMOS_DATABASE)
    .container(id);

/** The SDK's client of the blobs' container, to read without the service. */
export const blobContainer = (settings: Settings): ContainerClient =>
  openBlob(settings.BLOB_ENDPOINT, { key: settings.BLOB_KEY ?? '' }).getContainerClient(settings.BLOB_CONTAINER);

/** The names of all blobs, uncommitted ones included. */
export async function blobNames(settings: Settings, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of blobContainer(settings).listBlobsFlat({ prefix, includeUncommitedBlobs: true })) names.push(name);
  return names;
}

async function startCosmos(): Promise<Place & { readonly emulator: CosmosEmulator }> {
  const emulator = await startCosmosEmulator({ port: 0 });
  return { endpoint: emulator.url, key: emulatorKey, emulator };
}
