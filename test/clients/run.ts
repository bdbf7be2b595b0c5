// Runs clients that others have written against the local stack: `npm run test:clients -- [name…]`. Each is installed in its exact version, once.
import { registerCertified } from '../support/people/certified.ts';
import { startStack } from '../support/process/stack.ts';
import { trust } from '../support/clients/officialClients.ts';
import type { OutsideClient, Target } from './client.ts';
import { dotnet } from './dotnet.ts';
import { startGraphProxy } from './graphProxy.ts';
import { graphClient, mgtRequests, msgraphSdk, n8nOutlook, pnpGraph } from './javascript.ts';
import { lokka } from './mcp/lokka.ts';
import { m365Cli } from './m365Cli.ts';
import { ms365Mcp } from './mcp/ms365Mcp.ts';
import { startPostbox } from './postbox.ts';
import { snippets } from './snippets/snippets.ts';
import { collectSteps, tallyOf, type Tally } from './steps.ts';

const clients: readonly OutsideClient[] = [
  dotnet,
  msgraphSdk,
  graphClient,
  pnpGraph,
  ms365Mcp,
  m365Cli,
  lokka,
  n8nOutlook,
  mgtRequests,
  snippets,
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !clients.some((each) => each.name === name));
if (unknown.length > 0) {
  process.stderr.write(`There is no client '${unknown.join("', '")}'; these are: ${clients.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}

/** Takes all steps of one client on a stack of its own, and prints them. */
async function tried(client: OutsideClient): Promise<Tally> {
  const stack = await startStack({ env: { 'AzureWebJobs.work.Disabled': 'false', 'AzureWebJobs.changes.Disabled': 'false' } });
  trust(stack);
  const proxy = await startGraphProxy(stack, stack.dataDir);
  const postbox = await startPostbox();
  const target: Target = {
    httpsUrl: stack.httpsUrl,
    issuerUrl: stack.issuerUrl,
    certified: await registerCertified(stack.dataDir),
    certificateFile: stack.certificateFile,
    proxy,
    postboxUrl: postbox.url,
    token: (request) => stack.token(request),
  };
  const steps = collectSteps();
  try {
    await client.run(target, steps);
  } finally {
    await Promise.all([proxy.stop(), postbox.stop()]);
    await stack.stop();
  }
  process.stdout.write(`\n${client.title}\n`);
  for (const { step, failure } of steps.outcomes) {
    const reason = client.explained[step];
    if (failure === undefined) process.stdout.write(`  ok      ${step}\n`);
    else process.stdout.write(`  missed  ${step}: ${reason === undefined ? failure : `${reason} (${failure})`}\n`);
  }
  return tallyOf(steps.outcomes, client.explained);
}

const tallies: Tally[] = [];
for (const client of clients) {
  if (names.length > 0 && !names.includes(client.name)) continue;
  const missing = client.missing?.();
  if (missing === undefined) tallies.push(await tried(client));
  else process.stdout.write(`\n${client.title}\n  left out: ${missing}\n`);
}

const sum = (count: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + count(tally), 0);
const wrong = tallies.flatMap((tally) => tally.wrong);
for (const each of wrong) process.stdout.write(`\nNOT EXPLAINED  ${each}`);
process.stdout.write(
  `\n${sum(({ passed }) => passed)} passed, ${sum(({ explained }) => explained)} missed with a reason, ${wrong.length} failed\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
