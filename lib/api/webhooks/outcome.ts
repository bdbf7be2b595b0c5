// What went wrong, in statuses that a machine can act on: 4xx for what a repeat can't mend, 503 for what it can.
import { hookMayNotEnter } from '../../access/tokens/webhookCaller.ts';
import { accessDenied, ServiceError, unavailable } from '../../runtime/errors.ts';

/** Seconds after which a repeat is worth while when a store didn't answer in time. */
const retryAfterSeconds = 10;

/**
 * The error as a webhook is told: a busy store is 503 and not 429, which some senders take for final; a full mailbox 409, since a repeat
 * would find it as full; and what a person has to mend says how.
 */
export function asHookError(error: unknown): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { status, code, message, headers } = error;
  if (status === 429) return new ServiceError(503, 'ServiceUnavailable', message, { cause: error, headers });
  if (status === 507) return new ServiceError(409, code, message, { cause: error });
  if (status === 413) return new ServiceError(413, code, `${message} ${otherWays}`, { cause: error });
  // Whoever is let in at all is only ever refused a mailbox.
  return status === 403 && message === accessDenied().message ? hookMayNotEnter() : error;
}

const otherWays =
  "That takes a bearer token at '/v1.0/…/attachments/createUploadSession'; a webhook can attach a link to the file as '#microsoft.graph.referenceAttachment'.";

/** 503 for a request whose time is over while a store hasn't answered. */
export const timeIsOver = (): ServiceError =>
  unavailable(
    'The service did not finish in time. Whether the request took effect is unknown; repeat it.',
    retryAfterSeconds,
    new Error('The stores did not answer a webhook in time.'),
  );
