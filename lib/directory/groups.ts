// The groups of a tenant.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Documents, StoredDocument, Write } from '../stores/documents.ts';
import { decode, type Author } from '../stores/records.ts';
import { createEntries, entryShape, type Entry } from './entries.ts';
import { joining } from './membership.ts';
import type { Page, PageRequest } from './page.ts';
import { directoryRefusal, memberAlready } from './refusals.ts';

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
/** What a change of a group sets; undefined clears. */
export type GroupChange = Partial<Omit<GroupProperties, 'groupId'>>;

export interface Groups {
  /** One point read. */
  group(tenant: string, groupId: string): Promise<Group | undefined>;
  /** The id of the group with this mailNickname, in any case; one point read. */
  groupIdByNickname(tenant: string, mailNickname: string): Promise<string | undefined>;
  groups(tenant: string, page: PageRequest): Promise<Page<Group>>;
  /** How many groups there are, or how many of these ids are groups; one query, or one for each hundred. */
  countGroups(tenant: string, groupIds?: readonly string[]): Promise<number>;
  /** Adds the group unless it or one of its mailNickname is there already. */
  enterGroup(tenant: string, entering: GroupProperties, by: Author): Promise<void>;
  /**
   * Makes the group, with its first members if it brings some. Throws 400 `Request_BadRequest` when the id or the mailNickname is
   * another's, or its last owner is still being removed.
   */
  createGroup(tenant: string, creating: GroupProperties, by: Author, members?: readonly string[]): Promise<Group>;
  /** Changes the group, and adds members to it, or neither. Throws 400 as `createGroup` and for one who is a member; undefined when there is none. */
  changeGroup(tenant: string, groupId: string, change: GroupChange, by: Author, members?: readonly string[]): Promise<Group | undefined>;
  /** One batch, after which nothing of the group can be reached. False when there is none. */
  removeGroup(tenant: string, groupId: string, by: Author): Promise<boolean>;
}

export function createGroups(documents: Documents, clock: Clock): Groups {
  const entries = createEntries(documents, clock, {
    kind: 'group',
    ownerKind: 'groups',
    idProperty: 'groupId',
    claim: 'mailNickname',
    schema: group,
    idOf: ({ groupId }) => groupId,
    nameOf: ({ mailNickname }) => mailNickname,
  });

  const joiningAll = (groupId: string, members: readonly string[], by: Author): Write[] =>
    [...new Set(members)].map((userId) => joining(groupId, userId, clock(), by));

  return {
    group: (tenant, groupId) => entries.read(tenant, groupId),
    groupIdByNickname: (tenant, mailNickname) => entries.idByName(tenant, mailNickname),
    groups: (tenant, page) => entries.list(tenant, page),
    countGroups: (tenant, groupIds) => entries.count(tenant, groupIds),

    async enterGroup(tenant, entering, by) {
      await entries.create(tenant, entering, by);
    },

    async createGroup(tenant, creating, by, members = []) {
      const created = await entries.create(tenant, creating, by, joiningAll(creating.groupId, members, by));
      if (created.outcome === 'done') return created.entry;
      throw directoryRefusal(created.outcome, 'mailNickname');
    },

    async changeGroup(tenant, groupId, change, by, members = []) {
      const changed = await entries.update(tenant, groupId, (found) => ({ ...found, ...change }), joiningAll(groupId, members, by));
      if (changed.outcome === 'nameTaken') throw directoryRefusal('nameTaken', 'mailNickname');
      if (changed.outcome === 'alsoThere') throw memberAlready();
      return changed.outcome === 'done' ? changed.entry : undefined;
    },

    removeGroup: (tenant, groupId, by) => entries.remove(tenant, groupId, by),
  };
}
