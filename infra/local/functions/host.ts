// The Functions host stand-in: loads an app and serves it over http and https, with its timers, in this process.
import { setTimeout } from 'node:timers/promises';
import { applyLocalSettings, readHostSettings } from './appFolder.ts';
import { setLogLevel } from './hostLog.ts';
import { createHandler } from './httpHandler.ts';
import { loadApp, runAppHooks } from './loadApp.ts';
import { listen } from './servers.ts';
import type { Listener, TlsIdentity } from './servers.ts';
import { startTimers } from './timers.ts';

export interface HostOptions {
  /** The app's folder: package.json, host.json, local.settings.json. */
  readonly root: string;
  /** Ports on the loopback addresses; 0 takes a free one. Without `httpsPort` or `tls` there is no https. */
  readonly port: number;
  readonly httpsPort?: number;
  readonly tls?: TlsIdentity;
  /**
   * The app's settings, this process' environment unless given: FUNCTIONS_KEY opens functions with an authLevel,
   * FUNCTIONS_REQUEST_BODY_SIZE_LIMIT is the largest body in bytes (100 MB).
   */
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * Whether a body that came without Content-Length is left out. The host in buffered mode does so, while front ends before it may add the
   * length; so it is only done when asked for.
   */
  readonly dropChunkedBodies?: boolean;
}

export interface FunctionsHost {
  readonly url: string;
  readonly httpsUrl?: string;
  /** Stops listening, gives what is under way 3 s, then runs the app's hooks for its end. */
  close(): Promise<void>;
}

/** How long requests, and then the app's last hooks, may take when the host stops, in milliseconds: under Azure's 5 s together. */
const patience = 3000;
const hookPatience = 1500;

const defaultBodyLimit = 104_857_600;

/**
 * Starts the host; resolves when it listens. An app that fails to load is a host without functions, as in Azure: its log says why.
 * Throws StartError for a broken host.json or local.settings.json, what `listen` reports for a taken port, and an error at a second call
 * in a process. It needs Node's own module loader: tests start main.ts as a process.
 */
export async function startFunctionsHost(options: HostOptions): Promise<FunctionsHost> {
  const { root, environment = process.env } = options;
  applyLocalSettings(root, environment);
  const { routePrefix, customHeaders, logLevel } = readHostSettings(root);
  setLogLevel(logLevel);
  const app = await loadApp(root, routePrefix);

  let stopping = false;
  const timers = startTimers(app, environment);
  const handler = createHandler({
    app,
    timers,
    customHeaders,
    functionsKey: environment.FUNCTIONS_KEY,
    bodyLimit: Number(environment.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? defaultBodyLimit),
    dropChunkedBodies: options.dropChunkedBodies ?? false,
    isStopping: () => stopping,
  });

  const listeners: Listener[] = [];
  const close = async (grace: number): Promise<void> => {
    stopping = true;
    const runs = Promise.race([timers.stop(), setTimeout(grace, undefined, { ref: false })]);
    await Promise.all([...listeners.map((listener) => listener.close(grace)), runs]);
  };
  try {
    const http = await listen('http', options.port, handler);
    listeners.push(http);
    const { httpsPort, tls } = options;
    const https = httpsPort === undefined || tls === undefined ? undefined : await listen('https', httpsPort, handler, tls);
    if (https) listeners.push(https);
    return {
      url: `http://localhost:${http.port}`,
      ...(https && { httpsUrl: `https://localhost:${https.port}` }),
      close: async () => {
        await close(patience);
        await Promise.race([runAppHooks('appTerminate', root), setTimeout(hookPatience, undefined, { ref: false })]);
      },
    };
  } catch (error) {
    await close(0);
    throw error;
  }
}
