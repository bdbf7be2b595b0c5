// The directory of a tenant: its users, groups, members and invitations.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { hashedId } from '../ids.ts';
import type { Document, Documents, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';

const user = z.object({ ...recordShape, userId: z.string(), upn: z.string().optional(), displayName: z.string().optional() });
const upnClaim = z.object({ ...recordShape, userId: z.string() });
const group = z.object({ ...recordShape, groupId: z.string(), mailNickname: z.string(), displayName: z.string() });
const invitation = z.object({ ...recordShape, invitationId: z.string(), userId: z.string() });

/** A user: `upn` only where a verified claim or an application gave it. */
export type User = Pick<z.infer<typeof user>, 'userId' | 'upn' | 'displayName'>;
export type Group = Pick<z.infer<typeof group>, 'groupId' | 'mailNickname' | 'displayName'>;
export type Invitation = Pick<z.infer<typeof invitation>, 'invitationId' | 'userId'>;

/** Reads cost one point read each. */
export interface Directory {
  user(tenant: string, userId: string): Promise<User | undefined>;
  /** The object id of the user with this userPrincipalName, in any case. */
  userIdByUpn(tenant: string, upn: string): Promise<string | undefined>;
  group(tenant: string, groupId: string): Promise<Group | undefined>;
  isMember(tenant: string, groupId: string, userId: string): Promise<boolean>;
  invitation(tenant: string, invitationId: string): Promise<Invitation | undefined>;

  /** Adds the user unless it is there already; a userPrincipalName that another user has stays with that one. */
  enterUser(tenant: string, entering: User, by: Author): Promise<void>;
  enterGroup(tenant: string, entering: Group, by: Author): Promise<void>;
  enterMember(tenant: string, groupId: string, userId: string, by: Author): Promise<void>;
  enterInvitation(tenant: string, entering: Invitation, by: Author): Promise<void>;
}

const userDocument = (userId: string): string => hashedId('user', userId);
const upnDocument = (upn: string): string => hashedId('upn', upn.toLowerCase());
const groupDocument = (groupId: string): string => hashedId('group', groupId);
const memberDocument = (groupId: string, userId: string): string => hashedId('member', groupId, userId);
const invitationDocument = (invitationId: string): string => hashedId('invitation', invitationId);

export function createDirectory(documents: Documents, clock: Clock): Directory {
  const enter = async (tenant: string, document: Document): Promise<boolean> => {
    const create: Write = { write: 'create', document };
    return (await documents.commit(tenant, [create])).outcome === 'done';
  };

  return {
    user: async (tenant, userId) => decode('user', user, await documents.read(tenant, userDocument(userId))),
    userIdByUpn: async (tenant, upn) => decode('upn', upnClaim, await documents.read(tenant, upnDocument(upn)))?.userId,
    group: async (tenant, groupId) => decode('group', group, await documents.read(tenant, groupDocument(groupId))),
    isMember: async (tenant, groupId, userId) => (await documents.read(tenant, memberDocument(groupId, userId))) !== undefined,
    invitation: async (tenant, invitationId) =>
      decode('invitation', invitation, await documents.read(tenant, invitationDocument(invitationId))),

    async enterUser(tenant, entering, by) {
      const common = newRecord(clock(), by);
      const document: Document = { id: userDocument(entering.userId), kind: 'user', ...common, ...entering };
      if (entering.upn === undefined) {
        await enter(tenant, document);
        return;
      }
      const claim: Document = { id: upnDocument(entering.upn), kind: 'upn', ...common, userId: entering.userId };
      const entered = await documents.commit(tenant, [
        { write: 'create', document },
        { write: 'create', document: claim },
      ]);
      if (entered.outcome === 'refused' && entered.index === 1) {
        await enter(tenant, { ...document, upn: undefined });
      }
    },
    async enterGroup(tenant, entering, by) {
      await enter(tenant, { id: groupDocument(entering.groupId), kind: 'group', ...newRecord(clock(), by), ...entering });
    },
    async enterMember(tenant, groupId, userId, by) {
      await enter(tenant, { id: memberDocument(groupId, userId), kind: 'member', ...newRecord(clock(), by), groupId, userId });
    },
    async enterInvitation(tenant, entering, by) {
      await enter(tenant, { id: invitationDocument(entering.invitationId), kind: 'invitation', ...newRecord(clock(), by), ...entering });
    },
  };
}
