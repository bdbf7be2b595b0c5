// The calendar that a body names for an event by `calendar@odata.bind`.
import { authorizeCalendar } from '../../access/permissions/calendarAccess.ts';
import { sameMailbox, type Mailbox } from '../../calendar/mailbox.ts';
import { openCalendar } from '../../calendar/events/locate.ts';
import { badRequest } from '../../runtime/errors.ts';
import { parsePath } from '../../paths/grammar.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { Call } from '../call.ts';

/**
 * The calendar that a reference leads to (OData JSON Format 4.01, section 8.5): a URL of this service, absolute or from the version or
 * the owner on. Throws 400 for what leads to no calendar of the event's mailbox, and as any path to it.
 */
export async function boundCalendar({ services, caller, reference }: Call, mailbox: Mailbox, url: string): Promise<string> {
  const path = URL.parse(url)?.pathname ?? `/${url.replace(/^\//, '')}`;
  const bound = parsePath(/^\/(?:v1\.0|beta)\//i.test(path) ? path : `/${reference.version}${path}`);
  if (bound.kind !== 'calendar') throw badRequest("The property 'calendar@odata.bind' must be the URL of a calendar.");
  const walked = await resolveSharedMailbox(services, caller, bound.owner);
  if (!sameMailbox(walked, mailbox))
    throw badRequest("The property 'calendar@odata.bind' must name a calendar of the event's own mailbox.");
  const { calendarId } = await openCalendar(services.calendars, walked, bound.calendar);
  authorizeCalendar(caller, 'write', walked, calendarId);
  return calendarId;
}
