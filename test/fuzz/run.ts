// Compares random upload sessions with the model: `npm run test:fuzz -- [--sequences 10000] [--seed 1] [--lanes 4]`.
import { inspect, parseArgs } from 'node:util';
import fc from 'fast-check';
import { startStack } from '../support/process/stack.ts';
import { openPlace } from './place.ts';
import { newTally, runSequence, type Tally } from './uploadRun.ts';
import { sequences } from './uploadSequences.ts';

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    lanes: { type: 'string', default: '4' },
  },
});
const [wanted, seed, lanes] = [Number(values.sequences), Number(values.seed), Number(values.lanes)];
process.stdout.write(`${wanted} random upload sessions in ${lanes} lanes, seed ${seed}\n`);

const stack = await startStack();
const began = performance.now();
const tallies: Tally[] = [];
const sum = (count: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + count(tally), 0);
let failed = false;

/** Runs sessions on one event, one after the other; the lanes run at the same time. */
async function runLane(lane: number): Promise<void> {
  const place = await openPlace(stack);
  const own = newTally();
  tallies.push(own);
  const property = fc.asyncProperty(sequences, async (sequence) => {
    await runSequence(place, sequence, own);
    if (own.sequences % 500 === 0) process.stdout.write(`lane ${lane}: ${own.sequences} done\n`);
  });
  await fc.assert(property, { seed: seed + lane, numRuns: Math.ceil((wanted - lane) / lanes) });
  const count = await place.api.send(`/v1.0/me/events/${place.event}/attachments/$count`);
  if (count.text !== String(own.remaining)) throw new Error(`The event has ${count.text} attachments instead of ${own.remaining}.`);
}

const outcomes = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
for (const outcome of outcomes) {
  if (outcome.status === 'fulfilled') continue;
  failed = true;
  process.stdout.write(`DIFFERENCE  ${inspect(outcome.reason)}\n`);
}
await stack.stop();

const known = [...new Set(tallies.flatMap(({ statuses }) => [...statuses.keys()]))].sort();
const statuses = known.map((status) => `${status}: ${sum((tally) => tally.statuses.get(status) ?? 0)}`).join(', ');
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(`${sum(({ sequences: count }) => count)} sequences, ${sum(({ requests }) => requests)} requests (${statuses}), `);
process.stdout.write(
  `${sum(({ repeated }) => repeated)} sent again after 503, ${sum(({ completed }) => completed)} ended with a file, ${failed ? 'with differences' : 'no difference'}, ${seconds} s\n`,
);
process.exitCode = failed ? 1 : 0;
