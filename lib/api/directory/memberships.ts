// The groups that a person is in: GET /me/memberOf, /me/joinedGroups, POST /me/checkMemberGroups, and the same of other users.
import { resourceNotFound } from '../../directory/refusals.ts';
import { membershipList } from '../../odata/directory/directoryQuery.ts';
import { groupEntity } from '../../odata/directory/directoryEntity.ts';
import { readMembershipQuestion } from '../../odata/directory/membershipQuestion.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { countQuery, noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import { defaultPageSize } from '../../runtime/limits.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { readOptionalJsonBody } from '../jsonBody.ts';
import { idListReply } from '../listReply.ts';
import { findPerson } from './person.ts';

type MembershipsCall = Call<Extract<Reference, { kind: 'memberships' }>>;
type MembershipActionCall = Call<Extract<Reference, { kind: 'membershipAction' }>>;

/** 200 with a page of groups: those of the directory and, for the caller itself, those that the token names. */
export async function getMemberships(call: MembershipsCall): Promise<Reply> {
  const { services, caller, request, reference } = call;
  const options = parseQueryOptions(request.url.searchParams, membershipList);
  const { userId, byToken } = await findMember(call);
  const asObjects = reference.collection !== 'joinedGroups' && reference.cast === undefined;
  return idListReply(call, options, {
    name: ['memberships', userId],
    path: asObjects ? 'directoryObjects' : 'groups',
    max: defaultPageSize,
    page: (page) => services.directory.groupsOf(caller.tenant, userId, byToken, page),
    number: () => services.directory.countGroupsOf(caller.tenant, userId, byToken),
    show: (group) => ({ ...(asObjects && { '@odata.type': '#microsoft.graph.group' }), ...groupEntity(group, options.select) }),
  });
}

/** How many groups the person is in. */
export async function numberOfMemberships(call: MembershipsCall): Promise<number> {
  parseQueryOptions(call.request.url.searchParams, countQuery(membershipList));
  const { userId, byToken } = await findMember(call);
  return call.services.directory.countGroupsOf(call.caller.tenant, userId, byToken);
}

/**
 * 200 with ids of groups: of those in the body, or of all, the ones that the person is in. The first costs a point read for each and a query,
 * the second two queries for each hundred.
 */
export async function postMembershipAction(call: MembershipActionCall): Promise<Reply> {
  const { services, request, reference, share, links, caller } = call;
  const { action } = reference;
  const { userId, byToken } = await findMember(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = await readOptionalJsonBody(request, share, action);
  const { directory } = services;
  const asked = readMembershipQuestion(action, body);
  const groups =
    asked.among === undefined
      ? await directory.allGroupsOf(caller.tenant, userId, byToken)
      : await directory.groupsOfAmong(caller.tenant, userId, byToken, asked.among.map(canonicalId));
  const value = groups
    .filter(({ securityEnabled }) => !asked.securityEnabledOnly || securityEnabled === true)
    .map(({ groupId }) => groupId);
  return jsonReply(200, { '@odata.context': links.context('Collection(Edm.String)', undefined, false), value });
}

/** The person whose groups are asked for, and what its own token says of them. */
async function findMember({
  services,
  caller,
  reference,
}: MembershipsCall | MembershipActionCall): Promise<{ readonly userId: string; readonly byToken: Iterable<string> }> {
  const { userId: named, isSelf } = await findPerson(services.directory, caller, reference.of, {
    self: 'readSelf',
    others: 'readMemberships',
  });
  const userId = isSelf ? named : (await services.directory.user(caller.tenant, named))?.userId;
  if (userId === undefined) throw resourceNotFound(named);
  return { userId, byToken: isSelf && caller.kind === 'delegated' && caller.groups !== 'omitted' ? caller.groups : [] };
}
