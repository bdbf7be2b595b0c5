// With whom a calendar is shared: GET and POST …/calendarPermissions, GET, PATCH and DELETE …/calendarPermissions/{id}.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { defaultCalendarId, mailboxPartition } from '../../calendar/mailbox.ts';
import { mayInDirectory } from '../../access/permissions/directoryAccess.ts';
import {
  organizationPermissionId,
  organizationRoles,
  permissionsOf,
  type CalendarPermission,
} from '../../calendar/calendars/permission.ts';
import type { Grantee } from '../../calendar/calendars/permissions.ts';
import { meets, sortValue } from '../../calendar/calendars/calendarName.ts';
import { pageInMemory } from '../../calendar/calendars/listOrder.ts';
import { accessDenied, itemNotFound, invalidRequest } from '../../runtime/errors.ts';
import { readBody } from '../../odata/types/bodyReader.ts';
import { readPermission, readRole, requireSameGrantee } from '../../odata/calendar/calendarBody.ts';
import { calendarPermissionEntity } from '../../odata/calendar/calendarEntity.ts';
import { calendarPermissionQuery } from '../../odata/calendar/calendarQuery.ts';
import { judgedPermission, type CalendarPermissionProperty } from '../../odata/calendar/calendarSchema.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { countQuery, noOptions, parseQueryOptions, type QueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { calendarsPath, openCalendarFor, type OpenedCalendar } from './open.ts';
import { entryListReply } from '../listReply.ts';
import { savedReply } from '../savedReply.ts';
import type { JsonObject } from '../../runtime/json.ts';

export type CalendarPermissionsCall = Call<Extract<Reference, { kind: 'calendarPermissions' }>>;
export type CalendarPermissionCall = Call<Extract<Reference, { kind: 'calendarPermission' }>>;

/** 200 with a page of the permissions, the organization's first. */
export async function getPermissions(call: CalendarPermissionsCall): Promise<Reply> {
  const opened = await openCalendarFor(call, 'own');
  const stored = await storedPermissions(call, opened);
  const options = parseQueryOptions(call.request.url.searchParams, calendarPermissionQuery.list);
  const all = stored.filter(meeting(options));
  const path = permissionsPath(opened);
  return entryListReply(call, options, {
    name: [mailboxPartition(opened.walked), path],
    path,
    page: (page) => Promise.resolve(pageInMemory(all, { ...page, ...calendarPermissionQuery.wanted(options) }, sortedBy)),
    number: () => Promise.resolve(all.length),
    show: (permission) => calendarPermissionEntity(permission, options.select),
  });
}

/** How many permissions the calendar has, the organization's among them. */
export async function numberOfPermissions(call: CalendarPermissionsCall): Promise<number> {
  const options = parseQueryOptions(call.request.url.searchParams, countQuery(calendarPermissionQuery.list));
  return (await storedPermissions(call, await openCalendarFor(call, 'own'))).filter(meeting(options)).length;
}

/**
 * 201 with the new permission, for the user whom the address names in the directory. Throws 403 for a guest before the address is looked
 * up, since the answer would tell who is in the directory, and 400 for an address that names nobody.
 */
export async function postPermission(call: CalendarPermissionsCall): Promise<Reply> {
  const { request, services, caller, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const opened = await openCalendarFor(call, 'own');
  const { role, ...asked } = readPermission(await readJsonBody(request, share, 'calendarPermission'));
  await requireNoGuest(call);
  const grantee = await granteeOf(call, asked);
  if (grantee.user === opened.walked.id) throw invalidRequest('A calendar cannot be shared with its owner.');
  const made = await services.permissions.add(opened.walked, opened.record.calendarId, grantee, role, authorOf(caller));
  return savedPermissionReply(call, true, opened, made);
}

/** 200 with the permission. */
export async function getPermission(call: CalendarPermissionCall): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, calendarPermissionQuery.entity);
  const opened = await openCalendarFor(call, 'own');
  const found = (await storedPermissions(call, opened)).find(({ permissionId }) => permissionId === call.reference.id);
  if (found === undefined) throw itemNotFound();
  return jsonReply(200, shownPermission(call, opened, found, options));
}

