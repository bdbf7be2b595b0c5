// Records what the service answers to some hundreds of requests, and compares with an earlier record: `npm run record`.
//   npm run record                                 writes .local/answers.json
//   npm run record -- --out before.json            writes another file
//   npm run record -- --compare before.json        compares with it byte for byte; the first differences are shown, and the exit code is 1
//   npm run record -- --seed 7                      other ids: only what is listed in their order comes in another
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { canonical } from './canonical.ts';
import { differences } from './compare.ts';
import { createRecorder } from './recorder.ts';
import { startRecordedService } from './service.ts';
import { recordAll } from './story/all.ts';

const { values } = parseArgs({ options: { out: { type: 'string' }, compare: { type: 'string' }, seed: { type: 'string', default: '1' } } });

const service = await startRecordedService(Number(values.seed));
const recorder = createRecorder(service);
try {
  await recordAll(recorder);
} finally {
  await service.close();
}
const answers = canonical(recorder.answers);
console.log(`${answers.length} answers.`);

if (values.compare !== undefined) {
  const found = differences(await readFile(values.compare, 'utf8'), answers);
  for (const line of found.slice(0, 40)) console.log(line);
  console.log(found.length === 0 ? 'All of them are equal.' : `${found.length} differ.`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
if (values.out !== undefined || values.compare === undefined) {
  const out = values.out ?? '.local/answers.json';
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(answers, null, 1)}\n`);
  console.log(`Written to ${out}.`);
}
// Idle connections of the stores' clients would keep the process running for a while.
process.exit();
