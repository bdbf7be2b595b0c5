// The whole local stack, from nothing to ready to stopped: issuer, stores, containers, demo tenant, app.
import { announcement, type Announcement } from '../cli/banner.ts';
import { appEnvironment } from './appEnvironment.ts';
import { appRoot, findCoreTools, startAppHost } from './appHost.ts';
import { certificateFile } from '../issuer/certificate.ts';
import { StartError } from './child.ts';
import type { Facts } from './child.ts';
import type { Child } from './children.ts';
import { checkDataFormat } from '../provision/dataFormat.ts';
import { startStores, stopStores } from './emulators.ts';
import type { Stores } from './emulators.ts';
import { readFunctionsKey } from '../issuer/functionsKey.ts';
import { startIssuer } from '../issuer/issuer.ts';
import { readIssuerKey } from '../issuer/issuerKey.ts';
import { lockFolder } from './lock.ts';
import { makeToken } from '../issuer/signToken.ts';
import type { Options } from '../cli/options.ts';
import { checkPorts } from './ports.ts';
import { startTlsFront, type TlsFront } from '../issuer/tlsFront.ts';
import { watchSource } from './watch.ts';

/** A day: who leaves the stack running can still use the request that it printed. */
const printedTokenLifetime = 86_400;

/** How long a stack that is just ending may still hold the folder, in milliseconds: npm is gone before it is. */
const lockPatience = 2000;

type Stop = () => void | Promise<void>;

/**
 * Brings the stack up and keeps it until `stopping` is aborted; then, or when something fails, stops all of it, the app first.
 * `onReady` hears where everything is, and again after each restart of the app.
 * Throws StartError for what a person can mend and for an emulator that died.
 */
export async function supervise(options: Options, stopping: AbortSignal, onReady: (facts: Facts) => void): Promise<void> {
  const failed = new AbortController();
  const over = AbortSignal.any([stopping, failed.signal]);
  const stops: Stop[] = [];
  try {
    await run(options, over, stops, onReady);
  } catch (error) {
    if (!stopping.aborted) throw error;
  } finally {
    failed.abort();
    for (const stop of stops.reverse()) await stop();
  }
}

/** Starts one thing after the other, adding to `stops` how each is stopped, and then waits for the end. */
async function run(options: Options, over: AbortSignal, stops: Stop[], onReady: (facts: Facts) => void): Promise<void> {
  const began = performance.now();
  const { dataDir } = options;
  const func = options.func ? await findCoreTools(process.env) : undefined;
  if (!options.memory && (options.cosmos === undefined || options.blob === undefined)) {
    const lock = await lockFolder(dataDir, lockPatience);
    stops.push(() => lock.release());
    if (options.cosmos === undefined) await checkDataFormat(dataDir);
  }
  await checkPorts(usedPorts(options));

  const [issuerKey, functionsKey, certificate] = await Promise.all([
    readIssuerKey(dataDir),
    readFunctionsKey(dataDir),
    certificateFile(dataDir),
  ]);
  const issuer = await startIssuer(issuerKey);
  stops.push(() => issuer.stop());
  // Loaded while the emulators start: the stores' SDKs take as long as they do.
  const loading = import('../provision/prepare.ts');
  const bundling = options.bundle ? builtBundle() : Promise.resolve(appRoot);
  // What goes wrong with either is told where it is awaited, after the emulators can be stopped.
  loading.catch(() => undefined);
  bundling.catch(() => undefined);
  const stores = await startStores(options, over);
  stops.push(() => stopStores(stores.children));
  const blobUrl = new URL(stores.blob.endpoint);
  const front = hasFront(options, blobUrl) ? await startTlsFront(blobUrl, options.ports.BLOB_HTTPS_PORT, certificate) : undefined;
  if (front !== undefined) stops.push(() => front.stop());
  const ending = Promise.race([anyDeath(stores.children), untilAborted(over)]);

  // What the https address leads to is https, too: clients refuse a redirect to http.
  const redirects = front && { from: blobUrl.origin, to: front.origin };
  const env = appEnvironment({ stores, authority: issuer.url, functionsKey }, process.env);
  const demo = (await Promise.race([loading.then(({ prepare }) => prepare(env, options.empty)), ending])) ?? undefined;
  over.throwIfAborted();

  const ready = (child: Child): void => onReady(factsOf(child, stores, front));
  const host = await startAppHost(options, func, {
    root: await bundling,
    env,
    certificateFile: certificate,
    redirects,
    over,
    say,
    onReady: ready,
  });
  stops.push(() => host.stop());
  if (options.watch)
    stops.push(
      watchSource(appRoot, ['functions', 'lib'], () => {
        say('The source has changed; starting the app again.');
        host.replace();
      }),
    );
  const token = await makeToken(issuerKey, { app: true, expiresIn: printedTokenLifetime });
  const seconds = (performance.now() - began) / 1000;
  const told = { seconds, blobHttpsUrl: front?.origin, certificateFile: certificate, functionsKey, token, demo };
  say(announcement({ ...told, ...addressesOf(host.current(), stores) }));
  await Promise.race([host.ended, ending]);
}

/** Makes the bundle anew, and resolves to its folder. The bundler is loaded only where it is wanted. */
async function builtBundle(): Promise<string> {
  const { bundleFolder, makeBundle, writeBundle } = await import('../../build/bundle.ts');
  await writeBundle(await makeBundle());
  return bundleFolder;
}

/** The ports that this start listens on itself. */
const usedPorts = ({ ports, func, cosmos, blob }: Options): Partial<Options['ports']> => ({
  PORT: ports.PORT,
  ...(func ? {} : { HTTPS_PORT: ports.HTTPS_PORT }),
  ...(cosmos === undefined ? { COSMOS_PORT: ports.COSMOS_PORT } : {}),
  ...(blob === undefined ? { BLOB_PORT: ports.BLOB_PORT } : {}),
  ...(!func && (blob === undefined || blob.endpoint.startsWith('http:')) ? { BLOB_HTTPS_PORT: ports.BLOB_HTTPS_PORT } : {}),
});

/** Whether the blob service needs https in front of it: for an app that is reached by https. */
const hasFront = ({ func }: Options, blob: URL): boolean => !func && blob.protocol === 'http:';

/** What a program that forked the stack is told: addresses, and the processes behind them. */
const factsOf = (host: Child, { cosmos, blob, children }: Stores, front: TlsFront | undefined): Facts => ({
  ...host.facts,
  cosmosUrl: cosmos.endpoint,
  blobUrl: blob.endpoint,
  ...(front !== undefined && { blobHttpsUrl: front.origin }),
  hostPid: String(host.pid),
  emulatorPids: children.map(({ pid }) => pid).join(),
});

const addressesOf = ({ facts }: Child, { cosmos, blob }: Stores): Pick<Announcement, 'url' | 'httpsUrl' | 'cosmosUrl' | 'blobUrl'> => ({
  url: facts.url ?? '',
  httpsUrl: facts.httpsUrl,
  cosmosUrl: cosmos.endpoint,
  blobUrl: blob.endpoint,
});

/** Rejects when one of these ends: without its store the app can't do anything right. */
const anyDeath = (children: readonly Child[]): Promise<never> =>
  Promise.race(
    children.map(async ({ name, ended }): Promise<never> => {
      throw new StartError(`The ${name} ended (${await ended}); everything is stopped.`);
    }),
  );

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const say = (line: string): void => console.log(line);
