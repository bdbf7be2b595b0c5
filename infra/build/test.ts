// `npm test`: all tests, and beside them the checks (`npm run check`) at the lowest priority. Tests wait for clocks and for processes, and the
// checks need little more than the time that is left then. What they say is printed behind the tests. Arguments are vitest's.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { text } from 'node:stream/consumers';

const ofTheirOwn = ['large', 'generated', 'openapi', 'browserLong'].map((project) => `--project=!${project}`);

const checks = spawn('npm run --silent check', { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
if (checks.pid !== undefined) setPriority(checks.pid, constants.priority.PRIORITY_LOW);
const said = Promise.all([text(checks.stdout), text(checks.stderr), once(checks, 'close')]);

const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...ofTheirOwn, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
await once(tests, 'close');
const [out, err] = await said;
process.stdout.write(out);
process.stderr.write(err);
if (checks.exitCode !== 0) process.stderr.write('npm run check failed.\n');
process.exitCode = tests.exitCode === 0 && checks.exitCode === 0 ? 0 : 1;
