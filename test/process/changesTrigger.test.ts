// How the app registers its Cosmos DB trigger, and that a batch which it can't handle is never taken for handled.
import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import containers from '../../infra/cosmos-containers.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const url = (file: string): string => pathToFileURL(join(root, file)).href;

/** Loads the function in a process of its own, without settings, and calls it; then again when the process was told to stop. */
const script = `
  const core = ${JSON.stringify(url('infra/local/functions/host/functionsCore.ts'))};
  require('node:module').registerHooks({
    resolve: (name, context, next) => (name === '@azure/functions-core' ? { url: core, shortCircuit: true } : next(name, context)),
  });
  (async () => {
    await import(${JSON.stringify(url('functions/changes.ts'))});
    const { registrations } = await import(${JSON.stringify(url('infra/local/functions/triggers/registrations.ts'))});
    const { stop } = await import(${JSON.stringify(url('functions/host/runtime.ts'))});
    const [{ metadata, callback, trigger }] = registrations.functions;
    const call = () => callback([{ id: 'a', _ts: 1 }], {}).then(() => 'handled', (error) => error.message);
    const unset = await call();
    await stop();
    const stopped = await call();
    console.log(JSON.stringify({ trigger, retry: metadata.retryOptions, unset, stopped }));
  })();`;

const output = z.object({ trigger: z.looseObject({}), retry: z.looseObject({}), unset: z.string(), stopped: z.string() });
let seen: z.infer<typeof output>;
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env: { PATH: process.env.PATH } });
  seen = output.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
});

it('the trigger follows the mailboxes with leases of this deployment, in batches that the host can hand over', () => {
  expect(seen.trigger).toMatchObject({
    type: 'cosmosDBTrigger',
    connection: 'COSMOS',
    databaseName: 'calendar',
    containerName: 'mailboxes',
    leaseContainerName: 'leases',
    leaseContainerPrefix: 'local.1.',
    createLeaseContainerIfNotExists: false,
    maxItemsPerInvocation: 25,
    feedPollDelay: 1_000,
  });
  expect(seen.trigger).not.toHaveProperty('startFromBeginning');
  const leases = containers.find(({ id }) => id === 'leases') ?? expect.fail('no lease container');
  expect(leases).toMatchObject({ partitionKey: { paths: ['/id'] }, defaultTtl: -1 });
});

it('the trigger’s batch comes again every 10 s without an end when it fails: the host would drop it otherwise', () => {
  expect(seen.retry).toMatchObject({ retryStrategy: 'fixedDelay', maxRetryCount: -1, delayInterval: { seconds: 10 } });
});

it('the trigger’s batch fails where settings are missing and where the process is stopping, rather than pass for handled', () => {
  expect(seen.unset).toMatch(/COSMOS_ENDPOINT is missing/);
  expect(seen.stopped).toMatch(/is stopping; the batch comes again/);
});
