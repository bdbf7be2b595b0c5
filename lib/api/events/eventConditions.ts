// What `If-Match` asks of an event: its ETag counts answers, and an answer is no reason to refuse its organizer's change.
import { sameButForAnswers } from '../../calendar/events/record/counters.ts';
import { entityTags } from '../../http/conditions.ts';

/**
 * What a request's `If-Match` makes of an event's ETag; nothing without one. ETags of events are weak, as Graph's are, and what attendees
 * have answered since isn't what the caller has decided on (architecture, Counters).
 */
export function ifEventMatchOf({ headers }: { readonly headers: Headers }): ((etag: string) => boolean) | undefined {
  const ifMatch = headers.get('if-match');
  return ifMatch === null ? undefined : (etag) => entityTags(ifMatch).some((tag) => tag === '*' || sameButForAnswers(tag, etag));
}
