// Adds to the events of a page what `$expand` asks for; these bytes count too, so that the page may end earlier.
import type { EventRecord } from '../../../calendar/events/record/eventRecord.ts';
import type { Mailbox } from '../../../calendar/mailbox.ts';
import type { EventExpanding } from '../../../odata/event/eventExpand.ts';
import type { Expanded } from '../../../odata/query/expand.ts';
import { maxEventPageSize, maxExpandedEvents, maxPageContentBytes } from '../../../runtime/limits.ts';
import { writtenBytes } from '../../../http/writtenJson.ts';
import type { JsonObject } from '../../../runtime/json.ts';
import type { Call } from '../../call.ts';
import type { MailboxAccess } from '../entriesShown.ts';
import { eventExpanders, expansionOf, type Expansion } from './expansions.ts';

/** What is expanded on each event of a list in `mailbox`. */
export interface PageExpansion {
  readonly mailbox: Mailbox;
  readonly show: Expansion;
}

/** Undefined where the request expands nothing. */
export function pageExpansion(mailbox: Mailbox, expand: Expanded<EventExpanding>): PageExpansion | undefined {
  const show = expansionOf(eventExpanders, expand);
  return show && { mailbox, show };
}

/** The most events on a page: fewer where each of them may cost a query. */
export const maxEventsOnPage = ({ attachments }: Expanded<EventExpanding>): number =>
  attachments === undefined ? maxEventPageSize : maxExpandedEvents;

/**
 * The first of these entities with what is expanded, until they have 8 MiB together; one at least. Each is shown only after those before it have
 * left room, so that at most one is in memory beyond the page. `events`: those of the entities; undefined for one that isn't shown.
 */
export async function withExpanded(
  call: Call,
  { walked }: MailboxAccess,
  { mailbox, show }: PageExpansion,
  page: readonly { readonly event: EventRecord; readonly entity: JsonObject | undefined }[],
): Promise<readonly (JsonObject | undefined)[]> {
  const shown: (JsonObject | undefined)[] = [];
  const events = page.map(({ event }) => event);
  let bytes = 0;
  for (const { event, entity } of page) {
    const whole = entity && { ...entity, ...(await show({ call, walked, named: { mailbox, event: event.eventId }, event, page: events })) };
    bytes += whole === undefined ? 0 : writtenBytes(whole);
    if (shown.length > 0 && bytes > maxPageContentBytes) break;
    shown.push(whole);
  }
  return shown;
}
