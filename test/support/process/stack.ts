// Starts a whole local stack for a test: the supervisor of `npm start` as a child process, on free ports, with a data folder of its own.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isReady } from '../../../infra/local/process/child.ts';
import type { Facts, ToChild } from '../../../infra/local/process/child.ts';
import { readIssuerKey } from '../../../infra/local/issuer/issuerKey.ts';
import { signToken } from '../../../infra/local/issuer/signToken.ts';
import { followLog, textLog } from '../logs/appLogs.ts';
import { newDataFolder } from './dataFolder.ts';
import type { TokenRequest } from '../../../infra/local/issuer/signToken.ts';

export interface StackOptions {
  /** Keeps data on disk, so that it survives `restart`. Without it, a restart begins with a new demo tenant. */
  readonly persistent?: boolean;
  /** Leaves the demo tenant out. */
  readonly empty?: boolean;
  /** Further flags of `npm start`. */
  readonly flags?: readonly string[];
  /** A data folder that the stack uses and leaves in place; without it, the stack makes one and removes it. */
  readonly dataDir?: string;
  /** A file that its output is written to as well, for other processes. */
  readonly outputFile?: string;
  /** Variables that override the test's own: ports, settings of the app. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running stack. Its addresses stay the same after a restart. */
export interface Stack {
  /** The app's base URLs, without a slash at the end. */
  readonly url: string;
  readonly httpsUrl: string;
  readonly cosmosUrl: string;
  readonly blobUrl: string;
  /** Where people sign in. */
  readonly issuerUrl: string;
  readonly dataDir: string;
  /** The PEM file of the certificate that https clients have to trust. */
  readonly certificateFile: string;
  /** All values that the supervisor has reported: besides the addresses `hostPid` and `emulatorPids`. */
  readonly facts: Facts;
  /** The process id of the supervisor. */
  readonly pid: number;
  /** Its output since the last restart. */
  output(): string;
  /** Signs an access token with the stack's issuer key. */
  token(request: TokenRequest): Promise<string>;
  /** Kills the app's host (SIGKILL) while it works, and waits until the supervisor has started another one. */
  killHost(): Promise<void>;
  /** Stops everything in order, and starts it again at the same addresses with the same data folder. */
  restart(): Promise<void>;
  /** Stops everything in order. Resolves to the supervisor's exit code. Safe to call twice. */
  stop(): Promise<number | null>;
}

const entry = fileURLToPath(new URL('../../../infra/local/cli/start.ts', import.meta.url));
/**
 * The environment of a test's stack: free ports, and none of the settings in the shell of the person who runs the tests, which could lead
 * to other stores.
 */
export const ownEnvironment = {
  PORT: '0',
  HTTPS_PORT: '0',
  COSMOS_PORT: '0',
  BLOB_PORT: '0',
  BLOB_HTTPS_PORT: '0',
  ISSUER_PORT: '0',
  COSMOS_ENDPOINT: '',
  BLOB_ENDPOINT: '',
  TENANT_IDS: '',
  AUDIENCES: '',
  PUBLIC_URL: '',
  APPLICATIONINSIGHTS_CONNECTION_STRING: '',
  CORS_ORIGINS: '',
  PAGES: '',
  HOOK_TENANT_ID: '',
  HOOK_MAILBOXES: '',
  HOOK_ROLES: '',
  HOOK_STANDARD_SECRETS: '',
  HOOK_GITHUB_SECRETS: '',
  DOWNLOADS: '',
  BYTE_BUDGET_MIB: '',
  // Tests count calls to the stores and what they cost, and run these by hand.
  'AzureWebJobs.changes.Disabled': 'true',
  'AzureWebJobs.work.Disabled': 'true',
  'AzureWebJobs.sweep.Disabled': 'true',
  // In most tests, one user of one application sends all requests.
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

/** Starts a stack and waits until it is ready. Rejects with its output when it ends before. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const dataDir = options.dataDir ?? (await newDataFolder());
  const flags = [
    ...(options.persistent === true ? [] : ['--memory']),
    ...(options.empty === true ? ['--empty'] : []),
    ...(options.flags ?? []),
    // Flags for all stacks of a run (vitest.bundle.config.ts).
    ...(process.env.STACK_FLAGS ?? '').split(' ').filter((flag) => flag !== ''),
  ];
  const launch = (ports: Readonly<Record<string, string>>): Promise<Run> =>
    launched(flags, { ...process.env, ...ownEnvironment, ...ports, ...options.env, DATA_DIR: dataDir }, options.outputFile);
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
  const unfollow = followLog(textLog(() => run.output));
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
    get issuerUrl() {
      return fact('issuerUrl');
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
    token: async (request) => signToken(await readIssuerKey(dataDir), request),
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
      unfollow();
      await discard();
      return code;
    },
  };
}

/** A supervisor process, with its facts and its output. */
interface Run {
  readonly process: ChildProcess;
  facts: Facts;
  output: string;
}

async function launched(flags: readonly string[], env: NodeJS.ProcessEnv, outputFile?: string): Promise<Run> {
  const child = fork(entry, flags, { env, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const run: Run = { process: child, facts: {}, output: '' };
  const keep = (text: string): void => {
    run.output += text;
    if (outputFile !== undefined) appendFileSync(outputFile, text);
  };
  if (outputFile !== undefined) appendFileSync(outputFile, '');
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', keep);
  child.on('message', (message) => {
    if (isReady(message)) run.facts = message.facts;
  });
  await nextReady(run);
  return run;
}

/** Resolves when the supervisor reports the next time that it is ready. Rejects with its output when the process ends before. */
async function nextReady(run: Run): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stopListening = (): void => {
      run.process.off('message', onMessage).off('close', onClose);
    };
    const onMessage = (message: unknown): void => {
      if (!isReady(message)) return;
      stopListening();
      resolve();
    };
    const onClose = (code: number | null): void => {
      stopListening();
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
    ISSUER_PORT: port('issuerUrl'),
  };
}
