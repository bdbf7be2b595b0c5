// `npm start`: runs the whole local cloud in the foreground until Ctrl-C.
import { isStop } from '../process/child.ts';
import { runProgram } from './cli.ts';
import { readOptions, startUsage } from './options.ts';
import { supervise } from '../process/supervise.ts';

/** Milliseconds between two checks whether npm's shell still runs. */
const parentCheck = 200;

/**
 * Aborted by every signal that ends a stack. A repeated Ctrl-C changes nothing: npm sends it twice, and the end takes a limited time
 * anyway.
 */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  // A test that forks this process stops it by a message, or by its own end. A closed pipe (`npm start | head`) also ends the stack.
  process.on('disconnect', stop).on('message', (message) => {
    if (isStop(message)) stop();
  });
  process.stdout.on('error', stop);
  // npm sends SIGTERM only to the shell between npm and this process. The shell dies and tells nobody, but this process then has another
  // parent.
  const parent = process.ppid;
  const check = (): void => {
    if (process.ppid !== parent) stop();
  };
  if (process.env.npm_lifecycle_event !== undefined) setInterval(check, parentCheck).unref();
  return stopping.signal;
}

await runProgram(startUsage, async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') process.stdout.write(startUsage);
  else await supervise(options, stopSignal(), (facts) => process.send?.({ type: 'ready', facts }));
});
// A failed start may leave work unfinished, such as a request to a dead store, which must not keep the process alive.
process.exit();
