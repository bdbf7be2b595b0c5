// Invitations: how a guest came into the tenant. Each names its user by object id.
import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import { hashedId } from '../../runtime/ids.ts';
import type { Document, Documents, StoredDocument, Write } from '../../stores/documents.ts';
import { decode, json, newRecord, recordShape, type Author } from '../../stores/records.ts';

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

const placeOf = (invitationId: string): string => hashedId('invitation', invitationId);

export const decodeInvitation = (document: StoredDocument | undefined): Invitation | undefined =>
  decode('invitation', invitation, document);

/** The write that makes the invitation; refused (`exists`) if it exists already. */
export function inviting(entering: Invitation, now: number, by: Author): Write {
  const document: Document = { ...entering, id: placeOf(entering.invitationId), kind: 'invitation', ...newRecord(now, by) };
  return { write: 'create', document };
}

export const createInvitations = (documents: Documents, clock: Clock): Invitations => ({
  invitation: async (tenant, invitationId) => decodeInvitation(await documents.read(tenant, placeOf(invitationId))),

  async enterInvitation(tenant, entering, by) {
    await documents.commit(tenant, [inviting(entering, clock(), by)]);
  },
});
