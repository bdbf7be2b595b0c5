// An app of its own over the shared stack's stores, with proxies between them that count its calls.
import { azuriteAccount } from '../../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { openApi, type Api } from '../api/api.ts';
import {
  classifyBlob,
  classifyCosmos,
  createCounter,
  startCountingProxy,
  type Cost,
  type Count,
  type StoreCall,
} from '../faults/countingProxy.ts';
import { startStack } from './stack.ts';

export interface CountedStack {
  readonly api: Api;
  readonly count: Count;
  /** The costs of this work at the document store: calls, rows that queries return, and request units. */
  charge(work: () => Promise<unknown>): Promise<Charge>;
  /** Stops the next such call in the proxy until it is released. */
  hold(call: StoreCall): Held;
  /** The output of the app and of the stack so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface Charge {
  readonly calls: Cost['calls'];
  readonly rows: number;
  readonly units: number;
}

/** A call that waits in the proxy before the store gets it. */
export interface Held {
  /** Resolves when the call has come. */
  readonly arrived: Promise<void>;
  release(): void;
}

const numberIn = (header: string | readonly string[] | undefined): number => Number(header ?? 0);

/**
 * Starts the app. It checks whether users still exist so rarely that the call for it falls into no test. `more` are further settings of the
 * app.
 */
export async function startCountedStack(
  stores: { readonly cosmosUrl: string; readonly blobUrl: string },
  more: Readonly<Record<string, string>> = {},
): Promise<CountedStack> {
  const { listener: counted, count } = createCounter();
  let held: { readonly call: StoreCall; readonly pass: () => Promise<void> } | undefined;
  const listener = async (call: StoreCall): Promise<void> => {
    if (held?.call === call) {
      const { pass } = held;
      held = undefined;
      await pass();
    }
    await counted(call);
  };
  let [rows, units] = [0, 0];
  const cosmos = await startCountingProxy(stores.cosmosUrl, classifyCosmos, listener, (call, { headers }) => {
    if (call === 'aside') return;
    rows += numberIn(headers['x-ms-item-count']);
    units += numberIn(headers['x-ms-request-charge']);
  });
  const blob = await startCountingProxy(stores.blobUrl, classifyBlob, listener);
  const env = {
    COSMOS_ENDPOINT: cosmos.url,
    COSMOS_KEY: emulatorKey,
    BLOB_ENDPOINT: blob.url,
    BLOB_KEY: azuriteAccount.key,
    DIRECTORY_CACHE_SECONDS: '600',
    ...more,
  };
  const stack = await startStack({ env, empty: true });
  return {
    api: await openApi(stack),
    count,
    async charge(work) {
      [rows, units] = [0, 0];
      const { calls } = await count(work);
      return { calls, rows, units };
    },
    hold(call) {
      const arrival = Promise.withResolvers<undefined>();
      const released = Promise.withResolvers<undefined>();
      held = {
        call,
        async pass() {
          arrival.resolve(undefined);
          await released.promise;
        },
      };
      return { arrived: arrival.promise, release: () => released.resolve(undefined) };
    },
    output: () => stack.output(),
    async stop() {
      await stack.stop();
      await Promise.all([cosmos.close(), blob.close()]);
    },
  };
}
