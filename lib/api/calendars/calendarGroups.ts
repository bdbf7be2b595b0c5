// The calendar groups of a mailbox: GET and POST …/calendarGroups, GET, PATCH and DELETE …/calendarGroups/{id}.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import type { CalendarGroupRecord } from '../../calendar/calendars/calendarGroups.ts';
import { defaultCalendarGroupId, mailboxPartition, type Mailbox } from '../../calendar/mailbox.ts';
import { itemNotFound, invalidRequest } from '../../runtime/errors.ts';
import { readCalendarGroup, readCalendarGroupChange } from '../../odata/calendar/calendarBody.ts';
import { calendarGroupEntity } from '../../odata/calendar/calendarEntity.ts';
import { calendarGroupQuery } from '../../odata/calendar/calendarQuery.ts';
import type { CalendarGroupProperty } from '../../odata/calendar/calendarSchema.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { countQuery, noOptions, parseQueryOptions, type QueryOptions } from '../../odata/query/queryOptions.ts';
import type { CalendarGroupRef, Reference } from '../../paths/reference.ts';
import { resolveMailbox } from '../../access/resolve/mailbox.ts';
import type { Call } from '../call.ts';
import { ifMatchOf, isUnchanged } from '../../http/conditions.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { entryListReply } from '../listReply.ts';
import { savedReply } from '../savedReply.ts';
import type { JsonObject } from '../../runtime/json.ts';

export type CalendarGroupsCall = Call<Extract<Reference, { kind: 'calendarGroups' }>>;
export type CalendarGroupCall = Call<Extract<Reference, { kind: 'calendarGroup' }>>;

/** The id of the group that a path names in this mailbox. */
export const groupIn = (mailbox: Mailbox, group: CalendarGroupRef): string =>
  group.kind === 'default' ? defaultCalendarGroupId(mailbox) : group.id;

const groupsPath = ({ kind, id }: Mailbox): string => `${kind}(${quotedKey(id)})/calendarGroups`;

/** `users('{oid}')/calendarGroups('{id}')` */
export const groupPath = (mailbox: Mailbox, group: string): string => `${groupsPath(mailbox)}(${quotedKey(group)})`;

/** 200 with a page of the groups. */
export async function getCalendarGroups(call: CalendarGroupsCall): Promise<Reply> {
  const { request, services, caller, reference } = call;
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const options = parseQueryOptions(request.url.searchParams, calendarGroupQuery.list);
  const { filter, select } = options;
  const path = groupsPath(mailbox);
  return entryListReply(call, options, {
    name: [mailboxPartition(mailbox), path],
    path,
    page: (page) => services.calendarGroups.list(mailbox, { ...page, ...calendarGroupQuery.wanted(options) }, filter),
    number: () => services.calendarGroups.count(mailbox, filter),
    show: (group) => calendarGroupEntity(group, select),
  });
}

/** How many groups there are. */
export async function numberOfCalendarGroups({ request, services, caller, reference }: CalendarGroupsCall): Promise<number> {
  const { filter } = parseQueryOptions(request.url.searchParams, countQuery(calendarGroupQuery.list));
  return services.calendarGroups.count(await resolveMailbox(services, caller, reference.owner), filter);
}

/** 201 with the new group. */
export async function postCalendarGroup(call: CalendarGroupsCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  const { name, classId } = readCalendarGroup(await readJsonBody(request, share, 'calendarGroup'));
  return savedGroupReply(call, true, mailbox, await services.calendarGroups.create(mailbox, name, classId, authorOf(caller)));
}

/** 200 with the group; 304 for an `If-None-Match` that names its ETag. */
export async function getCalendarGroup(call: CalendarGroupCall): Promise<Reply> {
  const { request } = call;
  const options = parseQueryOptions(request.url.searchParams, calendarGroupQuery.entity);
  const { mailbox, group } = await resolveGroup(call);
  const record = await openGroup(call, mailbox, group);
  if (isUnchanged(request.headers.get('if-none-match'), record.etag)) return emptyReply(304, { ETag: record.etag });
  return jsonReply(200, shownGroup(call, mailbox, record, options), { ETag: record.etag });
}

/** 200 with the renamed group; the first change of a default one stores it. `If-Match` is honoured. */
export async function patchCalendarGroup(call: CalendarGroupCall): Promise<Reply> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { mailbox, group } = await resolveGroup(call);
  const name = readCalendarGroupChange(await readJsonBody(request, share, 'calendarGroup'));
  const record =
    name === undefined
      ? await openGroup(call, mailbox, group)
      : await services.calendarGroups.rename(mailbox, group, name, authorOf(caller), ifMatchOf(request));
  return savedGroupReply(call, false, mailbox, record);
}

/** 204. `If-Match` is honoured. */
export async function deleteCalendarGroup(call: CalendarGroupCall): Promise<Reply> {
  const { request, services, caller } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { mailbox, group } = await resolveGroup(call);
  if (group === defaultCalendarGroupId(mailbox)) throw invalidRequest('The default calendar group of a mailbox cannot be deleted.');
  await services.calendarGroups.remove(mailbox, group, authorOf(caller), ifMatchOf(request));
  return emptyReply(204);
}

async function resolveGroup({
  services,
  caller,
  reference,
}: CalendarGroupCall): Promise<{ readonly mailbox: Mailbox; readonly group: string }> {
  const mailbox = await resolveMailbox(services, caller, reference.owner);
  return { mailbox, group: groupIn(mailbox, reference.group) };
}

async function openGroup({ services }: Call, mailbox: Mailbox, group: string): Promise<CalendarGroupRecord> {
  const record = await services.calendarGroups.read(mailbox, group);
  if (record === undefined) throw itemNotFound();
  return record;
}

/** The answer to a write: 200 with the group, or for a new one 201 with `Location`. */
function savedGroupReply(call: Call, isNew: boolean, mailbox: Mailbox, record: CalendarGroupRecord): Promise<Reply> {
  const url = call.links.resource(groupPath(mailbox, record.calendarGroup));
  return savedReply(call, { isNew, url, etag: record.etag, show: () => shownGroup(call, mailbox, record) });
}

const shownGroup = (
  { links }: Call,
  mailbox: Mailbox,
  record: CalendarGroupRecord,
  { select, selectText }: Pick<QueryOptions<CalendarGroupProperty>, 'select' | 'selectText'> = {},
): JsonObject => ({ '@odata.context': links.context(groupsPath(mailbox), selectText, true), ...calendarGroupEntity(record, select) });
