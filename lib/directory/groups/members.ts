// Who is in which group, and who owns it: one document for each membership and each ownership.
import type { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Condition, Documents } from '../../stores/documents.ts';
import { badRequest } from '../../runtime/errors.ts';
import { pagesBehind } from '../../stores/keyset.ts';
import type { Author } from '../../stores/records.ts';
import type { Group, Groups } from './groups.ts';
import { membershipWrite, membership, relationDocument, type Relation } from './membership.ts';
import { byId, queryPage, toPage, type ListingPage, type ListingRequest, type Page, type PageRequest } from '../page.ts';
import type { User, Users } from '../users/users.ts';

/** A page, as far as the people or groups on it meet a condition on their own documents. */
export interface FilteredRequest extends PageRequest {
  readonly where?: Condition | undefined;
}

export interface Members {
  /** One point read. */
  isMember(tenant: string, groupId: string, userId: string): Promise<boolean>;
  /** One point read. */
  isOwner(tenant: string, groupId: string, userId: string): Promise<boolean>;
  /** Adds the owner; false when the user is an owner already. One batch. */
  enterOwner(tenant: string, groupId: string, userId: string, by: Author): Promise<boolean>;
  /** Removes the owner; false when the user is no owner, `last` when the group would have no owner left. One query and one batch. */
  removeOwner(tenant: string, groupId: string, userId: string): Promise<boolean | 'last'>;
  /** A page of the group's owners. Costs what `members` costs. */
  owners(tenant: string, groupId: string, page: FilteredRequest): Promise<Page<User>>;
  /** Adds the member; false when the user is a member already. One batch. */
  enterMember(tenant: string, groupId: string, userId: string, by: Author): Promise<boolean>;
  /** Removes the member; false when the user is no member. One batch. */
  removeMember(tenant: string, groupId: string, userId: string): Promise<boolean>;
  /**
   * A page of the group's members. One query, and one point read for each member on the page; with a filter two queries for each hundred
   * that it looks at.
   */
  members(tenant: string, groupId: string, page: FilteredRequest): Promise<Page<User>>;
  /**
   * A page of the group's members in an order: one query, and one for each hundred members. Throws 400 for a group with more than a
   * thousand.
   */
  membersInOrder(tenant: string, groupId: string, page: ListingRequest): Promise<ListingPage<User>>;
  /** The same of the group's owners. */
  ownersInOrder(tenant: string, groupId: string, page: ListingRequest): Promise<ListingPage<User>>;
  /**
   * A page of the groups that the user is in according to the directory or to the ids in `others` (from a token). One query, and one point
   * read for each group on the page; with a filter what `allGroupsOf` costs.
   */
  groupsOf(tenant: string, userId: string, others: Iterable<string>, page: FilteredRequest): Promise<Page<Group>>;
  /** The same in an order, by the costs of `membersInOrder`. */
  groupsOfInOrder(tenant: string, userId: string, others: Iterable<string>, page: ListingRequest): Promise<ListingPage<Group>>;
  /** All of these groups: one query for each thousand memberships, and one for each hundred groups. */
  allGroupsOf(tenant: string, userId: string, others: Iterable<string>): Promise<readonly Group[]>;
  /** Those of these groups that the user is in: a point read for each id and one query. */
  groupsOfAmong(tenant: string, userId: string, others: Iterable<string>, groupIds: readonly string[]): Promise<readonly Group[]>;
  /** How many members the pages of `members` have together, without deleted users. Two queries, and one for each hundred more. */
  countMembers(tenant: string, groupId: string, where?: Condition): Promise<number>;
  /** The same for the group's owners. */
  countOwners(tenant: string, groupId: string, where?: Condition): Promise<number>;
  /** The same for the groups that the user is in. */
  countGroupsOf(tenant: string, userId: string, others: Iterable<string>, where?: Condition): Promise<number>;
}

const isA = (relation: Relation): Condition => ({ is: 'eq', property: 'kind', value: relation });

/** How many memberships one query gives when all of them are wanted. */
const membershipsAtOnce = 1000;

/** How many memberships a page with a filter looks at, and at a time: where few meet the filter, it ends behind them. */
const [mostLookedAt, lookedAtOnce] = [1000, 100];

/** The most entries of a list that is put in an order: which ones are in it and what orders them stand in different documents. */
const mostInOrder = 1000;

