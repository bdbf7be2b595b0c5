// The change feed through the whole local stack: what a request has written comes to the app's trigger, and is counted.
import type { ItemDefinition } from '@azure/cosmos';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openApi, type Api } from '../support/api/api.ts';
import { startIngestion, type Ingestion } from '../support/process/ingestion.ts';
import { startStack, type Stack } from '../support/process/stack.ts';
import { cosmosContainer, settingsOf } from '../support/stores/stores.ts';

let ingestion: Ingestion;
let stack: Stack;
let api: Api;
beforeAll(async () => {
  ingestion = await startIngestion();
  stack = await startStack({ env: { ...ingestion.env, 'AzureWebJobs.changes.Disabled': '' } });
  api = await openApi(stack);
});
afterAll(async () => {
  await stack.stop();
  await ingestion.close();
});

/** Leases as the trigger keeps them. */
const lease = z.object({ id: z.string(), ContinuationToken: z.string().nullable() });

async function leases(): Promise<readonly z.infer<typeof lease>[]> {
  const { resources } = await cosmosContainer(settingsOf(stack), 'leases').items.readAll<ItemDefinition>().fetchAll();
  return resources.flatMap((found) => lease.safeParse(found).data ?? []);
}

const metric = z.object({ metrics: z.tuple([z.looseObject({ name: z.string(), value: z.number(), count: z.number() })]) });

it('what requests write comes to the trigger within seconds, and the end sends how far it lagged behind', async () => {
  // From now on: what is written before the host begins to read doesn't count.
  const written = async (): Promise<string> => {
    await api.newEvent();
    const [found] = await leases();
    return `${found?.id ?? ''} ${found?.ContinuationToken ?? ''}`;
  };
  await expect.poll(written, { timeout: 10_000 }).toMatch(/^local\.1\.\S+ .*\d/);
  await stack.stop();
  const values = ingestion.received('MetricData').map(({ data }) => metric.parse(data.baseData).metrics[0]);
  const lags = values.filter(({ name }) => name === 'changes.lag');
  expect(lags.map(({ count }) => count > 0)).toEqual([true]);
  for (const { value, count } of lags) expect(value / count).toBeLessThan(10);
});
