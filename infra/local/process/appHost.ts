// Runs the app in a process, on the local Functions host or Core Tools, and keeps it running at the same addresses.
import { fileURLToPath } from 'node:url';
import { coreToolsEnvironment } from './appEnvironment.ts';
import { StartError } from './child.ts';
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
  /** The folder that holds the app. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly certificateFile: string;
  /** The origins that the app's redirects have over https in place of others. */
  readonly redirects: { readonly from: string; readonly to: string } | undefined;
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
  const { inspect } = options;
  const { PORT, HTTPS_PORT } = options.ports;
  let ports = { PORT: String(PORT), HTTPS_PORT: String(HTTPS_PORT) };
  const part = (): Part =>
    func === undefined
      ? {
          name: 'Functions host',
          entry: 'functions/main.ts',
          env: {
            ...host.env,
            ...ports,
            APP_ROOT: host.root,
            TLS_KEY_FILE: host.certificateFile,
            TLS_CERT_FILE: host.certificateFile,
            ...(host.redirects && { TLS_REDIRECTS: `${host.redirects.from} ${host.redirects.to}` }),
          },
          ...(inspect !== undefined && { execArgv: [`--inspect=127.0.0.1:${inspect}`] }),
        }
      : {
          name: 'Core Tools process',
          entry: 'process/coreTools.ts',
          env: { ...coreToolsEnvironment(host.env.BLOB_ENDPOINT ?? ''), ...host.env, PORT: ports.PORT, APP_ROOT: host.root, FUNC: func },
        };
  return keepAlive({
    ...host,
    patience,
    start: () => startChild(part(), host.over),
    onReady: (child) => {
      // A restart uses the free port of the first start again, so that the address stays the same.
      ports = { PORT: portIn(child.facts.url) ?? ports.PORT, HTTPS_PORT: portIn(child.facts.httpsUrl) ?? ports.HTTPS_PORT };
      host.onReady(child);
    },
  });
}

function portIn(url: string | undefined): string | undefined {
  const port = URL.parse(url ?? '')?.port;
  return port === '' ? undefined : port;
}
