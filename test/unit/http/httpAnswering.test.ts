// Answering: what the log is told of a request that is refused, and of one at which the service itself fails.
import { expect, it } from 'vitest';
import { ServiceError, unavailable } from '../../../lib/runtime/errors.ts';
import { withEnvelope, type RequestLog } from '../../../lib/api/envelope.ts';

/** The log's line for a request that ends with this error. */
async function lineFor(error: unknown): Promise<RequestLog> {
  const lines: RequestLog[] = [];
  const surroundings = { corsOrigins: [], clock: () => 0, newRequestId: () => 'id', log: (line: RequestLog) => void lines.push(line) };
  const request = {
    method: 'GET' as const,
    url: new URL('http://localhost/'),
    headers: new Headers(),
    body: () => Promise.resolve(Buffer.from('')),
  };
  const run = (): Promise<never> => {
    throw error;
  };
  await withEnvelope(surroundings, request, { methods: () => ['GET'], run: () => Promise.resolve().then(run) });
  return lines[0] ?? expect.fail('no line');
}

it.each<readonly [string, ServiceError]>([
  ['a mailbox that is full', new ServiceError(507, 'ErrorQuotaExceeded', 'Full.')],
  ["a mailbox that is full by the store's word", new ServiceError(507, 'ErrorQuotaExceeded', 'Full.', { cause: new Error('403') })],
  ['an answer that a batch has no room for', new ServiceError(507, 'ErrorDataSizeLimitExceeded', 'Large.')],
  ['the limits of one caller', new ServiceError(429, 'TooManyRequests', 'Many.')],
  ['the byte budget, turns and lost races', unavailable('Busy.', 1)],
  ['what is not there', new ServiceError(404, 'ErrorItemNotFound', 'Nothing.')],
])('the log is told no error of %s', async (_, error) => {
  const line = await lineFor(error);
  expect(line.status).toBe(error.status);
  expect(line).not.toHaveProperty('error');
});

it.each<readonly [string, unknown, number]>([
  ['a fault', new TypeError('x'), 500],
  ['a store that does not answer', unavailable('A store did not answer.', 1, new Error('ECONNRESET')), 503],
])('the log is told of %s', async (_, error, status) => {
  expect(await lineFor(error)).toMatchObject({ status, error });
});
