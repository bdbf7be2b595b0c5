// Makes the database, the containers and the blob service's rule for browsers, as Bicep does in Azure.
import { IndexingMode, PartitionKeyKind, type CosmosClient } from '@azure/cosmos';
import type { BlobServiceClient } from '@azure/storage-blob';
import { z } from 'zod';
import { openAccess } from '../../../lib/stores/access.ts';
import { openBlob } from '../../../lib/stores/blob/client.ts';
import { openCosmos } from '../../../lib/stores/cosmos/client.ts';
import type { Settings } from '../../../lib/runtime/settings.ts';
import definitions from '../../cosmos-containers.json' with { type: 'json' };

const path = z.object({ path: z.string() });

const containers = z
  .array(
    z.strictObject({
      id: z.string(),
      partitionKey: z.strictObject({ paths: z.array(z.string()), kind: z.enum(PartitionKeyKind), version: z.number() }),
      defaultTtl: z.number(),
      indexingPolicy: z.strictObject({
        indexingMode: z.enum(IndexingMode),
        automatic: z.boolean(),
        includedPaths: z.array(path),
        excludedPaths: z.array(path),
        compositeIndexes: z.array(z.array(z.object({ path: z.string(), order: z.enum(['ascending', 'descending']) }))).default([]),
      }),
    }),
  )
  .parse(definitions);

/** Makes what isn't there yet; what is there stays as it is. */
export async function provision(settings: Settings): Promise<void> {
  const [cosmosAccess, blobAccess] = await Promise.all([
    openAccess(settings.COSMOS_KEY, settings.AZURE_CLIENT_ID),
    openAccess(settings.BLOB_KEY, settings.AZURE_CLIENT_ID),
  ]);
  const cosmos = openCosmos(settings.COSMOS_ENDPOINT, cosmosAccess);
  try {
    await Promise.all([
      provisionCosmos(cosmos, settings.COSMOS_DATABASE),
      provisionBlob(openBlob(settings.BLOB_ENDPOINT, blobAccess), settings),
    ]);
  } finally {
    cosmos.dispose();
  }
}

/**
 * The container, and the rule by which browsers may read what a redirect leads to: whatever page they are on, for they name none after a
 * redirect to another origin. An account that is opened by identity has that rule from its deployment: it takes a right that the app lacks.
 */
async function provisionBlob(account: BlobServiceClient, { BLOB_CONTAINER: container, BLOB_KEY: key }: Settings): Promise<void> {
  await account.getContainerClient(container).createIfNotExists();
  if (key === undefined) return;
  const { cors = [] } = await account.getProperties();
  if (cors.length === 0) await account.setProperties({ cors: [readableByPages] });
}

const readableByPages = {
  allowedOrigins: '*',
  allowedMethods: 'GET,HEAD',
  allowedHeaders: '*',
  exposedHeaders: '*',
  maxAgeInSeconds: 7_200,
};

async function provisionCosmos(cosmos: CosmosClient, id: string): Promise<void> {
  const { database } = await cosmos.databases.createIfNotExists({ id });
  for (const container of containers) await database.containers.createIfNotExists(container);
}
