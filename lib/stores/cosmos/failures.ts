// What a failure of the Cosmos DB SDK means for the service.
import { Fault, ServiceError } from '../../runtime/errors.ts';
import { isConnectionFailure, type Failure } from '../retry.ts';

/**
 * Sub-statuses that change what a status means (Cosmos DB, "HTTP status codes", and the SDK's `SubStatusCodes`). With 403: the partition
 * has its full 20 GB; the region no longer takes writes; the region has left the account. With 404: the replica is behind this client's
 * session; the item's container or database is missing.
 */
const substatus = { partitionFull: 1014, writeForbidden: 3, regionGone: 1008, sessionBehind: 1002, ownerMissing: 1003 } as const;

/** The value of a property if it is a number; undefined otherwise. */
export const numberIn = (value: unknown, property: string): number | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Reflect.get(value, property);
  return typeof found === 'number' ? found : undefined;
};

/** The HTTP status of a failure of the SDK, if it has one. */
export const statusOf = (error: unknown): number | undefined => numberIn(error, 'code') ?? numberIn(error, 'statusCode');

/** The sub-status of a failure of the SDK, if it has one. */
const substatusOf = (error: unknown): number | undefined => numberIn(error, 'substatus');

/** Whether an error is a 404 that means only that the item doesn't exist. */
export const isItemMissing = (error: unknown): boolean =>
  statusOf(error) === 404 && substatusOf(error) !== substatus.sessionBehind && substatusOf(error) !== substatus.ownerMissing;

/** A failure in the SDK's form, made from an answer that the SDK doesn't throw for: of a batch's operation, a 404, or one that it hasn't seen. */
export class StoreFailure extends Error {
  readonly code: number;
  readonly substatus: number | undefined;
  readonly retryAfterInMs: number | undefined;

  constructor(what: string, code: number, substatus: number | undefined, retryAfterInMs?: number) {
    super(`${what} was answered with status ${code}${substatus === undefined ? '' : `, sub-status ${substatus}`}.`);
    this.code = code;
    this.substatus = substatus;
    this.retryAfterInMs = retryAfterInMs;
  }
}

/** A request that was made by a pattern was refused as nobody's: the SDK sends the next one, by a token that is good. */
export class OutdatedPattern extends Error {
  constructor() {
    super('A request by the pattern of an earlier one was answered with status 401.');
  }
}

/** Classifies a thrown error; one without a status is a broken connection or our own fault. */
export function classify(thrown: unknown): Failure {
  if (thrown instanceof OutdatedPattern) return { kind: 'busy', status: 503 };
  const error = unwrapped(thrown);
  const status = statusOf(error);
  if (status === undefined) return isConnectionFailure(error) ? { kind: 'unclear' } : { kind: 'final', error };
  if (status === 429 || status === 449) return { kind: 'busy', status: 429, ...retryAfter(error) };
  if (status === 503) return { kind: 'busy', status: 503 };
  // 410: a partition is split or a replica moves; another replica answers soon.
  if (status === 408 || status === 410 || status >= 500) return { kind: 'unclear' };
  switch (status) {
    case 401:
      return { kind: 'final', error: refused(error) };
    case 403:
      return ofForbidden(error);
    case 404:
      return ofMissing(error);
    case 413:
      return { kind: 'final', error: new ServiceError(413, 'RequestEntityTooLarge', 'Maximum request length exceeded.', { cause: error }) };
    default:
      return { kind: 'final', error };
  }
}

function ofForbidden(error: unknown): Failure {
  switch (substatusOf(error)) {
    case substatus.partitionFull:
      return { kind: 'final', error: new ServiceError(507, 'ErrorQuotaExceeded', 'The mailbox is full.', { cause: error }) };
    case substatus.writeForbidden:
    case substatus.regionGone:
      return { kind: 'busy', status: 503 };
    default:
      return { kind: 'final', error: refused(error) };
  }
}

function ofMissing(error: unknown): Failure {
  switch (substatusOf(error)) {
    case substatus.sessionBehind:
      return { kind: 'busy', status: 503 };
    case substatus.ownerMissing:
      return { kind: 'final', error: new Fault('The container or its database is missing.', { cause: error }) };
    default:
      return { kind: 'final', error };
  }
}

/** A fault for the operator: the store refuses the service, not the caller. */
const refused = (error: unknown): Error =>
  new Fault(
    `Cosmos DB refuses the app itself (status ${statusOf(error)}, sub-status ${substatusOf(error) ?? 0}): its identity lacks the role, or its key or clock is wrong.`,
    { cause: error },
  );

function retryAfter(error: unknown): { readonly retryAfterMs?: number } {
  const retryAfterMs = numberIn(error, 'retryAfterInMs');
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}

/** The error that made a batch fail: the SDK wraps it in one of its own, which lacks the status. */
const unwrapped = (error: unknown): unknown =>
  error instanceof Error && error.message.startsWith('Batch request error') && error.cause !== undefined ? error.cause : error;
