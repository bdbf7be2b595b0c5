// The calendars of a mailbox, or of one of its calendar groups: GET and POST …/calendars.
import { authorOf, calendarAccess, type ReachedMailbox } from '../../access/permissions/calendarAccess.ts';
import type { CalendarRecord } from '../../calendar/calendars/calendarRecord.ts';
import { meets, sortValue } from '../../calendar/calendars/calendarName.ts';
import { filterableCalendar, type WantedCalendars } from '../../calendar/calendars/calendars.ts';
import { defaultCalendarGroupId, mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import type { CalendarRole } from '../../calendar/calendars/permission.ts';
import { pageInMemory, placeOf, type ListPage, type ListRequest } from '../../calendar/calendars/listOrder.ts';
import { itemNotFound } from '../../runtime/errors.ts';
import { usualPageSize } from '../../runtime/limits.ts';
import { readCalendar } from '../../odata/calendar/calendarBody.ts';
import { calendarEntity } from '../../odata/calendar/calendarEntity.ts';
import { calendarExpandQuery, calendarQuery } from '../../odata/calendar/calendarQuery.ts';
import { newCustomData } from '../../odata/custom/customBody.ts';
import { readExtendedProperties } from '../../odata/custom/extendedPropertyBody.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import { resolveSharedMailbox } from '../../access/resolve/sharedMailbox.ts';
import type { Call } from '../call.ts';
import type { Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { calendarPath, readExpanded, withinExpanded, type ShowExpanded } from './expand.ts';
import { groupIn, groupPath } from './calendarGroups.ts';
import { calendarsPath, ownerOf, savedCalendarReply, viewOf } from './open.ts';
import { entryListReply } from '../listReply.ts';

export type CalendarsCall = Call<Extract<Reference, { kind: 'calendars' }>>;

/**
 * 200 with a page of the calendars of the caller's own mailbox or of a calendar group in it; in somebody else's mailbox, of the shared
 * ones.
 */
export async function getCalendars(call: CalendarsCall): Promise<Reply> {
  const { request, services, caller, reference } = call;
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const group = reference.group && groupIn(walked, reference.group);
  const path = group === undefined ? calendarsPath(walked) : `${groupPath(walked, group)}/calendars`;
  const [owner] = await Promise.all([ownerOf(call, walked), requireGroup(call, walked, group)]);
  const options = parseQueryOptions(request.url.searchParams, calendarExpandQuery.list);
  let showExpanded: ShowExpanded = () => ({});
  const wanted = { group, filter: options.filter };
  const order = calendarQuery.wanted(options);
  return entryListReply(call, options, {
    name: [mailboxPartition(walked), path],
    path,
    usual: usualPageSize,
    async page(request) {
      const page = { ...request, ...order };
      const found = await (walked.shared === undefined
        ? services.calendars.list(walked, wanted, page)
        : sharedPage(call, walked, walked.shared, wanted, page));
      const shown = withinExpanded(found, options.expand, (last) =>
        placeOf(last, order.orderBy, {
          id: walked.shared === undefined ? 'calendarId' : 'id',
          valueOf: (calendar, property) => sortValue(filterableCalendar(walked, calendar), property),
        }),
      );
      showExpanded = await readExpanded(call, walked, shown.entries, options.expand, calendarPath(calendarsPath(walked)));
      return shown;
    },
    number: () => numberIn(call, walked, wanted),
    show: (record) => ({
      ...calendarEntity(record, viewOf(walked, record, calendarAccess(caller, walked, record.calendarId), owner), options.select),
      ...showExpanded(record),
    }),
  });
}

/** How many calendars the list has on all its pages together. */
export async function numberOfCalendars(call: CalendarsCall): Promise<number> {
  const { request, services, caller, reference } = call;
  const { filter } = parseQueryOptions(request.url.searchParams, countQuery(calendarQuery.list));
  const walked = await resolveSharedMailbox(services, caller, reference.owner);
  const group = reference.group && groupIn(walked, reference.group);
  const [number] = await Promise.all([numberIn(call, walked, { group, filter }), requireGroup(call, walked, group)]);
  return number;
}

async function numberIn(call: CalendarsCall, walked: ReachedMailbox, wanted: WantedCalendars): Promise<number> {
  if (walked.shared === undefined) return call.services.calendars.count(walked, wanted);
  return (await sharedCalendars(call, walked, walked.shared, wanted)).length;
}

/** How many shared calendars one query returns. */
const sharedAtOnce = 100;

/** 201 with the new calendar, in the group that the path names or else in the default one. */
export async function postCalendar(call: CalendarsCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const group = reference.group === undefined ? defaultCalendarGroupId(mailbox) : groupIn(mailbox, reference.group);
  const json = await readJsonBody(request, share, 'calendar');
  const custom = newCustomData(readExtendedProperties(json));
  const record = await services.calendars.create(mailbox, group, readCalendar(json), authorOf(caller), custom);
  return savedCalendarReply(call, true, { walked: mailbox, record, access: calendarAccess(caller, mailbox, record.calendarId) });
}

/** Throws 404 for a group that isn't there. A caller with whom only calendars are shared isn't told which groups exist. */
async function requireGroup({ services }: CalendarsCall, walked: ReachedMailbox, group: string | undefined): Promise<void> {
  if (group !== undefined && walked.shared === undefined && (await services.calendarGroups.read(walked, group)) === undefined)
    throw itemNotFound();
}

/** A page of the shared calendars. */
async function sharedPage(
  call: CalendarsCall,
  mailbox: Mailbox,
  shared: ReadonlyMap<string, CalendarRole>,
  wanted: WantedCalendars,
  request: ListRequest,
): Promise<ListPage<CalendarRecord>> {
  const all = await sharedCalendars(call, mailbox, shared, wanted);
  return pageInMemory(all, request, (each, property) =>
    property === 'id' ? each.calendarId : sortValue(filterableCalendar(mailbox, each), property),
  );
}

/**
 * The shared calendars that are wanted: their ids are known, and there are no more of them than the mailbox has permissions. One query for
 * each hundred.
 */
async function sharedCalendars(
  { services }: CalendarsCall,
  mailbox: Mailbox,
  shared: ReadonlyMap<string, CalendarRole>,
  { group, filter }: WantedCalendars,
): Promise<readonly CalendarRecord[]> {
  const ids = [...shared.keys()].sort();
  const found: CalendarRecord[] = [];
  for (let start = 0; start < ids.length; start += sharedAtOnce)
    found.push(...(await services.calendars.readAll(mailbox, ids.slice(start, start + sharedAtOnce))));
  return found.filter((each) => (group === undefined || each.calendarGroup === group) && meets(filter, filterableCalendar(mailbox, each)));
}
