// Invitations: how a guest came into the tenant. They lead to a user by object id, never by a mail address.
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { hashedId } from '../ids.ts';
import type { Document, Documents, StoredDocument } from '../stores/documents.ts';
import { decode, json, newRecord, recordShape, type Author } from '../stores/records.ts';

const invitation = z.object({
  ...recordShape,
  invitationId: z.string(),
  userId: z.string(),
  invitedUserEmailAddress: z.string().optional(),
  invitedUserDisplayName: z.string().optional(),
  invitedUserType: z.enum(['Guest', 'Member']).optional(),
  invitedUserMessageInfo: json.optional(),
  inviteRedirectUrl: z.string().optional(),
  sendInvitationMessage: z.boolean().optional(),
});

export type Invitation = Omit<z.infer<typeof invitation>, keyof typeof recordShape>;

export interface Invitations {
  /** One point read. */
  invitation(tenant: string, invitationId: string): Promise<Invitation | undefined>;
  /** Adds the invitation unless it is there already. */
  enterInvitation(tenant: string, entering: Invitation, by: Author): Promise<void>;
}

export const decodeInvitation = (document: StoredDocument | undefined): Invitation | undefined =>
  decode('invitation', invitation, document);

const invitationDocument = (invitationId: string): string => hashedId('invitation', invitationId);

export const createInvitations = (documents: Documents, clock: Clock): Invitations => ({
  invitation: async (tenant, invitationId) => decodeInvitation(await documents.read(tenant, invitationDocument(invitationId))),

  async enterInvitation(tenant, entering, by) {
    const document: Document = {
      ...entering,
      id: invitationDocument(entering.invitationId),
      kind: 'invitation',
      ...newRecord(clock(), by),
    };
    await documents.commit(tenant, [{ write: 'create', document }]);
  },
});
