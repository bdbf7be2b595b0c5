// Who is in which group: one document for each membership.
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Condition, Documents } from '../stores/documents.ts';
import type { Author } from '../stores/records.ts';
import type { Group, Groups } from './groups.ts';
import { joining, memberDocument, membership } from './membership.ts';
import { queryPage, toPage, type Page, type PageRequest } from './page.ts';
import type { User, Users } from './users.ts';

export interface Members {
  /** One point read. */
  isMember(tenant: string, groupId: string, userId: string): Promise<boolean>;
  /** Adds the membership; false when it is there already. One batch. */
  enterMember(tenant: string, groupId: string, userId: string, by: Author): Promise<boolean>;
  /** False when there is no such membership. One batch. */
  removeMember(tenant: string, groupId: string, userId: string): Promise<boolean>;
  /** One query, and one point read for each member on the page. */
  members(tenant: string, groupId: string, page: PageRequest): Promise<Page<User>>;
  /**
   * The groups that the user is in, by the directory and by these other ids (a token's). One query, and one point read for each group
   * on the page.
   */
  groupsOf(tenant: string, userId: string, others: Iterable<string>, page: PageRequest): Promise<Page<Group>>;
  /** How many members the pages have together: those who were deleted aren't counted. Two queries, and one for each hundred more. */
  countMembers(tenant: string, groupId: string): Promise<number>;
  /** The same of the groups that the user is in. */
  countGroupsOf(tenant: string, userId: string, others: Iterable<string>): Promise<number>;
}

const isMembership: Condition = { is: 'eq', property: 'kind', value: 'member' };

/** Memberships that one query gives where all of them are asked for. */
const membershipsAtOnce = 1000;

export function createMembers(
  documents: Documents,
  clock: Clock,
  { users, groups }: { readonly users: Users; readonly groups: Groups },
): Members {
  const all = async (tenant: string, by: { readonly property: 'groupId' | 'userId'; readonly value: string }) => {
    const found: z.infer<typeof membership>[] = [];
    for (let next: string | undefined, more = true; more; more = next !== undefined) {
      const request = { limit: membershipsAtOnce, ...(next !== undefined && { after: next }) };
      const page = toPage(await queryPage(documents, tenant, by, [isMembership], request), membershipsAtOnce);
      found.push(...page.entries.map(({ body }) => membership.parse(body)));
      ({ next } = page);
    }
    return found;
  };

  return {
    isMember: async (tenant, groupId, userId) => (await documents.read(tenant, memberDocument(groupId, userId))) !== undefined,

    async enterMember(tenant, groupId, userId, by) {
      const entered = await documents.commit(tenant, [joining(groupId, userId, clock(), by)]);
      return entered.outcome === 'done' || entered.repeated;
    },

    async removeMember(tenant, groupId, userId) {
      const removed = await documents.commit(tenant, [{ write: 'remove', id: memberDocument(groupId, userId) }]);
      return removed.outcome === 'done' || removed.repeated;
    },

    async members(tenant, groupId, page) {
      const found = await queryPage(documents, tenant, { property: 'groupId', value: groupId }, [isMembership], page);
      const { entries, ...rest } = toPage(found, page.limit);
      const people = await Promise.all(entries.map(({ body }) => users.user(tenant, membership.parse(body).userId)));
      return { ...rest, entries: people.filter((each) => each !== undefined) };
    },

    async groupsOf(tenant, userId, others, page) {
      const found = await queryPage(documents, tenant, { property: 'userId', value: userId }, [isMembership], page);
      // Memberships of both sources stand in one order, so that a page takes from both and the next one begins behind it.
      const merged = new Map(found.map(({ body }) => membership.parse(body)).map(({ id, groupId }) => [id, groupId]));
      for (const groupId of others) {
        const id = memberDocument(groupId, userId);
        if (page.after === undefined || id > page.after) merged.set(id, groupId);
      }
      const inOrder = [...merged].map(([id, groupId]) => ({ id, groupId })).sort((a, b) => (a.id < b.id ? -1 : 1));
      const { entries, ...rest } = toPage(inOrder, page.limit);
      const joined = await Promise.all(entries.map(({ groupId }) => groups.group(tenant, groupId)));
      return { ...rest, entries: joined.filter((each) => each !== undefined) };
    },

    async countMembers(tenant, groupId) {
      const found = await all(tenant, { property: 'groupId', value: groupId });
      return users.countUsers(
        tenant,
        found.map(({ userId }) => userId),
      );
    },

    async countGroupsOf(tenant, userId, others) {
      const found = await all(tenant, { property: 'userId', value: userId });
      return groups.countGroups(tenant, [...new Set([...found.map(({ groupId }) => groupId), ...others])]);
    },
  };
}

/** What a purge removes from the directory itself: memberships of the user or group, invitations of the user. */
export const leftBehind = (owner: { readonly kind: 'users' | 'groups'; readonly id: string }): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: owner.kind === 'users' ? 'userId' : 'groupId', value: owner.id },
    { is: 'or', conditions: [isMembership, { is: 'eq', property: 'kind', value: 'invitation' }] },
  ],
});
