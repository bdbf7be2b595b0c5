// The groups that a person is in: GET /me/memberOf, /me/joinedGroups, POST /me/checkMemberGroups, and the same of other users and of groups.
import { directoryActions, requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import type { Group } from '../../directory/groups/groups.ts';
import type { FilteredRequest } from '../../directory/groups/members.ts';
import type { ListingPage, ListingRequest, Page } from '../../directory/page.ts';
import { resourceNotFound } from '../../directory/refusals.ts';
import { membershipList, membershipsListed } from '../../odata/directory/directoryQuery.ts';
import { groupEntity } from '../../odata/directory/directoryEntity.ts';
import { readMembershipQuestion } from '../../odata/directory/membershipQuestion.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { countQuery, noOptions, parseQueryOptions, type Filter } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { readOptionalJsonBody } from '../jsonBody.ts';
import { livingGroup } from './members.ts';
import { findPerson } from './person.ts';
import { relatedListReply } from './relatedList.ts';

type MembershipsCall = Call<Extract<Reference, { kind: 'memberships' }>>;
type MembershipActionCall = Call<Extract<Reference, { kind: 'membershipAction' }>>;

/** 200 with a page of groups: those of the directory and, for the caller itself, those that the token names. */
export async function getMemberships(call: MembershipsCall): Promise<Reply> {
  const { request, reference } = call;
  const options = parseQueryOptions(request.url.searchParams, membershipList);
  const member = await findMember(call);
  const asObjects = reference.collection !== 'joinedGroups' && reference.cast === undefined;
  const listing = membershipsListed(options);
  return relatedListReply(call, options, listing, {
    name: ['memberships', member.id],
    path: asObjects ? 'directoryObjects' : 'groups',
    page: (page) => member.groups(page),
    inOrder: (page) => member.groupsInOrder(page),
    number: () => member.count(listing.where),
    show: (group) => ({ ...(asObjects && { '@odata.type': '#microsoft.graph.group' }), ...groupEntity(group, options.select) }),
  });
}

/** How many groups the person is in. */
export async function numberOfMemberships(call: MembershipsCall): Promise<number> {
  const options = parseQueryOptions(call.request.url.searchParams, countQuery(membershipList));
  return (await findMember(call)).count(membershipsListed(options).where);
}

/**
 * 200 with ids of groups: of those in the body, or of all, the ones that the person is in. The first costs a point read for each and a query,
 * the second two queries for each hundred.
 */
export async function postMembershipAction(call: MembershipActionCall): Promise<Reply> {
  const { request, reference, share, links } = call;
  const { action } = reference;
  const member = await findMember(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const body = await readOptionalJsonBody(request, share, action);
  const asked = readMembershipQuestion(action, body);
  const groups = asked.among === undefined ? await member.all() : await member.among(asked.among.map(canonicalId));
  const value = groups
    .filter(({ securityEnabled }) => !asked.securityEnabledOnly || securityEnabled === true)
    .map(({ groupId }) => groupId);
  return jsonReply(200, { '@odata.context': links.context('Collection(Edm.String)', undefined, false), value });
}

/** Who may be in groups, and in which ones that is. */
interface Member {
  readonly id: string;
  groups(page: FilteredRequest): Promise<Page<Group>>;
  groupsInOrder(page: ListingRequest): Promise<ListingPage<Group>>;
  count(where: Filter | undefined): Promise<number>;
  all(): Promise<readonly Group[]>;
  among(groupIds: readonly string[]): Promise<readonly Group[]>;
}

/** The person whose groups are asked for, with what its own token says of them, or the group, which is in none. Throws 403, 404. */
async function findMember(call: MembershipsCall | MembershipActionCall): Promise<Member> {
  const { services, caller, reference, request } = call;
  const { of } = reference;
  if (of.kind === 'group') {
    requireDirectoryPermission(call);
    return inNoGroup(await livingGroup({ services, caller }, of.id));
  }
  const { directory } = services;
  const { userId: named, isSelf } = await findPerson(directory, caller, of, directoryActions(reference, request.method));
  const id = isSelf ? named : (await directory.user(caller.tenant, named))?.userId;
  if (id === undefined) throw resourceNotFound(named);
  const byToken = isSelf && caller.kind === 'delegated' && caller.groups !== 'omitted' ? caller.groups : [];
  const { tenant } = caller;
  return {
    id,
    groups: (page) => directory.groupsOf(tenant, id, byToken, page),
    groupsInOrder: (page) => directory.groupsOfInOrder(tenant, id, byToken, page),
    count: (where) => directory.countGroupsOf(tenant, id, byToken, where),
    all: () => directory.allGroupsOf(tenant, id, byToken),
    among: (groupIds) => directory.groupsOfAmong(tenant, id, byToken, groupIds),
  };
}

/** Members are users here: no group is in another one. */
const inNoGroup = (id: string): Member => ({
  id,
  groups: () => Promise.resolve({ entries: [] }),
  groupsInOrder: () => Promise.resolve({ entries: [] }),
  count: () => Promise.resolve(0),
  all: () => Promise.resolve([]),
  among: () => Promise.resolve([]),
});
