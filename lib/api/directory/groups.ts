// GET and POST /groups; GET, PATCH and DELETE /groups/{id}.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { directoryActions, requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import type { Listing } from '../../directory/page.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { insufficientPrivileges, resourceNotFound, valueTaken } from '../../directory/refusals.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { groupEntityQuery, groupList, groupsListed } from '../../odata/directory/directoryQuery.ts';
import { readBoundPeople, readGroupChange, readNewGroup } from '../../odata/directory/groupBody.ts';
import { groupEntity } from '../../odata/directory/directoryEntity.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { emptyReply, jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { directoryListReply } from './directoryList.ts';
import { referencedUser, requireGroupChange } from './members.ts';

type GroupsCall = Call<Extract<Reference, { kind: 'groups' }>>;
type GroupCall = Call<Extract<Reference, { kind: 'group' }>>;

/** 200 with a page of groups: all, or those that `$filter` and `$search` find. */
export async function getGroups(call: GroupsCall): Promise<Reply> {
  const { services, caller, request } = call;
  requireDirectoryPermission(call);
  const options = parseQueryOptions(request.url.searchParams, groupList);
  const listing = groupsListed(options);
  return directoryListReply(call, options, {
    path: 'groups',
    page: (page) => services.directory.groups(caller.tenant, { ...listing, ...page }),
    number: () => numberListed(call, listing),
    show: (group) => groupEntity(group, options.select),
  });
}

/** How many groups there are, or are found by `$filter` and `$search`. */
export async function numberOfGroups(call: GroupsCall): Promise<number> {
  requireDirectoryPermission(call);
  return numberListed(call, groupsListed(parseQueryOptions(call.request.url.searchParams, countQuery(groupList))));
}

const numberListed = ({ services: { directory }, caller: { tenant } }: GroupsCall, { where }: Listing): Promise<number> =>
  where === undefined ? directory.countGroups(tenant) : directory.countGroupsWhere(tenant, where);

/**
 * 201 with the new group; `members@odata.bind` and `owners@odata.bind` put up to 20 users into it, all or nothing. A user who makes a
 * group is an owner and a member of it. Throws 403 for a guest.
 */
export async function createGroup(call: GroupsCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  const { directory, presence } = services;
  requireDirectoryPermission(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = await readJsonBody(request, share, 'group');
  const creating = readNewGroup(body, () => directory.newId());
  if (caller.kind === 'delegated' && !(await presence.isMember(caller.tenant, { ...caller, userId: caller.id })))
    throw insufficientPrivileges();
  await requireOwnAddress(call, creating.mail);
  const bound = readBoundPeople(body);
  const [members, owners] = await Promise.all([referencedUsers(call, bound.members), referencedUsers(call, bound.owners)]);
  const maker = caller.kind === 'delegated' ? [caller.id] : [];
  const people = { members: [...members, ...maker], owners: [...owners, ...maker] };
  const group = await directory.createGroup(caller.tenant, creating, authorOf(caller), people);
  return jsonReply(
    201,
    { '@odata.context': links.context('groups', undefined, true), ...groupEntity(group) },
    { Location: links.resource(`groups(${quotedKey(group.groupId)})`) },
  );
}

/** 200 with the group; one point read. */
export async function getGroup(call: GroupCall): Promise<Reply> {
  const { services, caller, request, reference, links } = call;
  requireDirectoryPermission(call);
  const options = parseQueryOptions(request.url.searchParams, groupEntityQuery);
  const group = await services.directory.group(caller.tenant, canonicalId(reference.id));
  if (group === undefined) throw resourceNotFound(reference.id);
  return jsonReply(200, { '@odata.context': links.context('groups', options.selectText, true), ...groupEntity(group, options.select) });
}

/** 204; `members@odata.bind` adds up to 20 users (Graph, "Add members"), for which the permission to change members is enough. */
export async function patchGroup(call: GroupCall): Promise<Reply> {
  const { services, caller, request, reference, share } = call;
  const groupId = canonicalId(reference.id);
  await requireGroupChange(call, { any: 'changeMembers', own: 'changeOwnGroups' }, groupId);
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = await readJsonBody(request, share, 'group');
  const change = readGroupChange(body);
  await requireOwnAddress(call, change.mail);
  const bound = readBoundPeople(body);
  if (bound.members.length === 0 || bound.owners.length > 0 || Object.keys(change).length > 0)
    await requireGroupChange(call, directoryActions(reference, request.method), groupId);
  const [members, owners] = await Promise.all([referencedUsers(call, bound.members), referencedUsers(call, bound.owners)]);
  const changed = await services.directory.changeGroup(caller.tenant, groupId, change, authorOf(caller), { members, owners });
  if (changed === undefined) throw resourceNotFound(reference.id);
  return emptyReply(204);
}

/** 204; nothing of the group can be reached any more, and the sweep removes it. */
export async function deleteGroup(call: GroupCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  const id = canonicalId(reference.id);
  await requireGroupChange(call, directoryActions(reference, request.method), id);
  parseQueryOptions(request.url.searchParams, noOptions);
  if (!(await services.directory.removeGroup(caller.tenant, id, authorOf(caller)))) throw resourceNotFound(reference.id);
  return emptyReply(204);
}

/**
 * Only applications may give a group an address, as they alone give users theirs (contract, section 17). Throws 403 for a user who gives one,
 * 400 for an address that a user has.
 */
async function requireOwnAddress({ services: { directory }, caller }: Call, mail: string | undefined): Promise<void> {
  if (mail === undefined) return;
  if (caller.kind === 'delegated') throw insufficientPrivileges();
  if ((await directory.userIdByAddress(caller.tenant, mail)) !== undefined) throw valueTaken('mail');
}

const referencedUsers = (call: Call, references: readonly string[]): Promise<string[]> =>
  Promise.all(references.map((reference) => referencedUser(call, reference)));
