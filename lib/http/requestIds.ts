// The names of a request: the ids under which its caller and the log know it, and the key under which its caller repeats it.
import { badRequest } from '../runtime/errors.ts';
import { isGuid } from '../runtime/ids.ts';
import { maxRepeatKeyLength } from '../runtime/limits.ts';

export interface RequestIds {
  readonly requestId: string;
  /** The caller's own, if it sent a GUID; else the same as `requestId`, as Graph does. */
  readonly clientRequestId: string;
}

export function requestIds(requestId: string, sent: string | null): RequestIds {
  return { requestId, clientRequestId: sent !== null && isGuid(sent) ? sent : requestId };
}

/** The header by which a caller names what may be sent again without harm. */
export const repeatHeader = 'Idempotency-Key';

/** Headers that name a webhook's delivery: ours, Standard Webhooks', Svix's, GitHub's. */
export const deliveryHeaders = [repeatHeader, 'webhook-id', 'svix-id', 'X-GitHub-Delivery'] as const;

/**
 * The name that a caller gives a request, so that it can send it again without harm: the first of these headers that is there, with its name, so that a value in one header isn't the same in another. Nothing when there is
 * none. Throws 400 for an empty value and one that is too long.
 */
export function repeatKey(headers: Pick<Headers, 'get'>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers.get(name);
    if (value === null) continue;
    if (value === '' || value.length > maxRepeatKeyLength)
      throw badRequest(`The header '${name}' must have 1 to ${maxRepeatKeyLength} characters.`);
    return `${name.toLowerCase()}:${value}`;
  }
  return undefined;
}
