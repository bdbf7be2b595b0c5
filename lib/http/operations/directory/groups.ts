// GET and POST /groups; GET, PATCH and DELETE /groups/{id}.
import { authorOf } from '../../../auth/access.ts';
import { requireInDirectory } from '../../../auth/directoryAccess.ts';
import type { Group } from '../../../directory/groups.ts';
import { canonicalId } from '../../../directory/objectId.ts';
import { resourceNotFound } from '../../../directory/refusals.ts';
import { quotedKey } from '../../../odata/context.ts';
import { filteredName, groupEntityQuery, groupList } from '../../../odata/directoryQuery.ts';
import { readBoundPeople, readGroupChange, readNewGroup } from '../../../odata/groupBody.ts';
import { groupEntity } from '../../../odata/groupEntity.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../../odata/queryOptions.ts';
import type { Reference } from '../../../paths/reference.ts';
import type { Call } from '../../call.ts';
import { emptyReply, jsonReply, type Reply } from '../../exchange.ts';
import { readJsonBody } from '../../jsonBody.ts';
import { listReply } from './listReply.ts';
import { referencedUser } from './members.ts';

type GroupsCall = Call<Extract<Reference, { kind: 'groups' }>>;
type GroupCall = Call<Extract<Reference, { kind: 'group' }>>;

/** 200 with a page of groups, or with the one that `$filter` names. */
export async function getGroups(call: GroupsCall): Promise<Reply> {
  const { services, caller, request } = call;
  requireInDirectory(caller, 'readGroups');
  const options = parseQueryOptions(request.url.searchParams, groupList);
  const name = filteredName(options.filter);
  return listReply(call, options, {
    name: ['groups'],
    context: 'groups',
    page: async (page) =>
      name === undefined ? services.directory.groups(caller.tenant, page) : { entries: await groupsNamed(call, name) },
    number: () => numberNamed(call, name),
    show: (group) => groupEntity(group, options.select),
  });
}

/** How many groups there are, or have the name that `$filter` asks for. */
export async function numberOfGroups(call: GroupsCall): Promise<number> {
  requireInDirectory(call.caller, 'readGroups');
  const { filter } = parseQueryOptions(call.request.url.searchParams, countQuery(groupList));
  return numberNamed(call, filteredName(filter));
}

const numberNamed = async (call: GroupsCall, name: string | undefined): Promise<number> =>
  name === undefined ? call.services.directory.countGroups(call.caller.tenant) : (await groupsNamed(call, name)).length;

/**
 * 201 with the new group; `members@odata.bind` puts up to 20 users into it, all or nothing. Owners have no part here: who may use the
 * group's calendar is a member. Those in `owners@odata.bind` must be there, and aren't kept.
 */
export async function createGroup(call: GroupsCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  const { directory, presence } = services;
  requireInDirectory(caller, 'changeGroups');
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = await readJsonBody(request, share, 'group');
  const creating = readNewGroup(body, () => directory.newId());
  const bound = readBoundPeople(body);
  const [members] = await Promise.all([referencedUsers(call, bound.members), referencedUsers(call, bound.owners)]);
  const group = await directory.createGroup(caller.tenant, creating, authorOf(caller), members);
  presence.forget({ tenant: caller.tenant, kind: 'groups', id: group.groupId });
  return jsonReply(
    201,
    { '@odata.context': links.context('groups', undefined, true), ...groupEntity(group) },
    { Location: links.resource(`groups(${quotedKey(group.groupId)})`) },
  );
}

/** 200 with the group; one point read. */
export async function getGroup(call: GroupCall): Promise<Reply> {
  const { services, caller, request, reference, links } = call;
  requireInDirectory(caller, 'readGroups');
  const options = parseQueryOptions(request.url.searchParams, groupEntityQuery);
  const group = await services.directory.group(caller.tenant, canonicalId(reference.id));
  if (group === undefined) throw resourceNotFound(reference.id);
  return jsonReply(200, { '@odata.context': links.context('groups', options.selectText, true), ...groupEntity(group, options.select) });
}

/** 204; `members@odata.bind` adds up to 20 users (Graph, "Add members"), for which the permission to change members is enough. */
export async function patchGroup(call: GroupCall): Promise<Reply> {
  const { services, caller, request, reference, share } = call;
  requireInDirectory(caller, 'changeMembers');
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = await readJsonBody(request, share, 'group');
  const change = readGroupChange(body);
  const bound = readBoundPeople(body);
  if (bound.members.length === 0 || Object.keys(change).length > 0) requireInDirectory(caller, 'changeGroups');
  const [members] = await Promise.all([referencedUsers(call, bound.members), referencedUsers(call, bound.owners)]);
  const changed = await services.directory.changeGroup(caller.tenant, canonicalId(reference.id), change, authorOf(caller), members);
  if (changed === undefined) throw resourceNotFound(reference.id);
  return emptyReply(204);
}

/** 204; from then on everything of the group is unreachable, and its removal is due. */
export async function deleteGroup({ services, caller, request, reference }: GroupCall): Promise<Reply> {
  requireInDirectory(caller, 'changeGroups');
  parseQueryOptions(request.url.searchParams, noOptions);
  const id = canonicalId(reference.id);
  if (!(await services.directory.removeGroup(caller.tenant, id, authorOf(caller)))) throw resourceNotFound(reference.id);
  services.presence.forget({ tenant: caller.tenant, kind: 'groups', id });
  return emptyReply(204);
}

const referencedUsers = (call: Call, references: readonly string[]): Promise<string[]> =>
  Promise.all(references.map((reference) => referencedUser(call, reference)));

async function groupsNamed({ services: { directory }, caller: { tenant } }: GroupsCall, nickname: string): Promise<readonly Group[]> {
  const id = await directory.groupIdByNickname(tenant, nickname);
  const group = id === undefined ? undefined : await directory.group(tenant, id);
  return group === undefined ? [] : [group];
}
