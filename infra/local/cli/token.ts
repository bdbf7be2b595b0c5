// `npm run token`: prints an access token of the local issuer and nothing else. It needs no running stack.
import { runProgram } from './cli.ts';
import { readIssuerKey } from '../issuer/issuerKey.ts';
import { signToken } from '../issuer/signToken.ts';
import { dataDirOf } from './options.ts';
import { readTokenFlags, tokenUsage } from './tokenFlags.ts';

await runProgram(tokenUsage, async () => {
  const request = readTokenFlags(process.argv.slice(2));
  if (request === 'help') process.stdout.write(tokenUsage);
  else process.stdout.write(`${await signToken(await readIssuerKey(dataDirOf(process.env)), request)}\n`);
});
