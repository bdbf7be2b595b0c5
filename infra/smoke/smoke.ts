// `npm run smoke`: sends the service's main requests to any deployment, prints the results, and cleans up.
import { runProgram } from '../local/cli/cli.ts';
import { readSmokeFlags, smokeUsage } from './options.ts';
import { runSmoke } from './run.ts';

const stopping = new AbortController();
// A repeated Ctrl-C changes nothing: npm sends it twice, and the cleanup has to be done in any case.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

await runProgram(smokeUsage, async () => {
  const options = readSmokeFlags(process.argv.slice(2), process.env);
  if (options === 'help') process.stdout.write(smokeUsage);
  else process.exitCode = (await runSmoke(options, (line) => console.log(line), stopping.signal)) ? 0 : 1;
});
