// The options of `npm start`: reads flags and environment, and checks them before anything starts.
import { resolve } from 'node:path';
import { StartError } from '../process/child.ts';
import { parseFlags, UsageError } from './cli.ts';
import { isPackage } from './entries.ts';

/** Flags of the repository alone: what they need isn't in the package. */
const repositoryFlags = `  --watch    restart the app when its source changes (npm run dev)
  --func     run the app on Azure Functions Core Tools (npm run start:func)
  --bundle   run the app as it is deployed: as the bundle that npm run build makes
`;

export const startUsage = `${isPackage ? 'npx calendar-attachments [<flags>]\n       calendar-attachments token --help' : 'npm start [-- <flags>]'}

  --memory   keep no data on disk
  --empty    without the demo tenant
${isPackage ? '' : repositoryFlags}  --control  let a test move the clock, order faults, seed and reset: by who has CONTROL_SECRET, on CONTROL_PORT of this machine alone

Environment: PORT (7071), HTTPS_PORT (7443), COSMOS_PORT (8081), BLOB_PORT (10000), BLOB_HTTPS_PORT (10443), ISSUER_PORT (7444), DATA_DIR (.local);
COSMOS_ENDPOINT with COSMOS_KEY, BLOB_ENDPOINT with BLOB_KEY: use these instead of starting an emulator
INSPECT: a port of this machine on which a debugger finds the app (9229)
CONTROL_PORT (7070), CONTROL_SECRET: for --control; the secret has at least 16 characters
`;

/** The variables that hold a port; 0 stands for any free one. */
const portVariables = ['PORT', 'HTTPS_PORT', 'COSMOS_PORT', 'BLOB_PORT', 'BLOB_HTTPS_PORT', 'ISSUER_PORT', 'CONTROL_PORT'] as const;
export type PortVariable = (typeof portVariables)[number];

const defaultPorts: Readonly<Record<PortVariable, number>> = {
  PORT: 7071,
  HTTPS_PORT: 7443,
  COSMOS_PORT: 8081,
  BLOB_PORT: 10000,
  BLOB_HTTPS_PORT: 10443,
  ISSUER_PORT: 7444,
  CONTROL_PORT: 7070,
};

/** A store that runs elsewhere: its address, and its key unless an identity opens it. */
export interface Elsewhere {
  readonly endpoint: string;
  readonly key: string | undefined;
}

/** The options of a start. `cosmos` and `blob` are defined if these stores already run elsewhere. */
export interface Options {
  readonly memory: boolean;
  readonly empty: boolean;
  readonly watch: boolean;
  readonly func: boolean;
  readonly bundle: boolean;
  readonly dataDir: string;
  readonly ports: Readonly<Record<PortVariable, number>>;
  readonly cosmos: Elsewhere | undefined;
  readonly blob: Elsewhere | undefined;
  /** The port on which a debugger connects to the app's process. */
  readonly inspect: number | undefined;
  /** The secret of whoever controls the stack; undefined if nobody does. */
  readonly control: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the options; returns 'help' if the command line asks for it. Throws UsageError for a wrong flag, StartError for a wrong variable;
 * each names it.
 */
export function readOptions(args: readonly string[], env: Environment): Options | 'help' {
  const boolean = { type: 'boolean', default: false } as const;
  const flags = parseFlags(args, {
    memory: boolean,
    empty: boolean,
    watch: boolean,
    func: boolean,
    bundle: boolean,
    control: boolean,
    help: boolean,
  });
  if (flags.help) return 'help';
  if (flags.watch && (flags.bundle || isPackage))
    throw new UsageError('--watch is for the sources, --bundle for what is made of them: choose one.');
  if (flags.func && flags.control) throw new UsageError('--control is for the local host, which Core Tools take the place of.');
  return {
    memory: flags.memory,
    empty: flags.empty,
    watch: flags.watch,
    func: flags.func,
    bundle: flags.bundle || isPackage,
    dataDir: dataDirOf(env),
    ports: readPorts(env),
    cosmos: elsewhere(env, 'COSMOS'),
    blob: elsewhere(env, 'BLOB'),
    inspect: readPort(env, 'INSPECT'),
    control: flags.control ? readSecret(env) : undefined,
  };
}

/** The folder with the stack's data and keys, absolute: DATA_DIR, `.local` without it. */
export const dataDirOf = (env: Environment): string => resolve(given(env, 'DATA_DIR') ?? '.local');

function readPorts(env: Environment): Record<PortVariable, number> {
  const ports = { ...defaultPorts };
  for (const name of portVariables) ports[name] = readPort(env, name) ?? ports[name];
  return ports;
}

function readPort(env: Environment, name: string): number | undefined {
  const text = given(env, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new StartError(`${name} must be a port from 0 to 65535, not '${text}'.`);
  return Number(text);
}

/** The fewest characters of a secret that nobody guesses. */
const shortestSecret = 16;

function readSecret(env: Environment): string {
  const secret = given(env, 'CONTROL_SECRET') ?? '';
  if (secret.length < shortestSecret)
    throw new StartError(
      `--control wants a CONTROL_SECRET of at least ${shortestSecret} characters, which whoever controls the stack sends.`,
    );
  return secret;
}

function elsewhere(env: Environment, store: 'COSMOS' | 'BLOB'): Elsewhere | undefined {
  const endpoint = given(env, `${store}_ENDPOINT`);
  if (endpoint === undefined) return undefined;
  const protocol = URL.parse(endpoint)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new StartError(`${store}_ENDPOINT must be an http or https URL, not '${endpoint}'.`);
  return { endpoint, key: given(env, `${store}_KEY`) };
}

/** A variable's value; an empty one counts as not set, since scripts blank a variable to unset it. */
export function given(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === '' ? undefined : value;
}
