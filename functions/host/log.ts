// Writes the log: one JSON line for each entry, with ids, sizes and durations, and without anything that a caller wrote.
import type { SweepReport } from '../../lib/cleanup/sweep.ts';
import type { WorkReport } from '../../lib/cleanup/work.ts';
import type { RequestLog } from '../../lib/api/envelope.ts';
import type { Usage } from '../../lib/runtime/meter.ts';
import { describeError, type Words } from './describeError.ts';
import { beforeTheEnd, gathered } from './gathered.ts';

const informative = gathered((lines) => console.info(lines));

beforeTheEnd(() => informative.flush());

/** An error is written at once, behind what came before it. */
function write(level: 'info' | 'error', entry: Readonly<Record<string, unknown>>): void {
  const line = JSON.stringify({ level, ...entry });
  if (level === 'info') {
    informative.add(line);
    return;
  }
  informative.flush();
  console.error(line);
}

export function logRequest({ error, began: _began, traceParent, stores, ...entry }: RequestLog): void {
  const line = { event: 'request', ...entry, ...usageOf(stores), ...traceOf(traceParent) };
  if (error === undefined) write('info', line);
  else write('error', { ...line, error: describeError(error, 'ours') });
}

export const logSweep = (swept: SweepReport, durationMs: number, stores: Usage): void =>
  write('info', { event: 'sweep', durationMs, ...swept, ...usageOf(stores) });

/** Writes nothing about a run that had nothing to do. */
export function logWork(worked: WorkReport, durationMs: number, stores: Usage): void {
  if (worked.delivered + worked.answers + worked.arrivals > 0) write('info', { event: 'work', durationMs, ...worked, ...usageOf(stores) });
}

/** Writes nothing about a batch that asked nothing of the stores: most changes concern nobody. */
export function logChanges(documents: number, durationMs: number, stores: Usage): void {
  if (Object.keys(stores.counts).length > 0) write('info', { event: 'changes', documents, durationMs, ...usageOf(stores) });
}

/** Logs a failure outside of a request's answer; `words` is `ours` if a caller's words may be in the error's message. */
export const logFailure = (event: string, error: unknown, words: Words = 'all'): void =>
  write('error', { event, error: describeError(error, words) });

/** Logs what is wrong with the settings, in one line for a person. */
export const logSettings = (fault: string): void => write('error', { event: 'settings', message: fault });

const usageOf = ({ counts, ms, charge, throttled, retries }: Usage) => ({
  storeCalls: counts,
  storeMs: ms,
  requestCharge: charge,
  throttled,
  retries,
});

/** The trace's id, by which Application Insights finds all telemetry of the request. */
function traceOf(traceParent: string | undefined): { readonly traceId?: string } {
  const [, traceId] = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceParent ?? '') ?? [];
  return traceId === undefined ? {} : { traceId };
}
