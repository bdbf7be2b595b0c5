// Creates the database, the containers and the blob service's CORS rule, as Bicep does in Azure.
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

/** Creates what is missing, and doesn't change what exists. */
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
 * Creates the blob container and the CORS rule for downloads by redirect. The rule allows every origin, since a browser sends the origin
 * `null` after a redirect to another origin. In an account that is opened by identity, the deployment sets the rule: it needs a permission
 * that the app doesn't have.
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
  await Promise.all(containers.map((container) => database.containers.createIfNotExists(container)));
}