export function createMembers(
  documents: Documents,
  clock: Clock,
  { users, groups }: { readonly users: Users; readonly groups: Groups },
): Members {
  const is = async (relation: Relation, tenant: string, groupId: string, userId: string): Promise<boolean> =>
    (await documents.read(tenant, relationDocument(relation, groupId, userId))) !== undefined;

  async function enter(relation: Relation, tenant: string, groupId: string, userId: string, by: Author): Promise<boolean> {
    const entered = await documents.commit(tenant, [membershipWrite(relation, groupId, userId, clock(), by)]);
    return entered.outcome === 'done' || entered.repeated;
  }

  async function remove(relation: Relation, tenant: string, groupId: string, userId: string): Promise<boolean> {
    const removed = await documents.commit(tenant, [{ write: 'remove', id: relationDocument(relation, groupId, userId) }]);
    return removed.outcome === 'done' || removed.repeated;
  }

  async function people(relation: Relation, tenant: string, groupId: string, page: PageRequest): Promise<Page<User>> {
    const found = await queryPage(documents, tenant, { property: 'groupId', value: groupId }, [isA(relation)], page);
    const { entries, ...rest } = toPage(found, page.limit);
    const living = await Promise.all(entries.map(({ body }) => users.user(tenant, membership.parse(body).userId)));
    return { ...rest, entries: living.filter((each) => each !== undefined) };
  }

  /** The same of those who meet the condition, in the same order. */
  async function peopleWhere(
    relation: Relation,
    tenant: string,
    groupId: string,
    { where, limit, after }: FilteredRequest,
  ): Promise<Page<User>> {
    const entries: User[] = [];
    let last = after;
    for (let looked = 0; looked < mostLookedAt; looked += lookedAtOnce) {
      const asked = { limit: lookedAtOnce, ...(last !== undefined && { after: last }) };
      const found = await queryPage(documents, tenant, { property: 'groupId', value: groupId }, [isA(relation)], asked);
      const page = toPage(found, lookedAtOnce);
      const memberships = page.entries.map(({ body }) => membership.parse(body));
      const ids = memberships.map(({ userId }) => userId);
      const meeting = new Map((await users.usersAmong(tenant, ids, where)).map((user) => [user.userId, user]));
      for (const { id, userId } of memberships) {
        const user = meeting.get(userId);
        if (user === undefined) continue;
        entries.push(user);
        if (entries.length === limit) return id === memberships.at(-1)?.id && page.next === undefined ? { entries } : { entries, next: id };
      }
      if (page.next === undefined) return { entries };
      last = page.next;
    }
    return { entries, ...(last !== undefined && { next: last }) };
  }

  /** All memberships of a group or of a user; no more are read once there are more than `enough`. */
  const all = async (
    tenant: string,
    relation: Relation,
    by: { readonly property: 'groupId' | 'userId'; readonly value: string },
    enough = Infinity,
  ) => {
    const found: z.infer<typeof membership>[] = [];
    const pages = pagesBehind(documents, tenant, byId(by.property), {
      conditions: [{ is: 'eq', ...by }, isA(relation)],
      limit: membershipsAtOnce,
    });
    for await (const page of pages) {
      found.push(...page.map(({ body }) => membership.parse(body)));
      if (found.length > enough) break;
    }
    return found;
  };

  /** The ids, if they aren't too many to be put in an order. */
  function few(ids: readonly string[]): readonly string[] {
    if (ids.length <= mostInOrder) return ids;
    throw badRequest(`A list of more than ${mostInOrder} entries cannot be ordered; leave '$orderby' out.`);
  }

  async function peopleInOrder(relation: Relation, tenant: string, groupId: string, page: ListingRequest): Promise<ListingPage<User>> {
    const found = await all(tenant, relation, { property: 'groupId', value: groupId }, mostInOrder);
    return users.usersListed(tenant, few(found.map(({ userId }) => userId)), page);
  }

  async function groupIdsOf(tenant: string, userId: string, others: Iterable<string>): Promise<readonly string[]> {
    const found = await all(tenant, 'member', { property: 'userId', value: userId });
    return [...new Set([...found.map(({ groupId }) => groupId), ...others])];
  }

  async function countPeople(relation: Relation, tenant: string, groupId: string, where?: Condition): Promise<number> {
    const found = await all(tenant, relation, { property: 'groupId', value: groupId });
    return users.countUsers(
      tenant,
      found.map(({ userId }) => userId),
      where,
    );
  }

  return {
    isMember: (tenant, groupId, userId) => is('member', tenant, groupId, userId),
    isOwner: (tenant, groupId, userId) => is('owner', tenant, groupId, userId),
    enterMember: (tenant, groupId, userId, by) => enter('member', tenant, groupId, userId, by),
    enterOwner: (tenant, groupId, userId, by) => enter('owner', tenant, groupId, userId, by),
    removeMember: (tenant, groupId, userId) => remove('member', tenant, groupId, userId),

    async removeOwner(tenant, groupId, userId) {
      const { entries } = await people('owner', tenant, groupId, { limit: 2 });
      if (entries.length === 1 && entries[0]?.userId === userId) return 'last';
      return remove('owner', tenant, groupId, userId);
    },

    members: (tenant, groupId, page) => (page.where === undefined ? people : peopleWhere)('member', tenant, groupId, page),
    owners: (tenant, groupId, page) => (page.where === undefined ? people : peopleWhere)('owner', tenant, groupId, page),

    membersInOrder: (tenant, groupId, page) => peopleInOrder('member', tenant, groupId, page),
    ownersInOrder: (tenant, groupId, page) => peopleInOrder('owner', tenant, groupId, page),

    groupsOfInOrder: async (tenant, userId, others, page) =>
      groups.groupsListed(tenant, few(await groupIdsOf(tenant, userId, others)), page),

    async groupsOf(tenant, userId, others, page) {
      if (page.where !== undefined) {
        const meeting = await groups.groupsAmong(tenant, await groupIdsOf(tenant, userId, others), page.where);
        return groupsBehind(userId, meeting, page);
      }
      const found = await queryPage(documents, tenant, { property: 'userId', value: userId }, [isA('member')], page);
      // Memberships from both sources are sorted together, so that a page takes from both and the next page begins behind it.
      const merged = new Map(found.map(({ body }) => membership.parse(body)).map(({ id, groupId }) => [id, groupId]));
      for (const groupId of others) {
        const id = relationDocument('member', groupId, userId);
        if (page.after === undefined || id > page.after) merged.set(id, groupId);
      }
      const inOrder = [...merged].map(([id, groupId]) => ({ id, groupId })).sort((a, b) => (a.id < b.id ? -1 : 1));
      const { entries, ...rest } = toPage(inOrder, page.limit);
      const joined = await Promise.all(entries.map(({ groupId }) => groups.group(tenant, groupId)));
      return { ...rest, entries: joined.filter((each) => each !== undefined) };
    },

    countMembers: (tenant, groupId, where) => countPeople('member', tenant, groupId, where),
    countOwners: (tenant, groupId, where) => countPeople('owner', tenant, groupId, where),

    countGroupsOf: async (tenant, userId, others, where) => groups.countGroups(tenant, await groupIdsOf(tenant, userId, others), where),
    allGroupsOf: async (tenant, userId, others) => groups.groupsAmong(tenant, await groupIdsOf(tenant, userId, others)),

    async groupsOfAmong(tenant, userId, others, groupIds) {
      const byToken = new Set(others);
      const isIn = await Promise.all(
        groupIds.map(async (groupId) => byToken.has(groupId) || (await is('member', tenant, groupId, userId))),
      );
      return groups.groupsAmong(
        tenant,
        groupIds.filter((_, i) => isIn[i] === true),
      );
    },
  };
}

/** The page of these groups, in the order of the user's memberships. */
function groupsBehind(userId: string, found: readonly Group[], { limit, after }: PageRequest): Page<Group> {
  const inOrder = found
    .map((group) => ({ id: relationDocument('member', group.groupId, userId), group }))
    .filter(({ id }) => after === undefined || id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const { entries, ...rest } = toPage(inOrder, limit);
  return { ...rest, entries: entries.map(({ group }) => group) };
}

/** What a purge removes from the directory itself: a group's members and owners; a user's memberships, ownerships and invitations. */
export const remainingRecords = (owner: { readonly kind: 'users' | 'groups'; readonly id: string }): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: owner.kind === 'users' ? 'userId' : 'groupId', value: owner.id },
    { is: 'or', conditions: [isA('member'), isA('owner'), { is: 'eq', property: 'kind', value: 'invitation' }] },
  ],
});
