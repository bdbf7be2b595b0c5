// Starts, watches and stops the whole local stack: issuer, stores, containers, demo tenant, app.
import { announcement, type Announcement } from '../cli/banner.ts';
import { prepareControl } from '../control/startControl.ts';
import { appRoot, findCoreTools, startAppHost } from './appHost.ts';
import { StartError } from './child.ts';
import type { Facts, Settings } from './child.ts';
import type { Child } from './children.ts';
import { checkDataFormat } from '../provision/dataFormat.ts';
import { lockFolder } from './lock.ts';
import type { Options } from '../cli/options.ts';
import { preparesInHost, startParts, stopLater } from './parts.ts';
import type { Parts, Stop } from './parts.ts';
import { checkPorts } from './ports.ts';
import { watchSource } from './watch.ts';

/** Seconds that the printed token is valid: a day, as long as a stack may run. */
const printedTokenLifetime = 86_400;

/** Milliseconds that a stack which is about to end may still hold the folder: npm ends before it. */
const lockPatience = 2000;

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

/** Starts everything at once, adds to `stops` how each part is stopped, and then waits for the end. */
async function run(options: Options, over: AbortSignal, stops: Stop[], onReady: (facts: Facts) => void): Promise<void> {
  const { dataDir } = options;
  const func = options.func ? await findCoreTools(process.env) : undefined;
  if (!options.memory && (options.cosmos === undefined || options.blob === undefined)) {
    const lock = await lockFolder(dataDir, lockPatience);
    stops.push(() => lock.release());
    if (options.cosmos === undefined) await checkDataFormat(dataDir);
  }
  await checkPorts(usedPorts(options));

  let announced: Promise<Facts> | undefined;
  const announce = async (child: Child): Promise<Facts> => ({
    ...(await factsOf(parts, child)),
    ...(await control.onHost(child, () => factsOf(parts, child))),
  });
  // The host's process takes longest to load, so that it starts first.
  const settings = Promise.withResolvers<Settings>();
  const host = startAppHost(options, func, {
    settings: settings.promise,
    prepares: preparesInHost(options),
    over,
    say,
    onReady: (child) => {
      announced = announce(child);
      announced.then(onReady, () => undefined);
    },
  });
  const parts = startParts(options, stops, over);
  const control = prepareControl(options, parts, stops);
  parts.settings.then(settings.resolve, settings.reject);
  stopLater(stops, host, (kept) => kept.stop());
  const ending = Promise.race([parts.stores.then(({ children }) => anyDeath(children)), untilAborted(over)]);
  ending.catch(() => undefined);
  await Promise.race([Promise.all([parts.settings, host]), ending]);
  over.throwIfAborted();

  const kept = await host;
  const { controlUrl } = (await announced) ?? {};
  if (options.watch)
    stops.push(
      watchSource(appRoot, ['functions', 'lib'], () => {
        say('The source has changed; starting the app again.');
        kept.replace();
      }),
    );
  say(announcement({ ...(await told(parts, kept.current())), controlUrl }));
  await Promise.race([kept.ended, ending]);
}

/** What is printed when the app is ready. */
async function told(parts: Parts, host: Child): Promise<Omit<Announcement, 'controlUrl'>> {
  const [{ issuerKey, functionsKey, certificate }, facts, demo, { signToken }] = await Promise.all([
    parts.keys,
    factsOf(parts, host),
    parts.demo,
    import('../issuer/signToken.ts'),
  ]);
  return {
    seconds: performance.now() / 1000,
    ...addressesOf(facts),
    certificateFile: certificate,
    functionsKey,
    token: await signToken(issuerKey, { app: true, expiresIn: printedTokenLifetime }),
    demo: demo ?? host.facts.demo?.split('\n'),
  };
}

/** The ports that this start will listen on. */
const usedPorts = ({ ports, func, cosmos, blob, control }: Options): Partial<Options['ports']> => ({
  PORT: ports.PORT,
  ...(control === undefined ? {} : { CONTROL_PORT: ports.CONTROL_PORT }),
  ISSUER_PORT: ports.ISSUER_PORT,
  ...(func ? {} : { HTTPS_PORT: ports.HTTPS_PORT }),
  ...(cosmos === undefined ? { COSMOS_PORT: ports.COSMOS_PORT } : {}),
  ...(blob === undefined ? { BLOB_PORT: ports.BLOB_PORT } : {}),
  ...(!func && (blob === undefined || blob.endpoint.startsWith('http:')) ? { BLOB_HTTPS_PORT: ports.BLOB_HTTPS_PORT } : {}),
});

/** What a program that forked the stack is told: the addresses, and the ids of the processes. */
async function factsOf(parts: Parts, host: Child): Promise<Facts> {
  const [{ cosmos, blob, children }, front, issuer] = await Promise.all([parts.stores, parts.front, parts.issuer]);
  return {
    ...host.facts,
    cosmosUrl: cosmos.endpoint,
    blobUrl: blob.endpoint,
    issuerUrl: issuer.origin,
    ...(front !== undefined && { blobHttpsUrl: front.origin }),
    hostPid: String(host.pid),
    emulatorPids: children.map(({ pid }) => pid).join(),
  };
}

type Addresses = Pick<Announcement, 'url' | 'httpsUrl' | 'cosmosUrl' | 'blobUrl' | 'blobHttpsUrl' | 'issuerUrl'>;

const addressesOf = (facts: Facts): Addresses => ({
  url: facts.url ?? '',
  httpsUrl: facts.httpsUrl,
  cosmosUrl: facts.cosmosUrl ?? '',
  blobUrl: facts.blobUrl ?? '',
  blobHttpsUrl: facts.blobHttpsUrl,
  issuerUrl: facts.issuerUrl ?? '',
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
