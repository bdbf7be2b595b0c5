// Who is in a group, and who owns it: GET /groups/{id}/members, POST …/members/$ref, DELETE …/members/{user}/$ref; the same of owners.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { mayInDirectory, requireInDirectory } from '../../access/permissions/directoryAccess.ts';
import { directoryActions, requireDirectoryPermission, type DirectoryActions } from '../../access/permissions/directoryActions.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { badDirectoryRequest, insufficientPrivileges, lastOwner, memberAlready, resourceNotFound } from '../../directory/refusals.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import type { Listing } from '../../directory/page.ts';
import { readBody } from '../../odata/types/bodyReader.ts';
import { required } from '../../odata/directory/directoryBody.ts';
import { membershipList, memberList, membersListed } from '../../odata/directory/directoryQuery.ts';
import type { Nothing } from '../../odata/query/expand.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { userEntity } from '../../odata/directory/directoryEntity.ts';
import { tryParsePath } from '../../paths/grammar.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { emptyReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';
import { findUser } from './person.ts';
import { relatedListReply } from './relatedList.ts';
import { visible } from './users.ts';

type MembersCall = Call<Extract<Reference, { kind: 'members' }>>;
type ReferencesCall = Call<Extract<Reference, { kind: 'memberReferences' }>>;
type ReferenceCall = Call<Extract<Reference, { kind: 'memberReference' }>>;

/**
 * 200 with a page of members, or of owners: all of them are users, so that a cast to users only changes how they are shown, and a cast to
 * groups gives none.
 */
export async function getMembers(call: MembersCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  requireDirectoryPermission(call);
  const { collection, cast } = reference;
  if (cast === 'group') return getGroups(call);
  const options = parseQueryOptions(request.url.searchParams, memberList);
  const groupId = await livingGroup(call, reference.group);
  const select = visible(caller, options.select);
  const listing = membersListed(options);
  return relatedListReply(call, options, listing, {
    name: [collection, groupId, ...(cast === undefined ? [] : [cast])],
    path: cast === undefined ? 'directoryObjects' : `${cast}s`,
    page: (page) => services.directory[reading[collection]](caller.tenant, groupId, page),
    inOrder: (page) => services.directory[ordering[collection]](caller.tenant, groupId, page),
    number: () => numberIn(call, groupId, listing),
    show: (user) => ({ ...(cast === undefined && { '@odata.type': '#microsoft.graph.user' }), ...userEntity(user, select) }),
  });
}

/** 200 with those members that are groups: there is none, whatever properties of groups the options name. */
async function getGroups(call: MembersCall): Promise<Reply> {
  const options = parseQueryOptions(call.request.url.searchParams, membershipList);
  const groupId = await livingGroup(call, call.reference.group);
  const none = () => Promise.resolve({ entries: [] });
  return relatedListReply(
    call,
    options,
    {},
    {
      name: [call.reference.collection, groupId, 'group'],
      path: 'groups',
      page: none,
      inOrder: none,
      number: () => Promise.resolve(0),
      show: (entry) => entry,
    },
  );
}

/** No group is in another one here, so that transitive members are the members. */
const reading = { members: 'members', transitiveMembers: 'members', owners: 'owners' } as const;
const ordering = { members: 'membersInOrder', transitiveMembers: 'membersInOrder', owners: 'ownersInOrder' } as const;
const counting = { members: 'countMembers', transitiveMembers: 'countMembers', owners: 'countOwners' } as const;

const numberIn = async (
  { services, caller, reference: { cast, collection } }: MembersCall,
  groupId: string,
  { where }: Listing,
): Promise<number> => (cast === 'group' ? 0 : services.directory[counting[collection]](caller.tenant, groupId, where));

/** How many members, or owners, the group has. */
export async function numberOfMembers(call: MembersCall): Promise<number> {
  const { request, reference } = call;
  requireDirectoryPermission(call);
  const list = reference.cast === 'group' ? membershipList : memberList;
  const options = parseQueryOptions(request.url.searchParams, countQuery<string, string, Nothing>(list));
  return numberIn(call, await livingGroup(call, reference.group), membersListed(options));
}

/** 204; the user in `@odata.id` is a member, or an owner, from now on. Throws 400 for one who is already. */
export async function addMember(call: ReferencesCall): Promise<Reply> {
  const { services, caller, request, reference, share } = call;
  const { directory } = services;
  await requireGroupChange(call, directoryActions(reference, request.method), canonicalId(reference.group));
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = readBody(await readJsonBody(request, share, 'reference'));
  const named = required(body.text('@odata.id', maxTextLength), '@odata.id', 'Reference');
  const [groupId, userId] = await Promise.all([livingGroup(call, reference.group), referencedUser(call, named)]);
  const enter = reference.collection === 'owners' ? 'enterOwner' : 'enterMember';
  if (!(await directory[enter](caller.tenant, groupId, userId, authorOf(caller)))) throw memberAlready(reference.collection);
  return emptyReply(204);
}

/** 204; the user is no member, or no owner, from now on. Throws 404 for one who is none, 400 for the last owner. */
export async function removeMember(call: ReferenceCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  const { directory } = services;
  await requireGroupChange(call, directoryActions(reference, request.method), canonicalId(reference.group));
  parseQueryOptions(request.url.searchParams, noOptions);
  const groupId = await livingGroup(call, reference.group);
  const named = await findUser(directory, caller.tenant, reference.user);
  const userId = await services.presence.userOf(caller.tenant, named);
  const remove = reference.collection === 'owners' ? 'removeOwner' : 'removeMember';
  const removed = await directory[remove](caller.tenant, groupId, userId);
  if (removed === 'last') throw lastOwner();
  if (!removed) throw resourceNotFound(userId);
  return emptyReply(204);
}

/**
 * Lets applications change groups, and users those that they own: one point read for a user. Throws 403 else, the same words whether the
 * group exists or not.
 */
export async function requireGroupChange(
  { services, caller }: Pick<Call, 'services' | 'caller'>,
  { any, own = any }: DirectoryActions,
  groupId: string,
): Promise<void> {
  if (mayInDirectory(caller, any)) return;
  requireInDirectory(caller, own);
  if (!(await services.directory.isOwner(caller.tenant, groupId, caller.id))) throw insufficientPrivileges();
}

/**
 * The living user that a reference (`@odata.id`) names: `…/users/{key}` or `…/directoryObjects/{id}` at any host, since clients write
 * Graph's own. Throws 400 for any other text, 404 for a user that isn't there.
 */
export async function referencedUser({ services, caller }: Pick<Call, 'services' | 'caller'>, reference: string): Promise<string> {
  const path = (URL.parse(reference)?.pathname ?? '').replace(/\/directoryObjects(?=[/(])/i, '/users');
  const target = tryParsePath(path);
  if (target.kind !== 'user' || target.user.kind !== 'user')
    throw badDirectoryRequest(`Invalid URL format specified in @odata.id: '${reference}'.`);
  const named = await findUser(services.directory, caller.tenant, target.user.user);
  const user = await services.directory.user(caller.tenant, named);
  if (user === undefined) throw resourceNotFound(named);
  return user.userId;
}

/** The group's id. Throws 404 when there is none. */
export async function livingGroup({ services, caller }: Pick<Call, 'services' | 'caller'>, group: string): Promise<string> {
  const groupId = canonicalId(group);
  if ((await services.directory.group(caller.tenant, groupId)) === undefined) throw resourceNotFound(group);
  return groupId;
}
