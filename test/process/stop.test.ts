// The end of the app: what is under way is finished and told, nothing new is begun, and all of it in time.
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { azuriteAccount } from '../../infra/local/blob/azuriteAccount.ts';
import { emulatorKey } from '../../infra/local/cosmos/http/server.ts';
import { demoTenant, localAudience } from '../../infra/local/provision/demo/tenant.ts';
import { startIssuer, type Issuer } from '../../infra/local/issuer/issuer.ts';
import { readIssuerKey } from '../../infra/local/issuer/issuerKey.ts';
import type { Reply, Request } from '../../lib/http/messages.ts';
import { openApi, type Api } from '../support/api/api.ts';
import { classifyCosmos, startCountingProxy, type CountingProxy } from '../support/faults/countingProxy.ts';
import { logLines } from '../support/process/logLines.ts';
import { newEventOf, newStranger, type Person } from '../support/people/people.ts';
import { startStack } from '../support/process/stack.ts';

/** A proxy before Cosmos DB that holds every point read from when it is told to, until it is told to let go. */
async function startHoldingProxy(): Promise<CountingProxy & { hold(): Promise<void>; release(): void }> {
  let held: { readonly arrived: () => void; readonly released: Promise<void> } | undefined;
  let release: () => void = () => undefined;
  const proxy = await startCountingProxy(inject('stack').cosmosUrl, classifyCosmos, async (call) => {
    if (call !== 'point read' || held === undefined) return;
    held.arrived();
    await held.released;
  });
  return {
    ...proxy,
    hold() {
      const released = Promise.withResolvers<undefined>();
      const arrived = Promise.withResolvers<undefined>();
      release = () => released.resolve(undefined);
      held = { arrived: () => arrived.resolve(undefined), released: released.promise };
      return arrived.promise;
    },
    release() {
      held = undefined;
      release();
    },
  };
}

let api: Api;
let person: Person;
let path: string;
beforeAll(async () => {
  api = await openApi();
  person = await newStranger(api);
  path = await newEventOf(api, person);
});

it('a stack that gets SIGTERM answers what is under way, and is gone within 5 s', async () => {
  const proxy = await startHoldingProxy();
  const { blobUrl } = inject('stack');
  const env = { COSMOS_ENDPOINT: proxy.url, COSMOS_KEY: emulatorKey, BLOB_ENDPOINT: blobUrl, BLOB_KEY: azuriteAccount.key };
  const stack = await startStack({ env, empty: true });
  const own = await openApi(stack);
  const { token } = await newStranger(own);
  await own.send(path, { token });
  const arrived = proxy.hold();
  const answer = own.send(path, { token });
  await arrived;

  const began = performance.now();
  process.kill(stack.pid, 'SIGTERM');
  await expect.poll(() => own.send('/health').catch(() => 'refused')).toBe('refused');
  proxy.release();
  const { status, headers } = await answer;
  expect(status).toBe(404);
  expect(await stack.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(logLines(stack.output()).filter(({ requestId }) => requestId === headers.get('request-id'))).toHaveLength(1);
  await proxy.close();
});

describe('an app whose process is told to end in the midst of requests', () => {
  let proxy: Awaited<ReturnType<typeof startHoldingProxy>>;
  let issuer: Issuer;
  const lines: string[] = [];
  beforeAll(async () => {
    const { blobUrl, dataDir } = inject('stack');
    proxy = await startHoldingProxy();
    issuer = await startIssuer(await readIssuerKey(dataDir));
    const settings = {
      COSMOS_ENDPOINT: proxy.url,
      COSMOS_KEY: emulatorKey,
      BLOB_ENDPOINT: blobUrl,
      BLOB_KEY: azuriteAccount.key,
      AUTHORITY: issuer.url,
      TENANT_IDS: demoTenant,
      AUDIENCES: localAudience,
    };
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
    for (const level of ['info', 'error'] as const) vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(line));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await issuer.stop();
    await proxy.close();
  });

  const request = (): Request => ({
    method: 'GET',
    url: new URL(`http://localhost${path}`),
    headers: new Headers({ Authorization: `Bearer ${person.token}` }),
    body: () => Promise.resolve(new Uint8Array()),
  });
  const requestsIn = (printed: readonly string[]) => logLines(printed.join('\n')).filter(({ event }) => event === 'request');

  it('an app whose process is told to end in the midst of requests waits for them and refuses others', async () => {
    const { graph, isReady, runSweep, stop, uploads } = await import('../../functions/host/runtime.ts');
    expect((await graph(request())).status).toBe(200);
    expect(await isReady()).toBe(true);
    await expect.poll(() => requestsIn(lines)).toHaveLength(1);
    const arrived = proxy.hold();
    const slow = [graph(request()), graph(request())];
    await arrived;
    lines.length = 0;

    const order: string[] = [];
    const stopped = stop().then(() => order.push('stopped'));
    const refusals: Reply[] = await Promise.all([graph(request()), uploads(request())]);
    for (const { status, headers, body } of refusals) {
      expect([status, headers['Retry-After']]).toEqual([503, '1']);
      expect(String(body)).toContain('"ServiceUnavailable"');
    }
    expect(await isReady()).toBe(false);
    await runSweep();
    await expect.poll(() => requestsIn(lines)).toHaveLength(2);
    expect(order).toEqual([]);

    proxy.release();
    const answers = await Promise.all(slow);
    order.push('answered');
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await stopped;
    expect(order).toEqual(['answered', 'stopped']);
    expect(requestsIn(lines)).toHaveLength(4);
    expect(logLines(lines.join('\n')).some(({ event }) => event === 'sweep' || event === 'stop')).toBe(false);
  });
});
