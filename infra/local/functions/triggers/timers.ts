// Runs timer functions by their schedules, one run of a timer after the other, and at once on request.
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { z } from 'zod';
import { describeError, logHost } from '../host/hostLog.ts';
import { invoke } from './invoke.ts';
import type { App } from '../host/loadApp.ts';
import { parseSchedule } from './ncrontab.ts';
import type { Schedule } from './ncrontab.ts';
import type { RegisteredFunction } from './registrations.ts';
import { isDisabled, resolveSetting } from './settings.ts';

export interface Timers {
  /** Runs a timer at once; resolves when the run has ended. The name is in any case of letters. Failures are logged. */
  run(name: string): Promise<'succeeded' | 'failed' | 'unknown'>;
  /**
   * Looks at the clock anew, which has been moved: runs each timer that is due by now, once, and waits for the others' times. Resolves when these
   * runs have ended, or go on for longer than a second, as a sweep does that finds months to go through.
   */
  catchUp(): Promise<void>;
  /** Runs each timer that has a schedule once, at once; resolves when these runs have ended, or after a second. */
  runAll(): Promise<void>;
  /** Calls `hurry` if runs are under way, and resolves when they have ended, or after a second. */
  runsEnd(hurry: () => void): Promise<void>;
  /** Stops the schedules; resolves when the runs in progress have ended. */
  stop(): Promise<void>;
}

const timerTrigger = z.object({ schedule: z.string(), runOnStartup: z.boolean().nullish() });

/** The longest delay of Node's timers, in milliseconds; a longer wait takes several. */
const longestWait = 2 ** 31 - 1;

/** Milliseconds for which one waits for runs that may go on for minutes. */
const patience = 1000;

/** Starts the app's timers. As in Azure, a timer with an invalid schedule is logged and runs on request only. */
export function startTimers(app: App, environment: NodeJS.ProcessEnv): Timers {
  const functions = app.functions.filter(({ trigger }) => trigger.type.toLowerCase() === 'timertrigger');
  const schedules = new Map<string, Schedule>();
  const lastRuns = new Map<string, string>();
  const waiting = new Map<string, { readonly timeout: NodeJS.Timeout; readonly next: Date; readonly again: (after: Date) => void }>();
  const running = new Set<Promise<unknown>>();
  let stopped = false;

  for (const timer of functions) {
    try {
      const { schedule, runOnStartup } = timerTrigger.parse(timer.trigger);
      const times = parseSchedule(resolveSetting(schedule, environment));
      schedules.set(timer.name, times);
      // Azure's setting that turns a timer's schedule off; the timer still runs on request.
      if (isDisabled(timer.name, environment)) continue;
      if (runOnStartup === true) void fire(timer).then(() => wait(timer, times, new Date()));
      else wait(timer, times, new Date());
    } catch (error) {
      logHost('error', `The listener for function "${timer.name}" was unable to start: ${describeError(error)}`);
    }
  }

  const soon = async (runs: readonly Promise<unknown>[]): Promise<void> =>
    Promise.race([Promise.allSettled(runs).then(() => undefined), setTimeoutPromise(patience, undefined, { ref: false })]);

  return {
    runAll: () => soon(functions.filter(({ name }) => waiting.has(name)).map(fire)),
    runsEnd: async (hurry) => {
      if (running.size === 0) return;
      hurry();
      await soon([...running]);
    },
    run: async (name) => {
      const timer = functions.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
      return timer ? fire(timer) : 'unknown';
    },
    stop: async () => {
      stopped = true;
      for (const { timeout } of waiting.values()) clearTimeout(timeout);
      await Promise.allSettled(running);
    },
    catchUp: async () => {
      const due = [...waiting].filter(([, { next }]) => next.getTime() <= Date.now()).map(([name]) => name);
      for (const { timeout, again } of waiting.values()) {
        clearTimeout(timeout);
        again(new Date());
      }
      await soon(functions.filter(({ name }) => due.includes(name)).map(fire));
    },
  };

  function wait(timer: RegisteredFunction, times: Schedule, after: Date): void {
    const next = times.next(after);
    if (stopped || !next) return;
    const delay = next.getTime() - Date.now();
    const due = (): void => {
      waiting.delete(timer.name);
      if (delay > longestWait) wait(timer, times, after);
      // Node may fire a little early: the next time is counted from the scheduled time, so that this one doesn't come twice.
      else void fire(timer).then(() => wait(timer, times, new Date(Math.max(next.getTime(), Date.now()))));
    };
    const timeout = setTimeout(due, Math.min(delay, longestWait));
    waiting.set(timer.name, { timeout, next, again: (since) => wait(timer, times, since) });
  }

  async function fire(timer: RegisteredFunction): Promise<'succeeded' | 'failed'> {
    const date = new Date();
    const now = date.toISOString();
    const next = schedules.get(timer.name)?.next(date)?.toISOString() ?? now;
    const status = { Last: lastRuns.get(timer.name) ?? now, Next: next, LastUpdated: now };
    lastRuns.set(timer.name, now);
    const state = { Schedule: { AdjustForDST: true }, ScheduleStatus: status, IsPastDue: false };
    const run = invoke(app, timer, { json: JSON.stringify(state) });
    running.add(run);
    try {
      await run;
      return 'succeeded';
    } catch (error) {
      logHost('error', describeError(error));
      return 'failed';
    } finally {
      running.delete(run);
    }
  }
}
