// What goes to the log: one JSON line each, with ids, sizes and durations, and no names, bytes, URLs or tokens.
import type { Swept } from '../lib/attachments/sweep.ts';
import type { RequestLog } from '../lib/http/answering.ts';
import type { Usage } from '../lib/stores/meter.ts';
import { readableStack } from './readableStack.ts';

const write = (level: 'info' | 'error', entry: Readonly<Record<string, unknown>>): void =>
  console[level](JSON.stringify({ level, ...entry }));

export function logRequest({ error, began: _began, traceParent, stores, ...entry }: RequestLog): void {
  const line = { event: 'request', ...entry, ...usageOf(stores), ...traceOf(traceParent) };
  if (error === undefined) write('info', line);
  else write('error', { ...line, error: describe(error) });
}

export const logSweep = (swept: Swept, durationMs: number, stores: Usage): void =>
  write('info', { event: 'sweep', durationMs, ...swept, ...usageOf(stores) });

export const logFailure = (event: string, error: unknown): void => write('error', { event, error: describe(error) });

/** What is wrong with the settings, in one line that a person reads. */
export const logSettings = (fault: string): void => write('error', { event: 'settings', message: fault });

const usageOf = ({ counts, ms, charge, throttled, retries }: Usage) => ({
  storeCalls: counts,
  storeMs: ms,
  requestCharge: charge,
  throttled,
  retries,
});

/** The trace's id: by it Application Insights finds what else belongs to the request. */
function traceOf(traceParent: string | undefined): { readonly traceId?: string } {
  const traceId = traceParent?.split('-')[1];
  return traceId === undefined ? {} : { traceId };
}

/** An error with its causes, for the operator. A parser's message quotes what it couldn't read, which isn't ours to show. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  return {
    name: error.name,
    message: error instanceof SyntaxError ? 'Something could not be parsed.' : error.message,
    stack: readableStack(error.stack)
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
