// What a failure of the Cosmos DB SDK means for the service.
import { ServiceError } from '../../errors.ts';
import { isConnectionFailure, type Failure } from '../retry.ts';

/** Sub-status of a 403 whose cause is a logical partition that holds 20 GB. */
const partitionFull = 1014;

const numberIn = (value: unknown, property: string): number | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, property);
  return typeof found === 'number' ? found : undefined;
};

/** The HTTP status that a failure of the SDK carries, if it carries one. */
export const statusOf = (error: unknown): number | undefined => numberIn(error, 'code') ?? numberIn(error, 'statusCode');

/** Tells what a thrown error means; one without a status is a connection that broke, or a fault of ours. */
export function classify(thrown: unknown): Failure {
  const error = unwrapped(thrown);
  const status = statusOf(error);
  if (status === undefined) return isConnectionFailure(error) ? { kind: 'unclear' } : { kind: 'final', error };
  if (status === 429 || status === 449) {
    const retryAfterMs = numberIn(error, 'retryAfterInMs');
    return { kind: 'busy', status: 429, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
  if (status === 503) return { kind: 'busy', status: 503 };
  if (status === 408 || status >= 500) return { kind: 'unclear' };
  if (status === 413)
    return { kind: 'final', error: new ServiceError(413, 'RequestEntityTooLarge', 'Maximum request length exceeded.', { cause: error }) };
  if (status === 403 && numberIn(error, 'substatus') === partitionFull)
    return { kind: 'final', error: new ServiceError(507, 'ErrorQuotaExceeded', 'The mailbox is full.', { cause: error }) };
  return { kind: 'final', error };
}

/** The SDK hides whatever made a batch fail behind an error of its own, without its status. */
const unwrapped = (error: unknown): unknown =>
  error instanceof Error && error.message.startsWith('Batch request error') && error.cause !== undefined ? error.cause : error;
