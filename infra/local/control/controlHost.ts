// The host's process as it is controlled: the gate before its functions, its clock, its waits, and its app that starts anew.
import type { FunctionsHost } from '../functions/host/host.ts';
import { clockOffset, moveClock } from './clock.ts';
import { createGate, type Gate } from './gate.ts';
import { answerQuestions, readOffset } from './questions.ts';
import { leadWaits, skipWaits } from './waits.ts';

/** Longer than any run of a timer may take, in milliseconds. */
const aDay = 86_400_000;

/** Called before the host starts, so that nothing waits yet; `answer` is, once it has. */
export function prepareHost(secret: string): { readonly guard: Gate['guard']; answer(host: FunctionsHost): void } {
  leadWaits();
  const gate = createGate(secret);
  return {
    guard: gate.guard,
    answer: (host) =>
      answerQuestions({
        ...gate.answers,
        moveClock: readOffset((by) => {
          const ahead = by - clockOffset();
          moveClock(by);
          if (ahead > 0) skipWaits(ahead);
        }),
        catchUp: () => host.catchUp(),
        runTimers: () => host.runTimers(),
        // A run that goes on for minutes asks the clock whether its time is over: now it is.
        endRuns: () => host.runsEnd(() => moveClock(clockOffset() + aDay)),
        startAnew: () => host.startAppAnew(),
      }),
  };
}
