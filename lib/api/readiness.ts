// Whether the stores answer: asked once for all who want to know at about the same time, and within bounds.
import { Fault } from '../runtime/errors.ts';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../runtime/clock.ts';

export interface ReadinessOptions {
  /** What must answer, by a name for the log. */
  readonly stores: Readonly<Record<string, { ping(): Promise<void> }>>;
  readonly clock: Clock;
  /** Told which store doesn't answer and why, once each time they are asked. */
  readonly failed: (store: string, error: unknown) => void;
  /** Milliseconds that a store may take to answer. */
  readonly patienceMs?: number;
}

/** Milliseconds for which an answer counts for everybody: strangers may ask, and mustn't be able to keep the stores busy by it. */
const keptMs = 1_000;

const defaultPatienceMs = 5_000;

/** Whether all stores answer. Never rejects. */
export type Readiness = () => Promise<boolean>;

export function createReadiness({ stores, clock, failed, patienceMs = defaultPatienceMs }: ReadinessOptions): Readiness {
  let asked: Promise<boolean> | undefined;
  let until = 0;

  async function ask(): Promise<boolean> {
    const answers = await Promise.all(Object.entries(stores).map(([name, store]) => answersInTime(name, store)));
    until = clock() + keptMs;
    return answers.every((answered) => answered);
  }

  async function answersInTime(name: string, store: { ping(): Promise<void> }): Promise<boolean> {
    try {
      const late = setTimeout(patienceMs, 'late' as const, { ref: false });
      if ((await Promise.race([store.ping(), late])) === 'late') throw new Fault(`No answer within ${patienceMs} ms.`);
      return true;
    } catch (error) {
      failed(name, error);
      return false;
    }
  }

  return () => {
    if (asked === undefined || clock() >= until) {
      // Until there is an answer, all who ask wait for this one.
      until = Infinity;
      asked = ask();
    }
    return asked;
  };
}
