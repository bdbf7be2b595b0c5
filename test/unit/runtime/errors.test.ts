// Errors: which of them are the service's own failures, for its operator to hear of.
import { expect, it } from 'vitest';
import { isFailure, ServiceError, unavailable } from '../../../lib/runtime/errors.ts';
import { outOfTime } from '../../../lib/api/webhooks/outcome.ts';

const full = (cause?: unknown): ServiceError => new ServiceError(507, 'ErrorQuotaExceeded', 'The mailbox is full.', { cause });

it.each<readonly [string, unknown, boolean]>([
  ['a fault of the code', new TypeError('x'), true],
  ['whatever else is thrown', 'x', true],
  ['a store that does not answer', unavailable('A store did not answer.', 1, new Error('ECONNRESET')), true],
  ['a store that keeps a webhook waiting', outOfTime(), true],
  ['the byte budget', unavailable('The service is busy with other files.', 1), false],
  ['a lost race', unavailable('Too many requests change this event at once.', 1), false],
  ['a mailbox that is full by its quota', full(), false],
  ["a mailbox that is full by the store's word", full(new Error('403')), false],
  ['a store that throttles', new ServiceError(429, 'TooManyRequests', 'The store is busy.', { cause: new Error('429') }), false],
  ['a refusal', new ServiceError(404, 'ErrorItemNotFound', 'x'), false],
])('%s is told as a fault or not (%#)', (_, error, failed) => {
  expect(isFailure(error)).toBe(failed);
});
