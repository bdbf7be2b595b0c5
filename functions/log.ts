// What goes to the log: one JSON line each, with ids, sizes and durations, and no names, bytes or tokens.
import type { RequestLog } from '../lib/http/service.ts';
import { readableStack } from './readableStack.ts';

const write = (level: 'info' | 'error', entry: Readonly<Record<string, unknown>>): void =>
  console[level](JSON.stringify({ level, ...entry }));

export function logRequest({ error, ...entry }: RequestLog): void {
  if (error === undefined) write('info', { event: 'request', ...entry });
  else write('error', { event: 'request', ...entry, error: describe(error) });
}

export const logFailure = (event: string, error: unknown): void => write('error', { event, error: describe(error) });

/** An error with its causes, for the operator. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return {
    name: error.name,
    message: error.message,
    stack: readableStack(error.stack),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
