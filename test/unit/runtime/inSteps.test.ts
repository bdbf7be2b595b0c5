// Turns of the event loop: long works run side by side, but never two of their steps in one turn.
import { expect, it } from 'vitest';
import { inSteps, ownTurn, turnFor, type Steps } from '../../../lib/runtime/inSteps.ts';

/** Counts turns of the event loop while it runs; each is given by its number. */
function countTurns(): { now(): number; stop(): void } {
  let turns = 0;
  let runs = true;
  const next = (): void => {
    turns++;
    if (runs) setImmediate(next);
  };
  setImmediate(next);
  return { now: () => turns, stop: () => (runs = false) };
}

it('several works side by side never have the same turn', async () => {
  const turns = countTurns();
  const at: number[] = [];
  function* steps(): Steps<void> {
    for (let i = 0; i < 5; i++) {
      yield;
      at.push(turns.now());
    }
  }
  const pages = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < 5; i++) {
      await ownTurn();
      at.push(turns.now());
    }
  });
  await Promise.all([...pages, inSteps(steps()), inSteps(steps())]);
  turns.stop();
  expect(at).toHaveLength(30);
  expect(new Set(at).size).toBe(30);
});

it('short work waits for no turn, and long work for one', async () => {
  const turns = countTurns();
  const before = turns.now();
  await turnFor(1_000);
  expect(turns.now()).toBe(before);
  await turnFor(1_000_000);
  expect(turns.now()).toBeGreaterThan(before);
  turns.stop();
});
