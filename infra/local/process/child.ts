// How a part of the local stack runs as a process of its own: says when it is ready, stops by message, never outlives its parent.

/** Facts that a part tells its parent once it answers, its URL above all. */
export type Facts = Readonly<Record<string, string>>;

/** What a part gives back once it answers: facts for its parent, and how to stop it. */
export interface Running {
  readonly facts: Facts;
  stop(): Promise<void>;
}

/** Messages between a part and the process that forked it. */
export type FromChild = { readonly type: 'ready'; readonly facts: Facts };
export type ToChild = { readonly type: 'stop' };

/** A start that can't succeed, told to the person at the keyboard in one line. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const hasType = (message: unknown, type: string): boolean =>
  typeof message === 'object' && message !== null && 'type' in message && message.type === type;

/** Tells the parent's wish to stop from whatever else may come over the channel. */
export const isStop = (message: unknown): message is ToChild => hasType(message, 'stop');

/** Tells a child's readiness from whatever else may come over the channel. */
export const isReady = (message: unknown): message is FromChild => hasType(message, 'ready');

/**
 * Runs a part in this process until its parent asks it to stop or is gone.
 * Ctrl-C, a closed terminal and many a SIGTERM reach the whole process group: they are left to the parent, which stops its children
 * in order.
 * Started by hand, without a parent, a part prints its facts and obeys these signals itself.
 */
export async function runAsChild(start: () => Promise<Running>): Promise<void> {
  const forked = process.send !== undefined;
  let running: Running | undefined;
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    // Nobody has been served before `start` has ended: there is nothing to finish.
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
  // The parent may be gone before there was anybody to hear of it.
  if (forked && !process.connected) stop();
  try {
    running = await start();
  } catch (error) {
    fail(error);
  }
  if (process.send === undefined) console.log(running.facts);
  else process.send({ type: 'ready', facts: running.facts } satisfies FromChild);
}

function fail(error: unknown): never {
  process.stderr.write(`${describe(error)}\n`);
  process.exit(1);
}

/** One line for what a person can mend, the stack for what only a developer can. */
export function describe(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'EADDRINUSE' && 'port' in error) return `Port ${String(error.port)} is taken.`;
    // The file system's refusals name the file and the reason; a stack adds nothing.
    if ('syscall' in error && 'path' in error) return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
