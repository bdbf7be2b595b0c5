// Runs the app in a process, on the local Functions host or Core Tools, and keeps it running at the same addresses.
import { fileURLToPath } from 'node:url';
import { coreToolsEnvironment } from './appEnvironment.ts';
import { StartError, describe } from './child.ts';
import type { Settings } from './child.ts';
import { startChild } from './children.ts';
import type { Child, Part } from './children.ts';
import { findCommand } from './findCommand.ts';
import { keepAlive } from './keepAlive.ts';
import type { Kept } from './keepAlive.ts';
import type { Options } from '../cli/options.ts';

/** The project's folder, from which the host loads the app unless it runs the bundle. */
export const appRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Milliseconds that the app may take to finish its requests; together with the emulators' time this is less than 5 s. */
const patience = 2000;

export interface AppHost {
  /** The app's settings, its folder and its certificate. The host's process starts at once, and loads until they are known. */
  readonly settings: Promise<Settings>;
  /** Whether the host's process prepares the stores before it starts the app for the first time. */
  readonly prepares: boolean;
  readonly onReady: (host: Child) => void;
  readonly say: (line: string) => void;
  readonly over: AbortSignal;
}

/** The path of Core Tools. Throws StartError when they aren't installed. */
export async function findCoreTools(env: NodeJS.ProcessEnv): Promise<string> {
  const func = await findCommand('func', env);
  if (func === undefined)
    throw new StartError("Azure Functions Core Tools aren't installed: there is no 'func' on PATH. npm start does without them.");
  return func;
}

/** Starts the host and keeps it running; `func` is the path of Core Tools if they are used. Throws StartError when the host can't start. */
export function startAppHost(options: Options, func: string | undefined, host: AppHost): Promise<Kept> {
  const { PORT, HTTPS_PORT } = options.ports;
  let ports = { PORT: String(PORT), HTTPS_PORT: String(HTTPS_PORT) };
  let prepares = host.prepares;
  return keepAlive({
    ...host,
    patience,
    start: async () => {
      const site = options.bundle ? undefined : freshSite(host.say);
      const child = await startChild(
        func === undefined ? hostPart(options, host, ports, prepares) : await toolsPart(func, host, ports),
        host.over,
      );
      await site;
      return child;
    },
    onReady: (child) => {
      prepares = false;
      // A restart uses the free port of the first start again, so that the address stays the same.
      ports = { PORT: portIn(child.facts.url) ?? ports.PORT, HTTPS_PORT: portIn(child.facts.httpsUrl) ?? ports.HTTPS_PORT };
      host.onReady(child);
    },
  });
}

/** Makes the pages of the sources, if any has changed, while the app loads; the API works without them. */
async function freshSite(say: AppHost['say']): Promise<void> {
  try {
    const { freshenSourceSite } = await import('../../build/site/sourceSite.ts');
    await freshenSourceSite();
  } catch (error) {
    say(`The pages could not be made: ${describe(error)}`);
  }
}

type Ports = Readonly<Record<'PORT' | 'HTTPS_PORT', string>>;

const hostPart = ({ empty, inspect, control }: Options, { settings }: AppHost, ports: Ports, prepares: boolean): Part => ({
  name: 'Functions host',
  entry: 'process/app.ts',
  env: { PREPARE_STORES: prepares ? (empty ? 'empty' : 'demo') : '', ...(control !== undefined && { GATE_SECRET: control }) },
  settings: settings.then((known) => ({ ...known, ...ports })),
  ...(inspect !== undefined && { execArgv: [`--inspect=127.0.0.1:${inspect}`] }),
});

/** Core Tools read their environment when they start, so that they start when it is known. */
async function toolsPart(func: string, host: AppHost, { PORT }: Ports): Promise<Part> {
  const settings = await host.settings;
  return {
    name: 'Core Tools process',
    entry: 'process/coreTools.ts',
    env: { ...coreToolsEnvironment(settings.BLOB_ENDPOINT ?? ''), ...settings, PORT, FUNC: func },
  };
}

function portIn(url: string | undefined): string | undefined {
  const port = URL.parse(url ?? '')?.port;
  return port === '' ? undefined : port;
}
