// Runs npm scripts at the same time: `node infra/build/sideBySide.ts eslint prettier types`. The output of each script is printed in one
// piece when it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Whether the script succeeded. */
async function run(script: string): Promise<boolean> {
  // npm is a shell script on Windows.
  const child = spawn(`npm run --silent ${script}`, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  process.stdout.write(out);
  process.stderr.write(err);
  if (child.exitCode !== 0) process.stderr.write(`npm run ${script} failed.\n`);
  return child.exitCode === 0;
}

const outcomes = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
