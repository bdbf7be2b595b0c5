// What nobody takes away with a series: occurrences of it that are private, by who may not see those.
import { mayLetIn } from '../../access/permissions/eventAccess.ts';
import { timeOf } from '../../calendar/events/attendees.ts';
import type { EventProperties } from '../../calendar/events/record/eventProperties.ts';
import type { EventChange } from '../../calendar/events/events.ts';
import { sameMailbox } from '../../calendar/mailbox.ts';
import { occurrenceAt } from '../../calendar/occurrences/occurrenceEvent.ts';
import { accessDenied } from '../../runtime/errors.ts';
import type { ResolvedEvent } from '../../access/resolve/event.ts';
import type { Call } from '../call.ts';

/**
 * Asked before an event is deleted or, with `apply`, changed. Throws 403 while a private occurrence that the caller may not see would go
 * with it. Nothing for who sees all that is in the mailbox; for others one query, of series that were written to, where their dates change.
 */
export function keepingPrivate(
  { services, caller }: Pick<Call, 'services' | 'caller'>,
  { walked, key }: ResolvedEvent,
  apply?: (current: EventProperties) => EventProperties,
): EventChange['before'] {
  if (walked.shared === undefined && sameMailbox(walked, key.mailbox)) return undefined;
  return async (current) => {
    if (current.occurrence !== undefined || mayLetIn(caller, walked, key.mailbox, current.calendar)) return;
    const after = apply?.(current.properties);
    if (after !== undefined && timeOf(after) === timeOf(current.properties)) return;
    const days = await services.events.privateDays(key.mailbox, current);
    const isLost = (day: string): boolean => after === undefined || occurrenceAt({ properties: after }, day) === undefined;
    if (days.some(isLost)) throw accessDenied();
  };
}
