// Child process: the Cosmos DB emulator. Env: COSMOS_PORT (0 for a free one), COSMOS_FILE (in memory without it).
import { moveClock } from '../control/clock.ts';
import { answerQuestions, readOffset } from '../control/questions.ts';
import { runAsChild, StartError } from '../process/child.ts';
import { startCosmosEmulator } from './http/server.ts';

await runAsChild(async () => {
  const { COSMOS_PORT: port = '8081', COSMOS_FILE: file } = process.env;
  if (!/^\d{1,5}$/.test(port)) throw new StartError(`COSMOS_PORT is a port number, not '${port}'.`);
  const emulator = await startCosmosEmulator({ port: Number(port), ...(file ? { file } : {}) });
  answerQuestions({ keep: () => emulator.baseline.keep(), putBack: () => emulator.baseline.putBack(), moveClock: readOffset(moveClock) });
  return { facts: { url: emulator.url }, stop: () => emulator.close() };
});
