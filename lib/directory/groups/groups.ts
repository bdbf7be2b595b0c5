// The groups of a tenant.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Condition, Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { decode, type Author } from '../../stores/records.ts';
import { createEntries } from '../entries.ts';
import { entryShape, type Entry } from '../entry.ts';
import { membershipWrite, type Joining } from './membership.ts';
import { namesOf } from '../addresses/names.ts';
import type { ListingPage, ListingRequest } from '../page.ts';
import { foldedKey, wordsOf, type Sought } from '../sought.ts';
import { directoryRefusal, memberAlready } from '../refusals.ts';

const text = z.string().optional();

const group = z.object({
  ...entryShape,
  groupId: z.string(),
  mailNickname: z.string(),
  displayName: z.string(),
  description: text,
  groupTypes: z.array(z.string()).optional(),
  mail: text,
  mailEnabled: z.boolean().optional(),
  preferredLanguage: text,
  securityEnabled: z.boolean().optional(),
  visibility: text,
});

export const decodeGroup = (document: StoredDocument | undefined): Group | undefined => decode('group', group, document);

export type Group = z.infer<typeof group>;
/** The properties that make a group. */
export type GroupProperties = Omit<Group, keyof Entry>;
/** The properties that a change of a group sets; undefined clears one. */
export type GroupChange = Partial<Omit<GroupProperties, 'groupId'>>;

export interface Groups {
  /** One point read. */
  group(tenant: string, groupId: string): Promise<Group | undefined>;
  /** The id of the group with this mailNickname, in any case; one point read. */
  groupIdByNickname(tenant: string, mailNickname: string): Promise<string | undefined>;
  /** A page of groups, or of those that meet a condition on `sought`; one query. */
  groups(tenant: string, page: ListingRequest): Promise<ListingPage<Group>>;
  /** The groups that have one of these ids; one query for each hundred. */
  groupsAmong(tenant: string, groupIds: readonly string[], where?: Condition): Promise<readonly Group[]>;
  /** A page of the groups that have one of these ids, in an order; one query for each hundred. */
  groupsListed(tenant: string, groupIds: readonly string[], page: ListingRequest): Promise<ListingPage<Group>>;
  /** How many groups there are, or how many of these ids are groups; one query, or one for each hundred. */
  countGroups(tenant: string, groupIds?: readonly string[], where?: Condition): Promise<number>;
  /** How many groups meet the condition; one query. */
  countGroupsWhere(tenant: string, where: Condition): Promise<number>;
  /** Adds the group unless it or a group with its mailNickname exists already. */
  enterGroup(tenant: string, entering: GroupProperties, by: Author): Promise<void>;
  /**
   * Makes the group, with its first members and owners if some are given. Throws 400 `Request_BadRequest` when another group has the id or
   * the mailNickname, or the id's last owner is still being removed.
   */
  createGroup(tenant: string, creating: GroupProperties, by: Author, people?: Joining): Promise<Group>;
  /**
   * Changes the group and adds members and owners to it, all or nothing. Throws 400 as `createGroup` does, and for a user who is a member
   * or an owner already; undefined when there is no such group.
   */
  changeGroup(tenant: string, groupId: string, change: GroupChange, by: Author, people?: Joining): Promise<Group | undefined>;
  /** Deletes the group in one batch, after which no path reaches anything of it. False when there is none. */
  removeGroup(tenant: string, groupId: string, by: Author): Promise<boolean>;
}

/** The properties of a group whose maker doesn't give them (Graph, "group resource type": a Microsoft 365 group). */
export const groupDefaults = { groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'Private' } as const;

/** What lists find and order groups by; names in Graph's spelling, with the defaults that answers show. */
export const groupSought = (group: GroupProperties) =>
  ({
    displayName: foldedKey(group.displayName),
    mail: foldedKey(group.mail),
    mailNickname: foldedKey(group.mailNickname),
    preferredLanguage: foldedKey(group.preferredLanguage),
    visibility: foldedKey(group.visibility ?? groupDefaults.visibility),
    groupTypes: (group.groupTypes ?? groupDefaults.groupTypes).map(foldedKey),
    mailEnabled: group.mailEnabled ?? groupDefaults.mailEnabled,
    securityEnabled: group.securityEnabled ?? groupDefaults.securityEnabled,
    words: wordsOf(group.displayName),
    descriptionWords: wordsOf(group.description),
  }) satisfies Sought;

export function createGroups(documents: Documents, clock: Clock): Groups {
  const entries = createEntries(documents, clock, {
    kind: 'group',
    ownerKind: 'groups',
    idProperty: 'groupId',
    claim: 'mailNickname',
    schema: group,
    idOf: ({ groupId }) => groupId,
    namesOf: ({ mailNickname }) => namesOf({ mailNickname: [mailNickname] }),
    soughtOf: groupSought,
  });

  const joiningAll = (groupId: string, { members = [], owners = [] }: Joining, by: Author): Write[] => [
    ...[...new Set(members)].map((userId) => membershipWrite('member', groupId, userId, clock(), by)),
    ...[...new Set(owners)].map((userId) => membershipWrite('owner', groupId, userId, clock(), by)),
  ];

  return {
    group: (tenant, groupId) => entries.read(tenant, groupId),
    groupIdByNickname: async (tenant, mailNickname) => (await entries.byName(tenant, mailNickname))?.id,
    groups: (tenant, page) => entries.list(tenant, page),
    groupsAmong: (tenant, groupIds, where) => entries.among(tenant, groupIds, where),
    groupsListed: (tenant, groupIds, page) => entries.listAmong(tenant, groupIds, page),
    countGroups: (tenant, groupIds, where) => entries.count(tenant, groupIds, where),
    countGroupsWhere: (tenant, where) => entries.countWhere(tenant, where),

    async enterGroup(tenant, entering, by) {
      await entries.create(tenant, entering, by);
    },

    async createGroup(tenant, creating, by, people = {}) {
      const created = await entries.create(tenant, creating, by, { also: joiningAll(creating.groupId, people, by) });
      if (created.outcome === 'done') return created.entry;
      throw directoryRefusal(created);
    },

    async changeGroup(tenant, groupId, change, by, people = {}) {
      const also = joiningAll(groupId, people, by);
      const changed = await entries.update(tenant, groupId, (found) => ({ ...found, ...change }), { also });
      if (changed.outcome === 'missing') return undefined;
      if (changed.outcome === 'done') return changed.entry;
      throw changed.outcome === 'alsoThere' ? memberAlready(people.members?.length ? 'members' : 'owners') : directoryRefusal(changed);
    },

    removeGroup: async (tenant, groupId, by) => (await entries.remove(tenant, groupId, by)) !== undefined,
  };
}
