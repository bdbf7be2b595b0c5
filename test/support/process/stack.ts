// A whole local stack for a test: the supervisor of `npm start` as a child process, on free ports, with a data folder of its own.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isReady } from '../../../infra/local/process/child.ts';
import type { Facts, ToChild } from '../../../infra/local/process/child.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { makeToken } from '../../../infra/local/issuer/signToken.ts';
import type { TokenRequest } from '../../../infra/local/issuer/signToken.ts';

export interface StackOptions {
  /** Keeps data on disk, so that it outlives `restart`. Without it nothing does, and the demo tenant is loaded anew. */
  readonly persistent?: boolean;
  /** Leaves the demo tenant out. */
  readonly empty?: boolean;
  /** More flags of `npm start`. */
  readonly flags?: readonly string[];
  /** A data folder to use, and to leave there; without it, a new one that goes with the stack. */
  readonly dataDir?: string;
  /** Environment besides the test's own: ports other than free ones, settings of the app. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running stack. Addresses are those of now: a restart keeps them. */
export interface Stack {
  /** The app's base URLs, without a slash at the end. */
  readonly url: string;
  readonly httpsUrl: string;
  readonly cosmosUrl: string;
  readonly blobUrl: string;
  readonly dataDir: string;
  /** Trust this file (PEM) to speak https with the stack. */
  readonly certificateFile: string;
  /** All that the supervisor told: besides the addresses `hostPid` and `emulatorPids`. */
  readonly facts: Facts;
  /** The supervisor's process. */
  readonly pid: number;
  /** What it has printed so far, since the last restart. */
  output(): string;
  /** An access token that the app accepts if its claims do. */
  token(request: TokenRequest): Promise<string>;
  /** Kills the app's host in the midst of what it does (SIGKILL) and waits until the supervisor has another one ready. */
  killHost(): Promise<void>;
  /** Stops everything in order, and starts it again at the same addresses with the same data folder. */
  restart(): Promise<void>;
  /** Stops everything in order. Resolves to the supervisor's exit code. Safe to call twice. */
  stop(): Promise<number | null>;
}

const entry = fileURLToPath(new URL('../../../infra/local/cli/start.ts', import.meta.url));
/**
 * Environment for a stack of one's own: free ports, and none of the settings that the shell of whoever runs the tests may have,
 * for they could lead to a store that isn't the stack's.
 */
export const ownEnvironment = {
  PORT: '0',
  HTTPS_PORT: '0',
  COSMOS_PORT: '0',
  BLOB_PORT: '0',
  BLOB_HTTPS_PORT: '0',
  COSMOS_ENDPOINT: '',
  BLOB_ENDPOINT: '',
  TENANT_IDS: '',
  AUDIENCES: '',
  PUBLIC_URL: '',
  APPLICATIONINSIGHTS_CONNECTION_STRING: '',
  CORS_ORIGINS: '',
  HOOK_TENANT_ID: '',
  HOOK_MAILBOXES: '',
  HOOK_ROLES: '',
  HOOK_STANDARD_SECRETS: '',
  HOOK_GITHUB_SECRETS: '',
  DOWNLOADS: '',
  BYTE_BUDGET_MIB: '',
  // Tests count calls, and run it by hand.
  'AzureWebJobs.work.Disabled': 'true',
  // One user of one application stands for everybody in most tests.
  CALLER_REQUESTS: '1000000',
  CALLER_BODIES_MIB: '100000',
  CALLER_WINDOW_SECONDS: '',
  CALLER_AT_ONCE: '1000',
  MAILBOX_UPLOAD_SESSIONS: '10000',
  MEETING_MESSAGE_DAYS: '',
  MEETING_INBOX_MESSAGES: '1000000',
  MEETING_RECIPIENTS_PER_HOUR: '1000000',
  MEETING_INVITATIONS_PER_ORGANIZER: '1000000',
  MEETING_INVITATIONS_PER_DAY: '1000000',
};

/** Starts a stack and waits until it is ready. Rejects with what it printed when it ends instead. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'stack-')));
  const flags = [
    ...(options.persistent === true ? [] : ['--memory']),
    ...(options.empty === true ? ['--empty'] : []),
    ...(options.flags ?? []),
    // Of the whole run (vitest.bundle.config.ts).
    ...(process.env.STACK_FLAGS ?? '').split(' ').filter((flag) => flag !== ''),
  ];
  const launch = (ports: Readonly<Record<string, string>>): Promise<Run> =>
    launched(flags, { ...process.env, ...ownEnvironment, ...ports, ...options.env, DATA_DIR: dataDir });
  const discard = async (): Promise<void> => {
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };

  let run: Run;
  try {
    run = await launch({});
  } catch (error) {
    await discard();
    throw error;
  }
  const fact = (name: string): string => run.facts[name] ?? '';
  return {
    get url() {
      return fact('url');
    },
    get httpsUrl() {
      return fact('httpsUrl');
    },
    get cosmosUrl() {
      return fact('cosmosUrl');
    },
    get blobUrl() {
      return fact('blobUrl');
    },
    get facts() {
      return run.facts;
    },
    get pid() {
      return run.process.pid ?? 0;
    },
    dataDir,
    certificateFile: join(dataDir, 'localhost.pem'),
    output: () => run.output,
    token: async (request) => makeToken(await readIssuerKey(dataDir), request),
    killHost: async () => {
      const again = nextReady(run);
      process.kill(Number(fact('hostPid')), 'SIGKILL');
      await again;
    },
    restart: async () => {
      const ports = portsOf(run.facts);
      await ended(run);
      run = await launch(ports);
    },
    stop: async () => {
      const code = await ended(run);
      await discard();
      return code;
    },
  };
}

/** One supervisor process, what it has told and what it has printed. */
interface Run {
  readonly process: ChildProcess;
  facts: Facts;
  output: string;
}

async function launched(flags: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const child = fork(entry, flags, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const run: Run = { process: child, facts: {}, output: '' };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (run.output += text));
  child.on('message', (message) => {
    if (isReady(message)) run.facts = message.facts;
  });
  await nextReady(run);
  return run;
}

/** Resolves with the next word that everything answers. Rejects with the output when the process ends instead. */
async function nextReady(run: Run): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (): void => {
      run.process.off('message', onMessage).off('close', onClose);
    };
    const onMessage = (message: unknown): void => {
      if (!isReady(message)) return;
      settle();
      resolve();
    };
    const onClose = (code: number | null): void => {
      settle();
      reject(new Error(`The stack ended (${String(code)}) instead of becoming ready: ${run.output}`));
    };
    run.process.on('message', onMessage).on('close', onClose);
  });
}

async function ended(run: Run): Promise<number | null> {
  const { process: child } = run;
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    if (child.connected) child.send({ type: 'stop' } satisfies ToChild);
    await exit;
  }
  return child.exitCode;
}

function portsOf(facts: Facts): Record<string, string> {
  const port = (name: string): string => URL.parse(facts[name] ?? '')?.port ?? '0';
  return {
    PORT: port('url'),
    HTTPS_PORT: port('httpsUrl'),
    COSMOS_PORT: port('cosmosUrl'),
    BLOB_PORT: port('blobUrl'),
    BLOB_HTTPS_PORT: port('blobHttpsUrl'),
  };
}
