// The ids under which a request is known to its caller and to the log.

export interface RequestIds {
  readonly requestId: string;
  /** The caller's own, if it sent a GUID; else the same as `requestId`, as Graph does. */
  readonly clientRequestId: string;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function requestIds(requestId: string, sent: string | null): RequestIds {
  return { requestId, clientRequestId: sent !== null && guid.test(sent) ? sent : requestId };
}
