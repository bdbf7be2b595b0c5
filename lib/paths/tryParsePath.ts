// Parses a path without throwing: returns the error, for callers that must check other things before they may report it.
import { ServiceError } from '../runtime/errors.ts';
import { parsePath } from './grammar.ts';
import type { Reference } from './reference.ts';

/** What `parsePath` returns, or the error that it throws. */
export function tryParsePath(pathname: string): Reference | ServiceError {
  try {
    return parsePath(pathname);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}
