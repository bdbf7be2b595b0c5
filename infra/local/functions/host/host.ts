// The Functions host stand-in: loads an app and serves it over http and https, with its timers, in this process.
import { setTimeout } from 'node:timers/promises';
import { applyLocalSettings, readHostSettings } from './appFolder.ts';
import { setLogLevel } from './hostLog.ts';
import { createHandler } from '../http/httpHandler.ts';
import { loadApp, runAppHooks } from './loadApp.ts';
import { listen } from '../http/servers.ts';
import type { Redirects } from '../http/responses.ts';
import type { Listener, TlsIdentity } from '../http/servers.ts';
import { startTimers } from '../triggers/timers.ts';

export interface HostOptions {
  /** The app's folder: package.json, host.json, local.settings.json. */
  readonly root: string;
  /** Ports on the loopback addresses; 0 takes a free one. Without `httpsPort` or `tls` there is no https. */
  readonly port: number;
  readonly httpsPort?: number;
  readonly tls?: TlsIdentity;
  /** The origin that a Location of the app has, and the one that https answers with in its place, as fronts that end TLS do. */
  readonly redirects?: Redirects;
  /**
   * The app's settings, this process' environment unless given: FUNCTIONS_KEY opens functions with an authLevel,
   * FUNCTIONS_REQUEST_BODY_SIZE_LIMIT is the largest body in bytes (100 MB).
   */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface FunctionsHost {
  readonly url: string;
  readonly httpsUrl?: string;
  /** Stops listening and runs the app's hooks for its end, beside what is under way; what isn't answered when they have ended is cut off. */
  close(): Promise<void>;
}

/** How long the app's last hooks, and then the sockets, may take when the host stops, in milliseconds: under Azure's 5 s together. */
const patience = { hooks: 4500, sockets: 300 };

const defaultBodyLimit = 104_857_600;

/**
 * Starts the host; resolves when it listens. An app that fails to load is a host without functions, as in Azure: its log says why.
 * Throws StartError for a broken host.json or local.settings.json, what `listen` reports for a taken port, and an error at a second call
 * in a process. It needs Node's own module loader: tests start main.ts as a process.
 *
 * What the real host does otherwise (worker 3.9.1, Kestrel on .NET 10) and Node's HTTP server can't: it takes methods in small letters,
 * control characters in a header and an empty Host; where Content-Length and Transfer-Encoding both come, it drops the body; a header called
 * `x[y]` is a 500; it sends no `Connection: keep-alive`.
 */
export async function startFunctionsHost(options: HostOptions): Promise<FunctionsHost> {
  const { root, environment = process.env } = options;
  applyLocalSettings(root, environment);
  const { routePrefix, customHeaders, logLevel } = readHostSettings(root);
  setLogLevel(logLevel);
  const app = await loadApp(root, routePrefix);

  let state: 'running' | 'stopping' | 'ended' = 'running';
  const timers = startTimers(app, environment);
  const handler = createHandler({
    app,
    timers,
    customHeaders,
    ...(options.redirects && { redirects: options.redirects }),
    functionsKey: environment.FUNCTIONS_KEY,
    bodyLimit: Number(environment.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? defaultBodyLimit),
    state: () => state,
  });

  const listeners: Listener[] = [];
  // The host lets requests finish for a while before it tells the worker, but what is still under way then goes with the worker, which ends
  // as soon as the hooks have. Here nothing is let finish before: an app that waits for nothing shows it.
  const close = async (): Promise<void> => {
    state = 'stopping';
    void timers.stop();
    const closed = listeners.map((listener) => listener.close(patience.hooks + patience.sockets));
    await Promise.race([runAppHooks('appTerminate', root), setTimeout(patience.hooks, undefined, { ref: false })]);
    state = 'ended';
    await Promise.race([Promise.all(closed), setTimeout(patience.sockets, undefined, { ref: false })]);
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
      close,
    };
  } catch (error) {
    await Promise.all([timers.stop(), ...listeners.map((listener) => listener.close(0))]);
    throw error;
  }
}
