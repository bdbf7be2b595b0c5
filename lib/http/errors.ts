// The one place where an error becomes an answer: Graph's envelope, always JSON, never a stack.
import { ServiceError } from '../runtime/errors.ts';
import { maxMessageLength } from '../runtime/limits.ts';
import type { Reply } from './messages.ts';
import type { RequestIds } from './requestIds.ts';

/**
 * The answer to anything that was thrown (contract, section 5). An error that isn't a `ServiceError` is a fault of the service: its answer
 * is a 500 with only the request-id, under which the log has the details.
 */
export function errorReply(error: unknown, ids: RequestIds, now: number): Reply {
  const known = error instanceof ServiceError ? error : undefined;
  const message = known?.message.slice(0, maxMessageLength) ?? `The service failed. Ask its operator for the request-id ${ids.requestId}.`;
  return {
    status: known?.status ?? 500,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'private, no-store', ...known?.headers },
    body: JSON.stringify({
      error: {
        code: known?.code ?? 'InternalServerError',
        message,
        innerError: {
          date: new Date(now).toISOString().slice(0, 19),
          'request-id': ids.requestId,
          'client-request-id': ids.clientRequestId,
        },
      },
    }),
  };
}
