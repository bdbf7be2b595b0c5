// POST /invitations and GET /invitations/{id}: how an application brings a guest into the tenant.
import { authorOf } from '../../../auth/access.ts';
import { requireInDirectory } from '../../../auth/directoryAccess.ts';
import { canonicalId } from '../../../directory/objectId.ts';
import { resourceNotFound } from '../../../directory/refusals.ts';
import type { User, UserProperties } from '../../../directory/users.ts';
import { quotedKey } from '../../../odata/context.ts';
import { invitationEntity, readInvitation } from '../../../odata/invitation.ts';
import { noOptions, parseQueryOptions } from '../../../odata/queryOptions.ts';
import type { Reference } from '../../../paths/reference.ts';
import type { Call } from '../../call.ts';
import { jsonReply, type Reply } from '../../exchange.ts';
import { readJsonBody } from '../../jsonBody.ts';

type InvitationsCall = Call<Extract<Reference, { kind: 'invitations' }>>;
type InvitationCall = Call<Extract<Reference, { kind: 'invitation' }>>;

/**
 * 201 with the invitation and the guest's id: a new user, or the one whose id the body names. Nobody is looked for by mail address, and
 * no mail is sent.
 */
export async function createInvitation(call: InvitationsCall): Promise<Reply> {
  const { services, caller, request, links, share } = call;
  const { directory, presence, meetings } = services;
  requireInDirectory(caller, 'invite');
  parseQueryOptions(request.url.searchParams, noOptions);
  const { invitation, guest } = readInvitation(await readJsonBody(request, share, 'invitation'), () => directory.newId());
  const invited = await guestOf(call, guest);
  presence.forget({ tenant: caller.tenant, kind: 'users', id: invited.userId });
  if (invited.upn !== undefined) await meetings.welcome(caller.tenant, invited.userId, invited.upn);
  const entering = { ...invitation, invitationId: directory.newId() };
  await directory.enterInvitation(caller.tenant, entering, authorOf(caller));
  return jsonReply(
    201,
    { '@odata.context': links.context('invitations', undefined, true), ...invitationEntity(entering, invited) },
    { Location: links.resource(`invitations(${quotedKey(entering.invitationId)})`) },
  );
}

/** The user of the guest's id: who is there already, or is made now, also by another invitation at the same time. */
async function guestOf({ services: { directory }, caller }: InvitationsCall, guest: UserProperties): Promise<User> {
  const { tenant } = caller;
  const found = await directory.user(tenant, guest.userId);
  if (found !== undefined) return found;
  try {
    return await directory.createUser(tenant, guest, authorOf(caller));
  } catch (error) {
    const made = await directory.user(tenant, guest.userId);
    if (made === undefined) throw error;
    return made;
  }
}

/** 200 with the invitation; it is completed once the guest has come with a token of its own. */
export async function getInvitation({ services, caller, request, reference, links }: InvitationCall): Promise<Reply> {
  requireInDirectory(caller, 'readInvitations');
  parseQueryOptions(request.url.searchParams, noOptions);
  const invitation = await services.directory.invitation(caller.tenant, canonicalId(reference.id));
  const invited = invitation && (await services.directory.user(caller.tenant, invitation.userId));
  if (invitation === undefined || invited === undefined) throw resourceNotFound(reference.id);
  return jsonReply(200, { '@odata.context': links.context('invitations', undefined, true), ...invitationEntity(invitation, invited) });
}
