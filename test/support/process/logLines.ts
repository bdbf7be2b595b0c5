// Finds the app's log lines in the output of a process.
import { expect } from 'vitest';
import { z } from 'zod';

const logged = z.looseObject({ level: z.enum(['info', 'error']), event: z.string() });

const requestLine = z.looseObject({
  level: z.enum(['info', 'error']),
  event: z.literal('request'),
  requestId: z.string(),
  method: z.string(),
  operation: z.string().optional(),
  status: z.number(),
  durationMs: z.number(),
  replyBytes: z.number(),
  storeCalls: z.record(z.string(), z.number()),
  storeMs: z.number(),
  requestCharge: z.number(),
  throttled: z.number(),
  retries: z.number(),
  traceId: z.string(),
});

export type LogLine = z.infer<typeof logged>;
export type RequestLine = z.infer<typeof requestLine>;

/** All lines so far, in order. */
export const logLines = (output: string): LogLine[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{"level":'))
    .map((line) => logged.parse(JSON.parse(line)));

/** The lines about requests so far, in order. */
export const requestLines = (output: string): RequestLine[] =>
  logLines(output).flatMap((line) => (line.event === 'request' ? [requestLine.parse(line)] : []));

/** Waits for the log line of a request, which may be printed a little after the answer. */
export async function lineOf(output: () => string, requestId: string | null): Promise<RequestLine> {
  const find = (): LogLine | undefined => logLines(output()).find((line) => line.requestId === requestId);
  await expect.poll(find, { timeout: 10_000, interval: 10 }).toBeDefined();
  return requestLine.parse(find());
}
