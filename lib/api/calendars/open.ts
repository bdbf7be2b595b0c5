// Opens a calendar for an operation on the calendar itself, and answers with it.
import { calendarAccess, type CalendarAccess, type ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import type { CalendarRecord } from '../../calendar/calendars/calendarRecord.ts';
import { defaultCalendarId, type Mailbox } from '../../calendar/mailbox.ts';
import { readCalendar } from '../../calendar/events/locate.ts';
import { accessDenied, itemNotFound } from '../../runtime/errors.ts';
import { calendarEntity, type CalendarView } from '../../odata/calendar/calendarEntity.ts';
import type { CalendarProperty } from '../../odata/calendar/calendarSchema.ts';
import { quotedKey } from '../../odata/query/context.ts';
import type { CalendarExpanding } from '../../odata/calendar/calendarExpand.ts';
import { contextSelection } from '../../odata/query/expand.ts';
import type { QueryOptions } from '../../odata/query/queryOptions.ts';
import type { CalendarRef, Owner, Reference } from '../../paths/reference.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { savedReply } from '../savedReply.ts';
import { calendarPath, readExpanded } from './expand.ts';

type CalendarOptions = QueryOptions<CalendarProperty, never, CalendarExpanding>;

/** A call to one calendar, or to something that belongs to it. */
export type CalendarCall = Call<Extract<Reference, { readonly owner: Owner; readonly calendar: CalendarRef }>>;

export interface OpenedCalendar {
  readonly walked: ReachedMailbox;
  readonly record: CalendarRecord;
  readonly access: CalendarAccess;
}

/**
 * The calendar that the call's path names, if the caller may see it or, for `own`, change it. Costs one point read besides those that reach
 * the mailbox. Throws 404 for a calendar that the caller may not see, 403 for one that it may see but not change.
 */
export async function openCalendarFor({ services, caller, reference }: CalendarCall, wanted: 'see' | 'own'): Promise<OpenedCalendar> {
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const record = await readCalendar(services.calendars, walked, reference.calendar);
  const access = calendarAccess(caller, walked, record.calendarId);
  if (!access.see) throw itemNotFound();
  if (!access[wanted]) throw accessDenied();
  return { walked, record, access };
}

/** Who a mailbox belongs to, as a calendar shows it; one point read. */
export async function ownerOf({ services: { directory } }: Call, { tenant, kind, id }: Mailbox): Promise<CalendarView['owner']> {
  if (kind === 'groups') {
    const group = await directory.group(tenant, id);
    return { name: group?.displayName ?? null, address: group?.mailNickname ?? null };
  }
  const user = await directory.user(tenant, id);
  return { name: user?.displayName ?? null, address: user?.upn ?? null };
}

export const viewOf = (
  walked: ReachedMailbox,
  { calendarId }: CalendarRecord,
  access: CalendarAccess,
  owner: CalendarView['owner'],
): CalendarView => ({
  isDefault: calendarId === defaultCalendarId(walked),
  owner,
  canEdit: access.write,
  canShare: access.own && walked.kind === 'users',
  canViewPrivateItems: access.seePrivate,
});

/** `users('{oid}')/calendars`; a group has its one `calendar`. */
export const calendarsPath = ({ kind, id }: Mailbox): string => `${kind}(${quotedKey(id)})/${kind === 'users' ? 'calendars' : 'calendar'}`;

/** `users('{oid}')/calendars('{id}')`; a group's one calendar has no key. */
const pathOf = (mailbox: Mailbox, calendar: CalendarRecord): string =>
  mailbox.kind === 'users' ? calendarPath(calendarsPath(mailbox))(calendar) : calendarsPath(mailbox);

/** 200 with the calendar. */
export async function calendarReply(
  call: Call,
  opened: OpenedCalendar,
  options: Pick<CalendarOptions, 'select' | 'selectText' | 'expand'>,
): Promise<Reply> {
  return jsonReply(200, await shownCalendar(call, opened, options), { ETag: opened.record.etag });
}

/** The answer to a write: 200 with the calendar, or for a new one 201 with `Location`. */
export function savedCalendarReply(call: Call, isNew: boolean, opened: OpenedCalendar): Promise<Reply> {
  const url = call.links.resource(pathOf(opened.walked, opened.record));
  return savedReply(call, { isNew, url, etag: opened.record.etag, show: () => shownCalendar(call, opened) });
}

async function shownCalendar(
  call: Call,
  { walked, record, access }: OpenedCalendar,
  { select, selectText, expand = {} }: Partial<Pick<CalendarOptions, 'select' | 'selectText' | 'expand'>> = {},
): Promise<JsonObject> {
  const path = calendarsPath(walked);
  const [owner, showExpanded] = await Promise.all([
    ownerOf(call, walked),
    readExpanded(call, walked, [record], expand, () => pathOf(walked, record)),
  ]);
  const selection = contextSelection({ ...(selectText !== undefined && { selectText }), expand });
  return {
    '@odata.context': call.links.context(path, selection, true),
    ...calendarEntity(record, viewOf(walked, record, access, owner), select),
    ...showExpanded(record),
  };
}
