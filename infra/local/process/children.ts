// The parts of the stack as seen by the supervisor: forked, awaited, watched, stopped.
import { fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StartError, isReady } from './child.ts';
import type { Facts, ToChild } from './child.ts';

/** What to run: a name for people, the entry (relative to `infra/local`), and its environment besides the supervisor's own. */
export interface Part {
  readonly name: string;
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Flags of Node for it alone. */
  readonly execArgv?: readonly string[];
}

/** A part that answers. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly facts: Facts;
  /** Resolves with how it ended: `exit code 1`, `SIGKILL`. Never rejects. */
  readonly ended: Promise<string>;
  /** Asks it to stop, and kills it after `patience` milliseconds. Resolves when the process is gone. */
  stop(patience: number): Promise<void>;
}

/**
 * Starts a part and resolves once it is ready. It dies with this process: its end of the channel closes then.
 * Throws StartError, with what the part itself said, when it ends before it is ready.
 * `signal` ends a part that isn't ready yet.
 */
export async function startChild(part: Part, signal: AbortSignal): Promise<Child> {
  signal.throwIfAborted();
  const child = fork(fileURLToPath(new URL(`../${part.entry}`, import.meta.url)), [], {
    env: { ...process.env, ...part.env },
    // The supervisor's own flags (a preload, an inspector's port) aren't meant for its children.
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

  const ready = new Promise<Facts>((resolve) => {
    child.on('message', (message) => {
      if (isReady(message)) resolve(message.facts);
    });
  });
  const outcome = await Promise.race([ready, ended]);
  signal.removeEventListener('abort', abort);
  // Its last words may still be in the pipe; something of its own that lives on may hold the pipe open.
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
    stop: async (patience) => {
      // A channel that is closed already means that the child knows, or is gone.
      if (child.connected) child.send({ type: 'stop' } satisfies ToChild, () => undefined);
      const late = await Promise.race([ended, setTimeout(patience, 'late' as const, { ref: false })]);
      if (late === 'late') child.kill('SIGKILL');
      await ended;
    },
  };
}
