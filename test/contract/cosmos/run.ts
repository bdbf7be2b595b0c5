// Holds any Cosmos DB endpoint to the contract: `npm run test:cosmos -- --endpoint <url> [--key <key>]`.
import { parseArgs } from 'node:util';
import { emulatorKey } from '../../../infra/local/cosmos/http/server.ts';
import { connect } from './checks/check.ts';
import { runCheck, themes } from './checks/suite.ts';

const { values } = parseArgs({ options: { endpoint: { type: 'string' }, key: { type: 'string', default: emulatorKey } } });
if (values.endpoint === undefined) {
  process.stderr.write('Name the endpoint: --endpoint https://… [--key …]; without a key, the emulators’ own is used.\n');
  process.exit(2);
}

const context = await connect(values.endpoint, values.key);
let passed = 0;
let failed = 0;
for (const { name: theme, checks } of themes)
  for (const check of checks)
    try {
      await runCheck(check, context);
      passed++;
      process.stdout.write(`passed  ${theme}: ${check.name}\n`);
    } catch (error) {
      failed++;
      const reason = error instanceof Error ? error.message : String(error);
      process.stdout.write(`FAILED  ${theme}: ${check.name}\n        ${reason.split('\n', 1).join('')}\n`);
    }
await context.close();
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
