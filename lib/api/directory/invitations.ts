// POST /invitations and GET /invitations/{id}: how a guest is brought into the tenant.
import { authorOf } from '../../access/permissions/calendarAccess.ts';
import { mayInDirectory } from '../../access/permissions/directoryAccess.ts';
import { requireDirectoryPermission } from '../../access/permissions/directoryActions.ts';
import type { Caller } from '../../access/tokens/caller.ts';
import { domainOf } from '../../directory/addresses/addresses.ts';
import { canonicalId } from '../../directory/users/objectId.ts';
import { insufficientPrivileges, resourceNotFound } from '../../directory/refusals.ts';
import { quotedKey } from '../../odata/query/context.ts';
import { invitationEntity, readInvitation } from '../../odata/directory/invitation.ts';
import { noOptions, parseQueryOptions } from '../../odata/query/queryOptions.ts';
import type { Reference } from '../../paths/reference.ts';
import type { Call } from '../call.ts';
import { jsonReply, type Reply } from '../../http/messages.ts';
import { readJsonBody } from '../jsonBody.ts';

type InvitationsCall = Call<Extract<Reference, { kind: 'invitations' }>>;
type InvitationCall = Call<Extract<Reference, { kind: 'invitation' }>>;

/**
 * 201 with the invitation and the guest's id: the user who has the address already, or a new one (contract, section 17). No mail is sent. Throws
 * 403, before anything is made, for a caller who may invite but not change users, and who gives an id, a name or `Member`.
 */
export async function createInvitation(call: InvitationsCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  const { directory } = services;
  requireDirectoryPermission(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const invited = readInvitation(await readJsonBody(request, share, 'invitation'));
  const saysWho = invited.userId !== undefined || invited.upn !== undefined || invited.invitation.invitedUserType === 'Member';
  if (saysWho && !mayInDirectory(caller, 'changeUsers')) throw insufficientPrivileges();
  const { user, invitation } = await directory.invite(caller.tenant, { ...invited, domain: memberDomain(caller) }, authorOf(caller));
  return jsonReply(
    201,
    { '@odata.context': links.context('invitations', undefined, true), ...invitationEntity(invitation, user) },
    { Location: links.resource(`invitations(${quotedKey(invitation.invitationId)})`) },
  );
}

/** The domain of a member's own name; nothing for guests and applications. */
const memberDomain = (caller: Caller): string | undefined =>
  caller.kind === 'delegated' && caller.isGuest !== true && caller.upn !== undefined ? domainOf(caller.upn) : undefined;

/** 200 with the invitation; it is completed once the guest has come with a token of its own. */
export async function getInvitation(call: InvitationCall): Promise<Reply> {
  const { services, caller, request, reference, links } = call;
  requireDirectoryPermission(call);
  parseQueryOptions(request.url.searchParams, noOptions);
  const invitation = await services.directory.invitation(caller.tenant, canonicalId(reference.id));
  const invited = invitation && (await services.directory.user(caller.tenant, invitation.userId));
  if (invitation === undefined || invited === undefined) throw resourceNotFound(reference.id);
  return jsonReply(200, { '@odata.context': links.context('invitations', undefined, true), ...invitationEntity(invitation, invited) });
}
