// What a failed call to Blob Storage means: of a request of ours, or of one of the SDK's.
import { isRestError } from '@azure/core-rest-pipeline';
import { isConnectionFailure, type Failure } from '../retry.ts';

/** The status of the answer by which a call has failed; undefined where none came. Asked by name: the SDK's errors are of another copy. */
export const statusOf = (error: unknown): number | undefined => (isRestError(error) ? error.statusCode : undefined);

/** Whether `If-None-Match: *` failed: Blob Storage answers 409, or 412 where it checks the condition before the blob. */
export const existsAlready = (error: unknown): boolean => statusOf(error) === 409 || statusOf(error) === 412;

export function classify(error: unknown): Failure {
  const status = statusOf(error);
  if (status === undefined) return isConnectionFailure(error) ? { kind: 'unclear' } : { kind: 'final', error };
  if (status === 429 || status === 503) return { kind: 'busy', status, ...retryAfter(error) };
  return status === 408 || status >= 500 ? { kind: 'unclear' } : { kind: 'final', error };
}

/** The pause that the store asks for in seconds (RFC 9110, section 10.2.3); none when it names no pause or a date. */
function retryAfter(error: unknown): { readonly retryAfterMs?: number } {
  const seconds = isRestError(error) ? error.response?.headers.get('retry-after') : undefined;
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? { retryAfterMs: Number(seconds) * 1000 } : {};
}
