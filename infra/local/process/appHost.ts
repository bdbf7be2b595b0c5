// The process that runs the app: the local Functions host or Core Tools, kept alive at the same addresses.
import { fileURLToPath } from 'node:url';
import { coreToolsEnvironment } from './appEnvironment.ts';
import { StartError } from './child.ts';
import { startChild } from './children.ts';
import type { Child, Part } from './children.ts';
import { findCommand } from './findCommand.ts';
import { keepAlive } from './keepAlive.ts';
import type { Kept } from './keepAlive.ts';
import type { Options } from '../cli/options.ts';

/** The project's folder: what the host loads the app from, unless it runs the bundle. */
export const appRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** How long the app may take to finish what it is answering, in milliseconds; with the emulators' patience it stays below 5 s. */
const patience = 2000;

export interface AppHost {
  /** The folder that holds the app. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly certificateFile: string;
  /** What redirects lead to from the https address, in the place of another origin. */
  readonly redirects: { readonly from: string; readonly to: string } | undefined;
  readonly onReady: (host: Child) => void;
  readonly say: (line: string) => void;
  readonly over: AbortSignal;
}

/** The path of Core Tools. Throws StartError where they aren't installed. */
export async function findCoreTools(env: NodeJS.ProcessEnv): Promise<string> {
  const func = await findCommand('func', env);
  if (func === undefined)
    throw new StartError("Azure Functions Core Tools aren't installed: there is no 'func' on PATH. npm start does without them.");
  return func;
}

/** Starts the host and keeps it; `func` is Core Tools' path when they are wanted. Throws StartError when it can't start. */
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
      // A free port that was found once is kept, so that addresses outlive a restart.
      ports = { PORT: portIn(child.facts.url) ?? ports.PORT, HTTPS_PORT: portIn(child.facts.httpsUrl) ?? ports.HTTPS_PORT };
      host.onReady(child);
    },
  });
}

function portIn(url: string | undefined): string | undefined {
  const port = URL.parse(url ?? '')?.port;
  return port === '' ? undefined : port;
}
