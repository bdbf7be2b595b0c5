// The parts of the stack as the supervisor handles them: it starts, watches and stops them.
import { fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { questionsTo } from '../control/questions.ts';
import { StartError, isReady } from './child.ts';
import type { Facts, Settings, ToChild } from './child.ts';
import { besideThis, isPackage } from '../cli/entries.ts';

/**
 * A part to start: a name for people, the file (relative to `infra/local`), and variables that are added to the supervisor's environment.
 */
export interface Part {
  readonly name: string;
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is sent to the part when it is known: the part loads meanwhile. */
  readonly settings?: Promise<Settings>;
  /** Flags of Node for this part only. */
  readonly execArgv?: readonly string[];
}

/** A part that is ready. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly facts: Facts;
  /** Resolves when it has ended, with the reason: `exit code 1`, `SIGKILL`. Never rejects. */
  readonly ended: Promise<string>;
  /** Asks it something; rejects with what it says against it. */
  ask(name: string, value?: unknown): Promise<unknown>;
  /** Asks it to stop, and kills it after `patience` milliseconds. Resolves when the process is gone. */
  stop(patience: number): Promise<void>;
}

/** Where Node keeps what it has compiled: the next start loads in half the time. */
const compiled = fileURLToPath(besideThis(isPackage ? '../.compiled' : '../../node_modules/.cache/compiled'));

/**
 * Starts a part; resolves when it is ready. The part ends with this process, because the channel between them closes. Throws StartError,
 * with the part's output, when the part ends before it is ready. `signal` stops a part that isn't ready yet.
 */
export async function startChild(part: Part, signal: AbortSignal): Promise<Child> {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(besideThis(part.entry)), [], {
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, ...part.env },
    // Node flags of the supervisor (a preload, an inspector's port) aren't passed on to its children.
    execArgv: [...(part.execArgv ?? [])],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, death) => resolve(death ?? `exit code ${String(code)}`));
    child.once('error', (error) => resolve(error.message));
  });
  const heardOut = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const said: Buffer[] = [];
  const keep = (chunk: Buffer): void => void said.push(chunk);
  child.stderr?.on('data', keep);
  const abort = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });

  part.settings?.then(
    (settings) => {
      if (child.connected) child.send({ type: 'settings', settings } satisfies ToChild, () => undefined);
    },
    // Whoever makes the settings hears of the error, and stops this part.
    () => undefined,
  );
  const ready = new Promise<Facts>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message.facts);
    });
  });
  const outcome = await Promise.race([ready, ended]);
  signal.removeEventListener('abort', abort);
  // The pipe may still hold the last output, and may stay open if the part has left a process of its own.
  if (typeof outcome === 'string') await Promise.race([heardOut, setTimeout(500, undefined, { ref: false })]);
  const words = Buffer.concat(said).toString('utf8').trim();
  if (typeof outcome === 'string') {
    signal.throwIfAborted();
    throw new StartError(words === '' ? `The ${part.name} didn't start (${outcome}).` : words);
  }
  child.stderr?.off('data', keep).pipe(process.stderr, { end: false });
  if (words !== '') process.stderr.write(`${words}\n`);

  return {
    name: part.name,
    pid: child.pid ?? 0,
    facts: outcome,
    ended,
    ask: questionsTo(child),
    stop: async (patience) => {
      // A closed channel means that the child has heard of the end, or has ended.
      if (child.connected) child.send({ type: 'stop' } satisfies ToChild, () => undefined);
      const late = await Promise.race([ended, setTimeout(patience, 'late' as const, { ref: false })]);
      if (late === 'late') child.kill('SIGKILL');
      await ended;
    },
  };
}
