// Checks `If-Match` for events, so that answers of attendees, which change an event's ETag, cause no 412 for its organizer.
import { sameButForAnswers } from '../../calendar/events/record/counters.ts';
import { entityTags } from '../../http/conditions.ts';

/**
 * A function that says whether the request's `If-Match` allows an event's ETag; undefined if the request has no `If-Match`. ETags of events
 * are weak, as Graph's are; answers that attendees have given since then don't count as a change (architecture, Counters).
 */
export function ifEventMatchOf({ headers }: { readonly headers: Headers }): ((etag: string) => boolean) | undefined {
  const ifMatch = headers.get('if-match');
  return ifMatch === null ? undefined : (etag) => entityTags(ifMatch).some((tag) => tag === '*' || sameButForAnswers(tag, etag));
}
