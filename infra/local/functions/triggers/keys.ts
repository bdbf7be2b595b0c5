// Checks whether a request has the key that its function requires.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestData } from '../host/coreTypes.ts';
import type { Route } from '../http/routes.ts';

/**
 * Anonymous functions need no key. Other functions and the host's own addresses need the host's key, in the header `x-functions-key` or,
 * without that header, in the query option `code` (in any case of letters). One key is for both levels. A host without a key refuses all of
 * them.
 */
export function isAuthorised(level: Route['authLevel'], request: RequestData, hostKey: string | undefined): boolean {
  if (level === 'anonymous') return true;
  const [, inQuery] = Object.entries(request.nullableQuery).find(([name]) => name.toLowerCase() === 'code') ?? [];
  const given = request.nullableHeaders['x-functions-key']?.value ?? inQuery?.value;
  if (hostKey === undefined || hostKey === '' || given === undefined) return false;
  return timingSafeEqual(digest(given), digest(hostKey));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
