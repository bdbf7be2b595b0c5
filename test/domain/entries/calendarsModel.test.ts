// Three people and their meetings against a model: whatever they do, and whoever dies where, each calendar ends as the model's.
// `MODEL_OPERATIONS` sets how much is done (`npm run test:model`: 2,000), `MODEL_SEED` repeats a run.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Calendars, step, type Step } from '../../support/meetings/modelSteps.ts';
import { threePeople } from '../../support/meetings/threePeople.ts';
import { startStores, type TestStores } from '../../support/stores/stores.ts';

const operations = Number(process.env.MODEL_OPERATIONS ?? 120);
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000);
const perRun = 20;

let stores: TestStores;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());

const first: Step = { what: 'series', who: 0, which: 0, day: null, value: 0, others: [1, 2], dies: null };

/** Performs the steps, and compares each calendar behind each of them. */
async function performAll(steps: readonly Step[]): Promise<void> {
  const calendars = new Calendars(await threePeople(stores));
  for (const [at, each] of steps.entries()) {
    const said = `step ${at} of seed ${seed}: ${JSON.stringify(each)}`;
    await calendars.perform(each).catch((error: unknown) => expect.fail(`${said}: ${String(error)}`));
    for (const who of [0, 1, 2]) {
      const [actual, expected] = await calendars.compare(who);
      expect(actual, `person ${who} after ${said}`).toEqual(expected);
    }
  }
}

/** What the model has found, each once: the first person's series, then steps. */
const found: Readonly<Record<string, readonly Partial<Step>[]>> = {
  'a day whose time is written another way goes on following its series': [
    { what: 'time', day: 2, value: 0 },
    { what: 'time', value: 2 },
  ],
  'who answered a day, is taken off the series and invited again hasn’t answered that day': [
    { what: 'answer', who: 1, day: 2 },
    { what: 'attendees', others: [2] },
    { what: 'attendees', others: [1, 2] },
  ],
  'the same of a day that has people of its own': [
    { what: 'attendees', day: 2, others: [1] },
    { what: 'answer', who: 1, day: 2 },
    { what: 'attendees', others: [2] },
    { what: 'attendees', others: [1, 2] },
    { what: 'subject', day: 2 },
  ],
  'a day that was declined stays away when its series comes back, until it is asked anew': [
    { what: 'answer', who: 1, day: 2, value: 2 },
    { what: 'delete', who: 1 },
    { what: 'place', value: 3 },
    { what: 'time', day: 2, value: 1 },
  ],
  'who declined the one day and is invited to its series hasn’t got that day': [
    { what: 'attendees', others: [1] },
    { what: 'attendees', day: 1, others: [1, 2] },
    { what: 'answer', who: 2, day: 1, value: 2 },
    { what: 'attendees', others: [1, 2] },
    { what: 'time', day: 1, value: 2 },
  ],
};

it.each(Object.entries(found))('every calendar is as the model has it: %s', async (_, steps) => {
  await performAll([first, ...steps.map((each) => ({ ...first, ...each }))]);
});

it(
  'every calendar is as the model has it, whatever three people do with their meetings and series and whoever dies where',
  async () => {
    const runs = fc.tuple(fc.boolean(), fc.array(step, { minLength: perRun, maxLength: perRun }));
    await fc.assert(
      fc.asyncProperty(runs, ([isSeries, steps]) => performAll([{ ...first, what: isSeries ? 'series' : 'create' }, ...steps])),
      { numRuns: Math.ceil(operations / perRun), endOnFailure: process.env.MODEL_SHRINK === undefined, seed },
    );
  },
  60 * 60_000,
);
