// The local Functions host: loads an app and serves it over http and https, with its timers and change feeds, in this process.
import { setTimeout } from 'node:timers/promises';
import { applyLocalSettings, readHostSettings } from './appFolder.ts';
import { setLogLevel } from './hostLog.ts';
import { createBodyRoom } from '../http/bodyRoom.ts';
import { createHandler, type Handler } from '../http/httpHandler.ts';
import { loadApp, runAppHooks } from './loadApp.ts';
import { listen } from '../http/servers.ts';
import type { Redirects } from '../http/responses.ts';
import type { Listener, TlsIdentity } from '../http/servers.ts';
import { startFeeds } from '../feeds/feeds.ts';
import { startTimers } from '../triggers/timers.ts';

export interface HostOptions {
  /** The app's folder: package.json, host.json, local.settings.json. */
  readonly root: string;
  /** Ports on the loopback addresses; 0 takes a free one. Without `httpsPort` or `tls`, the host serves http only. */
  readonly port: number;
  readonly httpsPort?: number;
  readonly tls?: TlsIdentity;
  /** Origins in Location headers: https answers replace the one by the other, as a proxy that ends TLS does. */
  readonly redirects?: Redirects;
  /**
   * The app's settings; this process's environment by default. FUNCTIONS_KEY is the key for functions with an authLevel,
   * FUNCTIONS_REQUEST_BODY_SIZE_LIMIT the largest body in bytes (100 MB by default).
   */
  readonly environment?: NodeJS.ProcessEnv;
  /** What stands before the app's functions, such as faults that a test has ordered. */
  readonly guard?: (handler: Handler) => Handler;
}

export interface FunctionsHost {
  readonly url: string;
  readonly httpsUrl?: string;
  /**
   * Stops listening, and runs the app's last hooks while requests in flight continue. It cuts off requests that have no answer when the
   * hooks have ended.
   */
  close(): Promise<void>;
  /** Looks at the clock anew, which has been moved: resolves when the timers that are due by now have run, or after a second. */
  catchUp(): Promise<void>;
  /** Runs each timer that has a schedule once, at once; resolves when these runs have ended, or after a second. */
  runTimers(): Promise<void>;
  /** Calls `hurry` if runs of timers are under way, and resolves when they have ended, or after a second. */
  runsEnd(hurry: () => void): Promise<void>;
  /** Runs the app's start hooks again, as if this process had just started: the app forgets what it remembers of its stores. */
  startAppAnew(): Promise<void>;
}

/** Milliseconds that first the app's last hooks and then the sockets may take when the host stops: together less than Azure's 5 s. */
const patience = { hooks: 4500, sockets: 300 };

const defaultBodyLimit = 104_857_600;

/** Bytes of bodies that are held at once: several times what an instance in Azure takes, 16 requests, so that the app's own limits show. */
const roomForBodies = 256 * 1024 * 1024;

/**
 * Starts the host; resolves when it listens. A host whose app fails to load has no functions, as in Azure, and logs the reason. Throws
 * StartError for a broken host.json or local.settings.json, the error of `listen` for a taken port, and an error at the second call in a
 * process. It needs Node's own module loader, so that tests run main.ts as a process. Node's HTTP server can't do all that the real host
 * does (worker 3.9.1, Kestrel on .NET 10): the real one accepts methods in lower case, control characters in a header and an empty Host; if
 * both Content-Length and Transfer-Encoding are present, it drops the body; it answers a header called `x[y]` with 500; it sends no
 * `Connection: keep-alive`.
 */
export async function startFunctionsHost(options: HostOptions): Promise<FunctionsHost> {
  const { root, environment = process.env, guard = (unguarded: Handler): Handler => unguarded } = options;
  applyLocalSettings(root, environment);
  const { routePrefix, customHeaders, logLevel } = readHostSettings(root);
  setLogLevel(logLevel);
  const app = await loadApp(root, routePrefix);

  let state: 'running' | 'stopping' | 'ended' = 'running';
  const timers = startTimers(app, environment);
  const feeds = startFeeds(app, environment);
  const handler = guard(
    createHandler({
      app,
      timers,
      customHeaders,
      ...(options.redirects && { redirects: options.redirects }),
      functionsKey: environment.FUNCTIONS_KEY,
      bodyLimit: Number(environment.FUNCTIONS_REQUEST_BODY_SIZE_LIMIT ?? defaultBodyLimit),
      bodies: createBodyRoom(roomForBodies),
      state: () => state,
    }),
  );

  const listeners: Listener[] = [];
  // Azure's host gives requests some time before it tells the worker to end, but a request that is still in flight then is lost when the
  // hooks have ended. Here requests get no such time: an app that doesn't wait for its requests fails its tests.
  const close = async (): Promise<void> => {
    state = 'stopping';
    void timers.stop();
    const released = feeds.stop();
    const closed = listeners.map((listener) => listener.close(patience.hooks + patience.sockets));
    await Promise.race([runAppHooks('appTerminate', root), setTimeout(patience.hooks, undefined, { ref: false })]);
    state = 'ended';
    await Promise.race([Promise.all([released, ...closed]), setTimeout(patience.sockets, undefined, { ref: false })]);
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
      catchUp: () => timers.catchUp(),
      runTimers: () => timers.runAll(),
      runsEnd: (hurry) => timers.runsEnd(hurry),
      startAppAnew: () => runAppHooks('appStart', root),
    };
  } catch (error) {
    await Promise.all([timers.stop(), feeds.stop(), ...listeners.map((listener) => listener.close(0))]);
    throw error;
  }
}
