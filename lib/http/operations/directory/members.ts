// Who is in a group: GET /groups/{id}/members, POST …/members/$ref, DELETE …/members/{user}/$ref.
import { authorOf } from '../../../auth/access.ts';
import { requireInDirectory } from '../../../auth/directoryAccess.ts';
import { canonicalId } from '../../../directory/objectId.ts';
import { badDirectoryRequest, memberAlready, resourceNotFound } from '../../../directory/refusals.ts';
import { ServiceError } from '../../../errors.ts';
import { maxTextLength } from '../../../limits.ts';
import { readBody } from '../../../odata/bodyReader.ts';
import { required } from '../../../odata/directoryBody.ts';
import { memberList } from '../../../odata/directoryQuery.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../../odata/queryOptions.ts';
import { userEntity } from '../../../odata/userEntity.ts';
import { parsePath } from '../../../paths/grammar.ts';
import type { Reference } from '../../../paths/reference.ts';
import type { Call } from '../../call.ts';
import { emptyReply, type Reply } from '../../exchange.ts';
import { readJsonBody } from '../../jsonBody.ts';
import { listReply } from './listReply.ts';
import { findUser } from './person.ts';
import { visible } from './users.ts';

type MembersCall = Call<Extract<Reference, { kind: 'members' }>>;
type ReferencesCall = Call<Extract<Reference, { kind: 'memberReferences' }>>;
type ReferenceCall = Call<Extract<Reference, { kind: 'memberReference' }>>;

/** 200 with a page of members: all of them are users, so that a cast to users changes but the way in which they are shown. */
export async function getMembers(call: MembersCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  requireInDirectory(caller, 'readMembers');
  const options = parseQueryOptions(request.url.searchParams, memberList);
  const groupId = await livingGroup(call, reference.group);
  const select = visible(caller, options.select);
  return listReply(call, options, {
    name: ['members', groupId],
    context: reference.cast === undefined ? 'directoryObjects' : 'users',
    page: (page) => services.directory.members(caller.tenant, groupId, page),
    number: () => services.directory.countMembers(caller.tenant, groupId),
    show: (user) => ({ ...(reference.cast === undefined && { '@odata.type': '#microsoft.graph.user' }), ...userEntity(user, select) }),
  });
}

/** How many members the group has. */
export async function numberOfMembers(call: MembersCall): Promise<number> {
  const { services, caller, request, reference } = call;
  requireInDirectory(caller, 'readMembers');
  parseQueryOptions(request.url.searchParams, countQuery(memberList));
  return services.directory.countMembers(caller.tenant, await livingGroup(call, reference.group));
}

/** 204; the user in `@odata.id` is a member from now on. Throws 400 for one who is a member already. */
export async function addMember(call: ReferencesCall): Promise<Reply> {
  const { services, caller, request, reference, share } = call;
  requireInDirectory(caller, 'changeMembers');
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = readBody(await readJsonBody(request, share, 'reference'));
  const named = required(body.text('@odata.id', maxTextLength), '@odata.id', 'Reference');
  const [groupId, userId] = await Promise.all([livingGroup(call, reference.group), referencedUser(call, named)]);
  if (!(await services.directory.enterMember(caller.tenant, groupId, userId, authorOf(caller)))) throw memberAlready();
  return emptyReply(204);
}

/** 204; the user is no member from now on. Throws 404 for one who is none. */
export async function removeMember(call: ReferenceCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  requireInDirectory(caller, 'changeMembers');
  parseQueryOptions(request.url.searchParams, noOptions);
  const groupId = await livingGroup(call, reference.group);
  const userId = await findUser(services.directory, caller.tenant, reference.user);
  if (!(await services.directory.removeMember(caller.tenant, groupId, userId))) throw resourceNotFound(userId);
  return emptyReply(204);
}

/**
 * The living user that a reference (`@odata.id`) names: `…/users/{key}` or `…/directoryObjects/{id}` at any host, since clients write
 * Graph's own. Throws 400 for any other text, 404 for a user that isn't there.
 */
export async function referencedUser({ services, caller }: Pick<Call, 'services' | 'caller'>, named: string): Promise<string> {
  const path = (URL.parse(named)?.pathname ?? '').replace(/\/directoryObjects(?=[/(])/i, '/users');
  const target = parsedOrNothing(path);
  if (target?.kind !== 'user' || target.user.kind !== 'user')
    throw badDirectoryRequest(`Invalid URL format specified in @odata.id: '${named}'.`);
  const userId = await findUser(services.directory, caller.tenant, target.user.user);
  if ((await services.directory.user(caller.tenant, userId)) === undefined) throw resourceNotFound(userId);
  return userId;
}

function parsedOrNothing(path: string): Reference | undefined {
  try {
    return parsePath(path);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** The group's id. Throws 404 when there is none. */
async function livingGroup({ services, caller }: Pick<Call, 'services' | 'caller'>, group: string): Promise<string> {
  const groupId = canonicalId(group);
  if ((await services.directory.group(caller.tenant, groupId)) === undefined) throw resourceNotFound(group);
  return groupId;
}
