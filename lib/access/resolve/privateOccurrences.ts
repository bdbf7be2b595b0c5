// Refuses writes to a series that has private occurrences which the caller may not see.
import type { Events } from '../../calendar/events/events.ts';
import type { EventRecord } from '../../calendar/events/record/eventRecord.ts';
import { sameMailbox, type Mailbox } from '../../calendar/mailbox.ts';
import { accessDenied } from '../../runtime/errors.ts';
import { mayShowPrivateToAttendees } from '../permissions/eventAccess.ts';
import type { ReachedMailbox } from '../permissions/calendarAccess.ts';
import type { Caller } from '../tokens/caller.ts';

/**
 * Asked before a series of `owner` is written to: its properties, its attachments, or its end. A private occurrence has its own of some of
 * that and inherits the rest, and what of which isn't told: so nothing of the series is the caller's to write while it has one that the
 * caller may not see (contract, section 7). In Exchange the whole series is private then (MS-OXOCAL, section 2.2.10.2). Throws 403. One
 * query for callers to whom a calendar is shared without its private events, of series whose occurrences were written to; for all others
 * nothing.
 */
export async function requireNoneHidden(
  events: Pick<Events, 'privateDays'>,
  caller: Caller,
  walked: ReachedMailbox,
  owner: Mailbox,
  event: EventRecord,
): Promise<void> {
  if (event.occurrence !== undefined || (walked.shared === undefined && sameMailbox(walked, owner))) return;
  if (mayShowPrivateToAttendees(caller, walked, owner, event.calendar)) return;
  if ((await events.privateDays(owner, event)).length > 0) throw accessDenied();
}
