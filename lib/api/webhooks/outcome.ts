// Translates errors for webhooks into statuses that a machine can act on: 4xx where a repeat can't help, 503 where it can.
import { hookMayNotEnter } from '../../access/tokens/webhookCaller.ts';
import { accessDenied, ServiceError, unavailable } from '../../runtime/errors.ts';

/** Seconds to wait before a repeat when a store didn't answer in time. */
const retryAfterSeconds = 10;

/**
 * The error as a webhook gets it. A busy store gives 503 and not 429, which some senders take as final; a full mailbox gives 409, since a
 * repeat would find it just as full; an error that a person must fix says how.
 */
export function asHookError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { status, code, message, headers } = error;
  if (status === 429) return new ServiceError(503, 'ServiceUnavailable', message, { cause: error, headers });
  if (status === 507) return new ServiceError(409, code, message, { cause: error });
  if (status === 413) return new ServiceError(413, code, `${message} ${otherWays}`, { cause: error });
  // A webhook that has been let in can only be refused access to a mailbox.
  return status === 403 && message === accessDenied().message ? hookMayNotEnter() : error;
}

const otherWays =
  "That takes a bearer token at '/v1.0/…/attachments/createUploadSession'; a webhook can attach a link to the file as '#microsoft.graph.referenceAttachment'.";

/** 503 for a request whose time is over while a store hasn't answered. */
export const outOfTime = (): ServiceError =>
  unavailable(
    'The service did not finish in time. Whether the request took effect is unknown; repeat it.',
    retryAfterSeconds,
    new Error('The stores did not answer a webhook in time.'),
  );
