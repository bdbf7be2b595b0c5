// Checks `If-Match` for events. An event's ETag also changes with attendees' answers, and these must not cause 412 for an organizer's
// change.
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
