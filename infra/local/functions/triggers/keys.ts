// Whether a request carries the key that its function asks for.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestData } from '../host/coreTypes.ts';
import type { Route } from '../http/routes.ts';

/**
 * Anonymous functions need none; the others, and the host's own addresses, the host's key, in the header `x-functions-key` or, without it, in the query as `code`, in
 * any case of letters. One key opens both levels. Without a key in the host, nothing opens.
 */
export function isAuthorised(level: Route['authLevel'], request: RequestData, hostKey: string | undefined): boolean {
  if (level === 'anonymous') return true;
  const [, inQuery] = Object.entries(request.nullableQuery).find(([name]) => name.toLowerCase() === 'code') ?? [];
  const given = request.nullableHeaders['x-functions-key']?.value ?? inQuery?.value;
  if (hostKey === undefined || hostKey === '' || given === undefined) return false;
  return timingSafeEqual(digest(given), digest(hostKey));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
