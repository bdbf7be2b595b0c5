// The document stores for a test without an app: a Cosmos DB emulator in this process, with a deployment's containers.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import definitions from '../../../infra/cosmos-containers.json' with { type: 'json' };
import { emulatorKey, startCosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { openCosmos } from '../../../lib/stores/cosmos/client.ts';
import { cosmosDocuments } from '../../../lib/stores/cosmos/documents.ts';
import type { Documents } from '../../../lib/stores/documents.ts';

export interface TestDocuments {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  /** A tenant that no other test uses. */
  newTenant(): string;
  close(): Promise<void>;
}

const containers = z
  .array(z.looseObject({ id: z.string(), partitionKey: z.looseObject({ paths: z.array(z.string()) }) }))
  .parse(definitions);

export async function startDocuments(): Promise<TestDocuments> {
  const emulator = await startCosmosEmulator({ port: 0 });
  const cosmos = openCosmos(emulator.url, { key: emulatorKey });
  const { database } = await cosmos.databases.create({ id: 'test' });
  for (const { id, partitionKey, ...rest } of containers)
    await database.containers.create({ id, partitionKey: { paths: [...partitionKey.paths] }, ...rest });
  return {
    mailboxes: cosmosDocuments(database.container('mailboxes'), 'mailbox'),
    directory: cosmosDocuments(database.container('directory'), 'tenant'),
    newTenant: () => randomUUID(),
    async close() {
      cosmos.dispose();
      await emulator.close();
    },
  };
}
