// GET …/calendar/allowedCalendarSharingRoles(User='…'): in which roles a calendar can be shared with somebody.
import { calendarRoles, type CalendarRole } from '../../calendar/calendars/permission.ts';
import { defaultCalendarId } from '../../calendar/mailbox.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import { openCalendarFor } from '../calendars/open.ts';
import { requireNoGuest } from '../calendars/permissions.ts';
import type { Call } from '../call.ts';

type SharingRolesCall = Call<Extract<Reference, { kind: 'allowedCalendarSharingRoles' }>>;

/** What a guest can be given, a member in any calendar, and a member in a default one (contract, section 14). */
const forGuests: readonly CalendarRole[] = ['freeBusyRead', 'limitedRead', 'read'];
const forMembers: readonly CalendarRole[] = [...forGuests, 'write'];
const forDelegates: readonly CalendarRole[] = calendarRoles.filter((role) => role !== 'none');

/**
 * 200 with the roles that POST of `calendarPermissions` takes for whom the address names; none for the owner and for an address that names
 * nobody. Throws 403 for a guest, as that POST does.
 */
export async function getSharingRoles(call: SharingRolesCall): Promise<Reply> {
  const { request, services, caller, reference, links } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { walked, record } = await openCalendarFor(call, 'own');
  await requireNoGuest(call);
  const { tenant } = caller;
  const id = await services.directory.userIdByAddress(tenant, reference.user);
  const user = id === undefined || id === walked.id ? undefined : await services.directory.user(tenant, id);
  const isDefault = record.calendarId === defaultCalendarId(walked);
  const roles = user === undefined ? [] : user.userType === 'Guest' ? forGuests : isDefault ? forDelegates : forMembers;
  return jsonReply(200, {
    '@odata.context': links.context('Collection(microsoft.graph.calendarRoleType)', undefined, false),
    value: roles,
  });
}
