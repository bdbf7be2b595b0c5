// How a part of the local stack runs as a process of its own: it reports when it is ready, stops on a message and ends with its parent.

/** Values that a part reports to its parent when it is ready, above all its URL. */
export type Facts = Readonly<Record<string, string>>;

/** The result of a part's start: values for its parent, and how to stop it. */
export interface Running {
  readonly facts: Facts;
  stop(): Promise<void>;
}

/** Messages between a part and the process that forked it. */
export type FromChild = { readonly type: 'ready'; readonly facts: Facts };
export type ToChild = { readonly type: 'stop' } | { readonly type: 'settings'; readonly settings: Settings };

/** Environment variables that a part gets after its start, because its parent didn't know them before. */
export type Settings = Readonly<Record<string, string>>;

/** A reason why a start can't succeed, in one line for a person. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const hasType = (message: unknown, type: string): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === type;

/** Whether a message is the parent's request to stop. */
export const isStop = (message: unknown): message is ToChild => hasType(message, 'stop');

const isSettings = (message: unknown): message is ToChild & { readonly type: 'settings' } => hasType(message, 'settings');

/** Whether a message says that a child is ready. */
export const isReady = (message: unknown): message is FromChild => hasType(message, 'ready');

/**
 * Runs a part in this process until its parent asks it to stop or has ended. Ctrl-C, a closed terminal and many a SIGTERM signal the whole
 * process group: the part ignores them, and the parent stops its children in order. A part that a person starts by hand, without a parent,
 * prints its values and stops on these signals itself.
 */
export async function runAsChild(start: () => Promise<Running>): Promise<void> {
  const forked = process.send !== undefined;
  let running: Running | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // Before `start` has ended, nobody has been served and there is nothing to finish.
    if (running === undefined) process.exit(0);
    running.stop().then(() => process.exit(0), fail);
  };
  process.on('message', (message) => {
    if (isStop(message)) stop();
  });
  process.on('disconnect', stop);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (!forked) stop();
    });
  // The parent may have ended before this process listened for it.
  if (forked && !process.connected) stop();
  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
  if (process.send === undefined) console.log(running.facts);
  else process.send({ type: 'ready', facts: running.facts } satisfies FromChild);
}

/** The settings that the parent sends. Must be called before anything is awaited: a message for which nobody listens is lost. */
export const settingsOfParent = (): Promise<Settings> =>
  new Promise((resolve) => {
    process.on('message', (message) => {
      if (isSettings(message)) resolve(message.settings);
    });
  });

function fail(error: unknown): never {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
}

/** Prints one line for an error that a person can mend, and the stack for any other. */
export function describe(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE' && 'port' in error) return `Port ${String(error.port)} is taken.`;
    // Errors of the file system name the file and the reason; a stack adds nothing.
    if ('syscall' in error && 'path' in error) return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
