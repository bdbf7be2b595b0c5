// The Cosmos DB contract, held against the emulator of the local stack.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emulatorKey, startCosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import type { CosmosEmulator } from '../../../infra/local/cosmos/http/server.ts';
import { connect } from './checks/check.ts';
import type { Context } from './checks/check.ts';
import { runCheck, themes } from './checks/suite.ts';

/** What the emulator leaves out, and how it says so. The last is the SDK's own refusal: it sends tokens over https alone. */
const unsupported = new Map([
  ['a stored procedure runs', /Stored procedures aren't supported by this emulator/],
  ['a user-defined function is called in a query', /User-defined functions aren't supported by this emulator/],
  ['a token of Microsoft Entra ID is accepted', /not permitted for non-TLS protected/],
]);

let emulator: CosmosEmulator;
let context: Context;
beforeAll(async () => {
  emulator = await startCosmosEmulator({ port: 0 });
  context = await connect(emulator.url, emulatorKey);
});
afterAll(async () => {
  await context.close();
  await emulator.close();
});

for (const { name, checks } of themes)
  describe(name, () => {
    for (const check of checks) {
      const refusal = unsupported.get(check.name);
      if (refusal) test(`the check is refused: ${check.name}`, () => expect(runCheck(check, context)).rejects.toThrow(refusal));
      else test(check.name, () => runCheck(check, context));
    }
  });

test('what is left out is still in the suite, and no two checks have one name', () => {
  const names = themes.flatMap(({ checks }) => checks.map(({ name }) => name));
  expect(names).toEqual(expect.arrayContaining([...unsupported.keys()]));
  expect(new Set(names).size).toBe(names.length);
});