/** 200 with the permission in its new role. Throws 403 for a guest, who may only take the role away, since guests share nothing. */
export async function patchPermission(call: CalendarPermissionCall): Promise<Reply> {
  const { request, services, caller, reference, share } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const opened = await openCalendarFor(call, 'own');
  const json = await readJsonBody(request, share, 'calendarPermission');
  const role = readRole(json);
  if (role !== 'none') await requireNoGuest(call);
  if (reference.id === organizationPermissionId && !organizationRoles.includes(role))
    throw invalidRequest(`The role '${role}' cannot be given to the organization; these can: ${organizationRoles.join(', ')}.`);
  if (readBody(json).has('emailAddress')) {
    const found = (await storedPermissions(call, opened)).find(({ permissionId }) => permissionId === reference.id);
    if (found === undefined) throw itemNotFound();
    requireSameGrantee(json, found);
  }
  const changed = await services.permissions.change(opened.walked, opened.record.calendarId, reference.id, role, authorOf(caller));
  return savedPermissionReply(call, false, opened, changed);
}

/** 204; from then on the permission gives no access. Upload URLs that were handed out before still work. */
export async function deletePermission(call: CalendarPermissionCall): Promise<Reply> {
  const { request, services, caller, reference } = call;
  parseQueryOptions(request.url.searchParams, noOptions);
  const { walked, record } = await openCalendarFor(call, 'own');
  if (reference.id === organizationPermissionId)
    throw invalidRequest("The permission of 'My Organization' cannot be removed; give it the role 'none' instead.");
  if (!(await services.permissions.remove(walked, record.calendarId, reference.id, authorOf(caller)))) throw itemNotFound();
  return emptyReply(204);
}

/** Throws 403 for a guest, whom the answer would tell who is in the directory. */
export async function requireNoGuest({ services, caller }: Call): Promise<void> {
  if (caller.kind === 'delegated' && !(await services.presence.isMember(caller.tenant, { ...caller, userId: caller.id })))
    throw accessDenied();
}

const storedPermissions = async ({ services }: Call, { walked, record }: OpenedCalendar): Promise<readonly CalendarPermission[]> =>
  permissionsOf(await services.permissions.read(walked), record.calendarId, record.calendarId === defaultCalendarId(walked));

const meeting =
  ({ filter }: Pick<QueryOptions<CalendarPermissionProperty>, 'filter'>) =>
  (permission: CalendarPermission): boolean =>
    meets(filter, judgedPermission(permission));

/** Without an order of its own, the organization's is the first, then they come by their ids, which are in the order of creation. */
const sortedBy = (permission: CalendarPermission, property: string): string | number => sortValue(judgedPermission(permission), property);

/**
 * The user whom the address names (contract, section 17). Only callers who may read users are told names of people. Throws 400 when the
 * directory has no such user.
 */
async function granteeOf(
  { services: { directory }, caller }: Call,
  { address, name }: { readonly address: string; readonly name: string | undefined },
): Promise<Grantee> {
  const { tenant } = caller;
  const id = await directory.userIdByAddress(tenant, address);
  const user = id === undefined ? undefined : await directory.user(tenant, id);
  if (user === undefined) throw invalidRequest(`The address '${address}' names nobody in this directory.`);
  const known = mayInDirectory(caller, 'readUsers') ? user.displayName : undefined;
  return { user: user.userId, address, name: name ?? known ?? address, ...(user.userType === 'Guest' && { isGuest: true }) };
}

const permissionsPath = ({ walked, record }: OpenedCalendar): string =>
  `${calendarsPath(walked)}(${quotedKey(record.calendarId)})/calendarPermissions`;

/** The answer to a write: 200 with the permission, or for a new one 201 with `Location`. A permission has no ETag. */
function savedPermissionReply(call: Call, isNew: boolean, opened: OpenedCalendar, permission: CalendarPermission): Promise<Reply> {
  const url = call.links.resource(`${permissionsPath(opened)}(${quotedKey(permission.permissionId)})`);
  return savedReply(call, { isNew, url, show: () => shownPermission(call, opened, permission) });
}

const shownPermission = (
  { links }: Call,
  opened: OpenedCalendar,
  permission: CalendarPermission,
  { select, selectText }: Pick<QueryOptions<CalendarPermissionProperty>, 'select' | 'selectText'> = {},
): JsonObject => ({
  '@odata.context': links.context(permissionsPath(opened), selectText, true),
  ...calendarPermissionEntity(permission, select),
});
