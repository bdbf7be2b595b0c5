// What a failure of the Cosmos DB SDK means for the service.
import { ErrorResponse } from '@azure/cosmos';
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

/** Tells what a thrown error means. */
export function classify(error: unknown): Failure {
  const status = statusOf(error);
  return classifyStatus(status, {
    error,
    ...optional('subStatus', numberIn(error, 'substatus')),
    ...optional('retryAfterMs', numberIn(error, 'retryAfterInMs')),
    sdk: error instanceof ErrorResponse,
  });
}

const optional = (name: string, value: number | undefined): Record<string, number> => (value === undefined ? {} : { [name]: value });

/** Tells what a status means, thrown or found in a batch's answer; undefined is a connection that broke. */
export function classifyStatus(
  status: number | undefined,
  detail: { error: unknown; subStatus?: number; retryAfterMs?: number; sdk?: boolean },
): Failure {
  if (status === 429 || status === 449)
    return { kind: 'busy', status: 429, ...(detail.retryAfterMs === undefined ? {} : { retryAfterMs: detail.retryAfterMs }) };
  if (status === 503) return { kind: 'busy', status: 503 };
  if (status === 413)
    return { kind: 'final', error: new ServiceError(413, 'RequestEntityTooLarge', 'Maximum request length exceeded.', { cause: detail.error }) };
  if (status === 403 && detail.subStatus === partitionFull)
    return { kind: 'final', error: new ServiceError(507, 'ErrorQuotaExceeded', 'The mailbox is full.', { cause: detail.error }) };
  if (status === undefined) return isConnectionFailure(detail.error) ? { kind: 'unclear' } : { kind: 'final', error: detail.error };
  if (status === 408 || status >= 500) return { kind: 'unclear' };
  return { kind: 'final', error: detail.error };
}
