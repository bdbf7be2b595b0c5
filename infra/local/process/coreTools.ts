// Child process: the app on Azure Functions Core Tools instead of the local host. Env: FUNC, PORT, APP_ROOT and the app's settings.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { StartError, runAsChild } from './child.ts';
import type { Running } from './child.ts';
import { freePort } from './ports.ts';

/** Milliseconds that Core Tools may take to be ready, and to stop. */
const startPatience = 60_000;
const stopPatience = 1500;

await runAsChild(async (): Promise<Running> => {
  const { FUNC: command = 'func', PORT: wanted = '0', APP_ROOT: root = '.' } = process.env;
  const port = wanted === '0' ? await freePort() : Number(wanted);
  const windows = process.platform === 'win32';
  const tools = spawn(windows ? `"${command}"` : command, ['start', '--port', String(port)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // On Windows it is a command script. Elsewhere it leads a process group, so that its language worker can be ended with it.
    shell: windows,
    detached: !windows,
  });
  const ended = once(tools, 'exit');
  const end = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    if (windows || tools.pid === undefined) tools.kill(signal);
    else if (tools.exitCode === null && tools.signalCode === null) process.kill(-tools.pid, signal);
  };
  process.on('exit', () => end('SIGKILL'));

  const url = `http://localhost:${String(port)}`;
  const until = Date.now() + startPatience;
  while (!(await answers(url))) {
    const gone = await Promise.race([ended, setTimeout(200)]);
    if (gone !== undefined) throw new StartError('Core Tools ended before the app answered.');
    if (Date.now() > until) throw new StartError(`Core Tools didn't answer within ${String(startPatience / 1000)} s.`);
  }
  // This process ends with Core Tools: its parent then starts both again.
  void ended.then(() => process.exit(1));
  return {
    facts: { url },
    stop: async () => {
      end('SIGTERM');
      await Promise.race([ended, setTimeout(stopPatience)]);
    },
  };
});

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD' });
    return true;
  } catch {
    return false;
  }
}
