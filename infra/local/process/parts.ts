// Starts what runs beside the app, all of it at the same time: stores, issuer, keys, TLS proxy; and makes the app's settings of it.
import { fileURLToPath } from 'node:url';
import { besideThis, isPackage } from '../cli/entries.ts';
import { appEnvironment } from './appEnvironment.ts';
import { appRoot } from './appHost.ts';
import type { Settings } from './child.ts';
import { startStores, stopStores } from './emulators.ts';
import type { Stores } from './emulators.ts';
import type { Keys } from '../issuer/keys.ts';
import type { Options } from '../cli/options.ts';
import { startLocalIssuer, type LocalIssuer } from '../issuer/localIssuer.ts';
import { startTlsFront, type TlsFront } from '../issuer/tlsFront.ts';

export type Stop = () => void | Promise<void>;

/** What runs beside the app, and what the app is told of it. */
export interface Parts {
  readonly keys: Promise<Keys>;
  readonly stores: Promise<Stores>;
  readonly issuer: Promise<LocalIssuer>;
  readonly front: Promise<TlsFront | undefined>;
  readonly settings: Promise<Settings>;
  /** What the demo tenant holds, if it was loaded here. */
  readonly demo: Promise<readonly string[] | undefined>;
}

/**
 * Whether the host's process prepares the stores: it loads the app's source, which is most of what that takes. A bundle and Core Tools don't
 * bring it along; there the stores are prepared before the settings are known.
 */
export const preparesInHost = ({ func, bundle }: Options): boolean => !func && !bundle;

/** Starts what the app needs at the same time. Each promise rejects with what hindered its part. */
export function startParts(options: Options, stops: Stop[], over: AbortSignal): Parts {
  const stores = startStores(options, over);
  stopLater(stops, stores, ({ children }) => stopStores(children));
  // What reads the keys loads while the processes of the stores and the app do.
  const keys = import('../issuer/keys.ts').then(({ readKeys }) => readKeys(options.dataDir));
  const issuer = keys.then(({ issuerKey, certificate }) => startLocalIssuer(options, issuerKey, certificate));
  stopLater(stops, issuer, (running) => running.stop());
  const front = Promise.all([stores, keys]).then(([{ blob }, { certificate }]) => openFront(options, new URL(blob.endpoint), certificate));
  stopLater(stops, front, (proxy) => proxy?.stop());
  const env = Promise.all([stores, keys, issuer]).then(([known, { functionsKey, notificationsKey }, { url }]) =>
    appEnvironment({ stores: known, authority: url, functionsKey, notificationsKey }, process.env),
  );
  const demo = preparesInHost(options) ? Promise.resolve(undefined) : prepareHere(env, options.empty);
  const root = options.bundle ? builtBundle() : Promise.resolve(appRoot);
  const settings = Promise.all([env, keys, stores, front, root, demo]).then(([known, { certificate }, { blob }, proxy, folder]) => ({
    ...known,
    APP_ROOT: folder,
    TLS_KEY_FILE: certificate,
    TLS_CERT_FILE: certificate,
    // Redirects from the https address lead to https too, since clients refuse a redirect to http.
    ...(proxy && { TLS_REDIRECTS: `${new URL(blob.endpoint).origin} ${proxy.origin}` }),
  }));
  for (const unheard of [keys, issuer, front, env, demo, root, settings]) unheard.catch(() => undefined);
  return { keys, stores, issuer, front, settings, demo };
}

/** Adds to `stops` how a part is stopped that has just begun to start; one that can't start needs no stop. */
export function stopLater<Started>(stops: Stop[], starting: Promise<Started>, stop: (started: Started) => void | Promise<void>): void {
  starting.catch(() => undefined);
  stops.push(() => starting.then(stop, () => undefined));
}

/** The stores' SDKs load while the emulators start. */
async function prepareHere(env: Promise<Settings>, empty: boolean): Promise<readonly string[] | undefined> {
  const [{ prepare }, settings] = await Promise.all([import('../provision/prepare.ts'), env]);
  return prepare(settings, empty);
}

/** Builds the bundle and returns its folder; the package has it. The bundler is loaded only if it is used. */
async function builtBundle(): Promise<string> {
  if (isPackage) return fileURLToPath(besideThis('../app'));
  const { bundleFolder, makeBundle, writeBundle } = await import('../../build/bundle.ts');
  await writeBundle(await makeBundle());
  return bundleFolder;
}

/** The blob service gets a TLS proxy if the app is served by https, and the blob service isn't. */
const openFront = async ({ func, ports }: Options, blob: URL, certificate: string): Promise<TlsFront | undefined> =>
  !func && blob.protocol === 'http:' ? startTlsFront(blob, ports.BLOB_HTTPS_PORT, certificate) : undefined;
