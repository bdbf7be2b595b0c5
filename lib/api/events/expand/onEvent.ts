// The event to which `$expand` adds properties, and what adds one.
import type { ReachedMailbox } from '../../../access/permissions/calendarAccess.ts';
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { EventKey } from '../../../calendar/mailbox.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import type { Call } from '../../call.ts';

/** An event as the caller is shown it. */
export interface OnEvent {
  readonly call: Call;
  readonly walked: ReachedMailbox;
  /** The event as the answer names it, which links name as well. */
  readonly named: EventKey;
  readonly event: EventRecord;
  /** The events of the page that it is on, in their order: what is expanded may be read for some of them at once. */
  readonly page?: readonly EventRecord[];
}

/** What one expanded property adds to the event's entity. `T`: what its options say. */
export type Expander<T> = (on: OnEvent, options: T) => Promise<JsonObject>;
