// `npm start`: the whole cloud on a laptop, in the foreground, until Ctrl-C.
import { isStop } from '../process/child.ts';
import { runProgram } from './cli.ts';
import { readOptions, startUsage } from './options.ts';
import { supervise } from '../process/supervise.ts';

/** How often it looks whether npm's shell is still there, in milliseconds. */
const parentCheck = 200;

/** Aborted by whatever may end a stack. A repeated Ctrl-C changes nothing: npm sends it twice, and the end is bounded anyway. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  // Forked by a test, it obeys its parent and goes with it. The end of a pipe (`npm start | head`) is an end too.
  process.on('disconnect', stop).on('message', (message) => {
    if (isStop(message)) stop();
  });
  process.stdout.on('error', stop);
  // npm hands SIGTERM to the shell between them, which dies of it and tells nobody: from then on this process has another parent.
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
// What a failed start may have left half done, such as a request to a dead store, must not keep the process.
process.exit();
