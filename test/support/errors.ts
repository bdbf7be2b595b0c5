// Catches the service's own error of a call, so that a test can check its status, code and message.
import { expect } from 'vitest';
import { ServiceError } from '../../lib/runtime/errors.ts';

/** The ServiceError that the call throws. Fails the test when it throws another error or none. */
export function errorOf(call: () => unknown): ServiceError {
  try {
    call();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    expect.fail(`threw ${String(error)} instead of a ServiceError`);
  }
  return expect.fail('threw nothing');
}
