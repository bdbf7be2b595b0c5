// The ids under which a request is known to its caller and to the log.
import { isGuid } from '../runtime/ids.ts';

export interface RequestIds {
  readonly requestId: string;
  /** The caller's own, if it sent a GUID; else the same as `requestId`, as Graph does. */
  readonly clientRequestId: string;
}

export function requestIds(requestId: string, sent: string | null): RequestIds {
  return { requestId, clientRequestId: sent !== null && isGuid(sent) ? sent : requestId };
}
