// Starts, watches and stops the whole local stack: issuer, stores, containers, demo tenant, app.
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
import { readNotificationsKey } from '../issuer/notificationsKey.ts';
import { startIssuer } from '../issuer/issuer.ts';
import { readIssuerKey } from '../issuer/issuerKey.ts';
import { lockFolder } from './lock.ts';
import { signToken } from '../issuer/signToken.ts';
import type { Options } from '../cli/options.ts';
import { checkPorts } from './ports.ts';
import { startTlsFront, type TlsFront } from '../issuer/tlsFront.ts';
import { watchSource } from './watch.ts';

/** Seconds that the printed token is valid: a day, as long as a stack may run. */
const printedTokenLifetime = 86_400;

/** Milliseconds that a stack which is about to end may still hold the folder: npm ends before it. */
const lockPatience = 2000;

type Stop = () => void | Promise<void>;

/**
 * Starts the stack and keeps it running until `stopping` is aborted. Then, or when something fails, it stops all parts, the app first.
 * `onReady` is called with the addresses when the app is ready, and again after each restart of the app. Throws StartError for an error
 * that a person can mend and for an emulator that died.
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

/** Starts one part after the other, adds to `stops` how each is stopped, and then waits for the end. */
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

  const [issuerKey, functionsKey, notificationsKey, certificate] = await Promise.all([
    readIssuerKey(dataDir),
    readFunctionsKey(dataDir),
    readNotificationsKey(dataDir),
    certificateFile(dataDir),
  ]);
  const issuer = await startIssuer(issuerKey);
  stops.push(() => issuer.stop());
  // The stores' SDKs load while the emulators start: both take about as long.
  const loading = import('../provision/prepare.ts');
  const bundling = options.bundle ? builtBundle() : Promise.resolve(appRoot);
  // The errors of both are handled where they are awaited, when the emulators can be stopped.
  loading.catch(() => undefined);
  bundling.catch(() => undefined);
  const stores = await startStores(options, over);
  stops.push(() => stopStores(stores.children));
  const blobUrl = new URL(stores.blob.endpoint);
  const front = hasFront(options, blobUrl) ? await startTlsFront(blobUrl, options.ports.BLOB_HTTPS_PORT, certificate) : undefined;
  if (front !== undefined) stops.push(() => front.stop());
  const ending = Promise.race([anyDeath(stores.children), untilAborted(over)]);

  // Redirects from the https address lead to https too, since clients refuse a redirect to http.
  const redirects = front && { from: blobUrl.origin, to: front.origin };
  const env = appEnvironment({ stores, authority: issuer.url, functionsKey, notificationsKey }, process.env);
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
  const token = await signToken(issuerKey, { app: true, expiresIn: printedTokenLifetime });
  const seconds = (performance.now() - began) / 1000;
  const told = { seconds, blobHttpsUrl: front?.origin, certificateFile: certificate, functionsKey, token, demo };
  say(announcement({ ...told, ...addressesOf(host.current(), stores) }));
  await Promise.race([host.ended, ending]);
}

/** Builds the bundle and returns its folder. The bundler is loaded only if it is used. */
async function builtBundle(): Promise<string> {
  const { bundleFolder, makeBundle, writeBundle } = await import('../../build/bundle.ts');
  await writeBundle(await makeBundle());
  return bundleFolder;
}

/** The ports that this start will listen on. */
const usedPorts = ({ ports, func, cosmos, blob }: Options): Partial<Options['ports']> => ({
  PORT: ports.PORT,
  ...(func ? {} : { HTTPS_PORT: ports.HTTPS_PORT }),
  ...(cosmos === undefined ? { COSMOS_PORT: ports.COSMOS_PORT } : {}),
  ...(blob === undefined ? { BLOB_PORT: ports.BLOB_PORT } : {}),
  ...(!func && (blob === undefined || blob.endpoint.startsWith('http:')) ? { BLOB_HTTPS_PORT: ports.BLOB_HTTPS_PORT } : {}),
});

/** Whether the blob service gets a TLS proxy: the app is served by https, and the blob service isn't. */
const hasFront = ({ func }: Options, blob: URL): boolean => !func && blob.protocol === 'http:';

/** What a program that forked the stack is told: the addresses, and the ids of the processes. */
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

/** Rejects when one of these ends: the app can't work without its store. */
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
