// A container with a change feed, and hosts that run a function over it.
import { appendFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BulkOperationType, CosmosClient, type Container, type ItemDefinition } from '@azure/cosmos';
import { z } from 'zod';
import { emulatorKey, startCosmosEmulator } from '../../../../infra/local/cosmos/http/server.ts';
import { startHost, type StartedHost } from '../app/startHost.ts';

/** One line of the function: that a call began or ended. */
const line = z.object({
  at: z.enum(['began', 'ended']),
  pid: z.number(),
  ids: z.array(z.string()),
  attempt: z.number().optional(),
  lsns: z.array(z.number()).optional(),
});
export type Line = z.infer<typeof line>;

const lease = z.looseObject({ id: z.string(), _etag: z.string(), Owner: z.string().nullable(), ContinuationToken: z.string().nullable() });

export interface Feed {
  readonly items: Container;
  readonly leases: Container;
  /** Writes these documents one by one. */
  write(...documents: readonly (string | ItemDefinition)[]): Promise<void>;
  /** Writes these documents in one batch. */
  writeTogether(...ids: readonly string[]): Promise<void>;
  /** Starts a host with settings beside its own. */
  host(settings?: Readonly<Record<string, string>>): Promise<StartedHost>;
  /** What the function has written down until now. */
  lines(): readonly Line[];
  /** The ids of calls that ended, call by call. */
  handled(): readonly (readonly string[])[];
  /** The lease's document. */
  lease(): Promise<z.infer<typeof lease> | undefined>;
}

export interface FeedAccount {
  /** A new database with its containers. */
  feed(leasesKey?: string): Promise<Feed>;
  /** Stops the hosts of all feeds. */
  stopHosts(): Promise<void>;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('.', import.meta.url));

export async function openFeedAccount(): Promise<FeedAccount> {
  const emulator = await startCosmosEmulator({ port: 0 });
  const client = new CosmosClient({ endpoint: emulator.url, key: emulatorKey });
  const folder = await mkdtemp(join(tmpdir(), 'feed-'));
  const hosts: StartedHost[] = [];
  const connection = `AccountEndpoint=${emulator.url};AccountKey=${emulatorKey};`;
  let count = 0;
  return {
    async feed(leasesKey = '/id') {
      count += 1;
      const log = join(folder, `${count}.log`);
      appendFileSync(log, '');
      const { database } = await client.databases.create({ id: `feed${count}` });
      const { container: items } = await database.containers.create({ id: 'items', partitionKey: { paths: ['/pk'] } });
      const { container: leases } = await database.containers.create({ id: 'leases', partitionKey: { paths: [leasesKey] } });
      const own = { APP_ROOT: root, COSMOS: connection, FEED_DATABASE: database.id, FEED_PREFIX: 'one', FEED_LOG: log };
      const lines = (): readonly Line[] =>
        readFileSync(log, 'utf8')
          .split('\n')
          .filter((text) => text !== '')
          .map((text) => line.parse(JSON.parse(text)));
      return {
        items,
        leases,
        lines,
        handled: () =>
          lines()
            .filter(({ at }) => at === 'ended')
            .map(({ ids }) => ids),
        async write(...documents) {
          for (const document of documents)
            await items.items.upsert({ pk: 'p', ...(typeof document === 'string' ? { id: document } : document) });
        },
        async writeTogether(...ids) {
          await items.items.batch(
            ids.map((id) => ({ operationType: BulkOperationType.Create, resourceBody: { id, pk: 'p' } })),
            'p',
          );
        },
        async host(settings = {}) {
          const host = await startHost({ ...own, ...settings });
          hosts.push(host);
          return host;
        },
        async lease() {
          const [found] = (await leases.items.readAll<ItemDefinition>().fetchAll()).resources;
          return found && lease.parse(found);
        },
      };
    },
    async stopHosts() {
      await Promise.all(hosts.splice(0).map((host) => host.stop()));
    },
    async close() {
      client.dispose();
      await emulator.close();
      await rm(folder, { recursive: true });
    },
  };
}
