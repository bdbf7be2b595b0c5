// Why a path leads nowhere: what the grammar gives in a reference's place.
import { pathNotFound, unknownSegment, type ServiceError } from '../runtime/errors.ts';

/**
 * A path that leads nowhere. The error isn't made until somebody asks for it: an error looks at the whole stack, which takes ten times as long
 * as to read the path, and who may not learn whether a path exists is answered with another one.
 */
export interface Miss {
  readonly kind: 'miss';
  /** 404 outside the two versions; 400 for an unknown segment, a missing key, a malformed id or encoding. */
  readonly error: () => ServiceError;
}

export const miss = (error: () => ServiceError): Miss => ({ kind: 'miss', error });

/** Outside the two versions of the API. */
export const nowhere: Miss = miss(pathNotFound);

/** A segment that the API doesn't have at its place. */
export const unknown = (segment: string): Miss => miss(() => unknownSegment(segment));
