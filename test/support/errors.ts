// What a call throws, as the service's own error: a test can then look at its status, code and words.
import { expect } from 'vitest';
import { ServiceError } from '../../lib/runtime/errors.ts';

/** The ServiceError that the call throws; fails the test if it throws none or anything else. */
export function errorOf(call: () => unknown): ServiceError {
  try {
    call();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    expect.fail(`threw ${String(error)} instead of a ServiceError`);
  }
  return expect.fail('threw nothing');
}
