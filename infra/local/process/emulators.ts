// The two stores of a start: each is an emulator in a process of its own, or runs elsewhere.
import { join } from 'node:path';
import { azuriteAccount } from '../blob/azuriteAccount.ts';
import { startChild } from './children.ts';
import type { Child } from './children.ts';
import { emulatorKey } from '../cosmos/http/authorization.ts';
import type { Options } from '../cli/options.ts';

/** Milliseconds that an emulator may take to write its data when it stops. */
const patience = 2500;

/** The file of the Cosmos DB emulator. */
export const cosmosFile = (dataDir: string): string => join(dataDir, 'cosmos.sqlite');

export interface Stores {
  readonly cosmos: { readonly endpoint: string; readonly key: string | undefined };
  readonly blob: { readonly endpoint: string; readonly key: string | undefined };
  /** The processes of the emulators. */
  readonly children: readonly Child[];
}

/** Starts the emulators that are needed at the same time. When one can't start, it stops the other and throws the StartError. */
export async function startStores(options: Options, over: AbortSignal): Promise<Stores> {
  const { dataDir, memory, ports } = options;
  const outcomes = await Promise.allSettled([
    options.cosmos ??
      startChild(
        {
          name: 'Cosmos DB emulator',
          entry: 'cosmos/main.ts',
          env: { COSMOS_PORT: String(ports.COSMOS_PORT), ...(memory ? {} : { COSMOS_FILE: cosmosFile(dataDir) }) },
        },
        over,
      ),
    options.blob ??
      startChild(
        {
          name: 'blob emulator',
          entry: 'blob/azurite.ts',
          env: { BLOB_PORT: String(ports.BLOB_PORT), ...(memory ? {} : { BLOB_FOLDER: join(dataDir, 'blob') }) },
        },
        over,
      ),
  ]);
  const [cosmos, blob] = outcomes;
  const children = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' && 'pid' in outcome.value ? [outcome.value] : []));
  if (cosmos.status === 'fulfilled' && blob.status === 'fulfilled')
    return { cosmos: asStore(cosmos.value, emulatorKey), blob: asStore(blob.value, azuriteAccount.key), children };
  await stopStores(children);
  throw cosmos.status === 'rejected' ? cosmos.reason : blob.status === 'rejected' ? blob.reason : undefined;
}

/** Stops these emulators at the same time, and kills one that takes too long. */
export async function stopStores(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.stop(patience)));
}

const asStore = (store: Child | { endpoint: string; key: string | undefined }, key: string): Stores['cosmos'] =>
  'pid' in store ? { endpoint: (store.facts.url ?? '').replace(/\/$/, ''), key } : store;
