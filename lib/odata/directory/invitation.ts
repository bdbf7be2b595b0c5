// Reads an invitation out of a request's JSON, and shows one as Graph does.
import type { Invitation } from '../../directory/invitations/invitations.ts';
import type { Invited } from '../../directory/invitations/inviting.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { User } from '../../directory/users/users.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import type { Json, JsonObject } from '../../runtime/json.ts';
import { readBody } from '../types/bodyReader.ts';
import { userProperties } from './directorySchema.ts';
import { namesOf, type NavigationTable, type PropertyTable } from '../types/edm.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';
import { readUserChange } from './userBody.ts';

/** Graph's properties of an invitation, in the order of its answers. */
export const invitationProperties = {
  id: 'Edm.String not null',
  inviteRedeemUrl: 'Edm.String',
  invitedUserDisplayName: 'Edm.String',
  invitedUserType: 'Edm.String',
  invitedUserEmailAddress: 'Edm.String not null',
  sendInvitationMessage: 'Edm.Boolean',
  resetRedemption: 'Edm.Boolean',
  inviteRedirectUrl: 'Edm.String not null',
  status: 'Edm.String',
  invitedUserMessageInfo: 'graph.invitedUserMessageInfo',
} as const satisfies PropertyTable;

export const invitationNavigation = { invitedUser: 'graph.user' } as const satisfies NavigationTable;

/** An invitation takes of its user who that is; the rest is the user's own, which is made by default. */
const notOfInvited = namesOf(userProperties).filter(
  (name) => !['id', 'userPrincipalName', 'createdDateTime', 'externalUserState', 'externalUserStateChangeDateTime'].includes(name),
);

/**
 * Before the `@` none of the characters that Graph excludes ("invitation resource type") but `+` (ours), a period or a hyphen not at either
 * end. Behind it a domain, which has no `_`, so that two addresses never make one guest name.
 */
const invitable = /^(?![.-])[^\s\p{Cc}@~!#$%^&*()=[\]{}\\/|;:"<>?,]{1,64}(?<![.-])@[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{N}])?$/u;

/** Throws 400 for a required property that is missing, an address or a URL that is none. */
export function readInvitation(json: JsonObject): Invited {
  const body = readBody<typeof invitationProperties>(json);
  const mail = required(body.text('invitedUserEmailAddress', maxDirectoryText), 'invitedUserEmailAddress', 'Invitation');
  if (!invitable.test(mail))
    throw badRequest('The value of the property invitedUserEmailAddress is not a mail address that can be invited.');
  const redirect = required(body.text('inviteRedirectUrl', maxTextLength), 'inviteRedirectUrl', 'Invitation');
  if (!/^https?:$/.test(URL.parse(redirect)?.protocol ?? '')) throw badDirectoryRequest('Property inviteRedirectUrl is invalid.');

  const invited = body.object('invitedUser') ?? {};
  const { upn } = readUserChange(invited);
  for (const name of sentIn(invited, notOfInvited))
    if (readBody(invited).has(name)) throw badDirectoryRequest(`Property ${name} of invitedUser is not kept; change the user itself.`);
  return {
    invitation: {
      invitedUserEmailAddress: mail,
      inviteRedirectUrl: redirect,
      invitedUserDisplayName: body.text('invitedUserDisplayName', maxDirectoryText),
      invitedUserType: body.oneOfTexts('invitedUserType', ['Guest', 'Member']) ?? 'Guest',
      sendInvitationMessage: body.boolean('sendInvitationMessage') ?? false,
      invitedUserMessageInfo: body.object('invitedUserMessageInfo'),
    },
    userId: readObjectId(readBody(invited)),
    upn,
  };
}

/** The entity as JSON, without `@odata.context`. Redeeming isn't a step of this service, so its URL is where the inviter leads the guest. */
export function invitationEntity(invitation: Invitation, invited: User | undefined): JsonObject {
  const shown: Readonly<Record<keyof typeof invitationProperties | keyof typeof invitationNavigation, Json>> = {
    id: invitation.invitationId,
    inviteRedeemUrl: invitation.inviteRedirectUrl ?? null,
    invitedUserDisplayName: invitation.invitedUserDisplayName ?? null,
    invitedUserType: invitation.invitedUserType ?? 'Guest',
    invitedUserEmailAddress: invitation.invitedUserEmailAddress ?? null,
    sendInvitationMessage: invitation.sendInvitationMessage ?? false,
    resetRedemption: false,
    inviteRedirectUrl: invitation.inviteRedirectUrl ?? null,
    status: invited?.externalUserState === 'PendingAcceptance' ? 'PendingAcceptance' : 'Completed',
    invitedUserMessageInfo: invitation.invitedUserMessageInfo ?? { messageLanguage: null, ccRecipients: [], customizedMessageBody: null },
    invitedUser: { id: invitation.userId },
  };
  return shown;
}
