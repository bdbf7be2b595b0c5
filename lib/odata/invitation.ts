// Reads an invitation out of a request's JSON, and shows one as Graph does.
import type { Invitation } from '../directory/invitations.ts';
import { badDirectoryRequest } from '../directory/refusals.ts';
import type { User, UserProperties } from '../directory/users.ts';
import { maxTextLength } from '../limits.ts';
import type { Json, JsonObject } from '../stores/documents.ts';
import { readBody } from './bodyReader.ts';
import { userProperties } from './directoryQuery.ts';
import { namesOf, type NavigationTable, type PropertyTable } from './edm.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';
import { readUserChange } from './userBody.ts';

/** An invitation to be made, and the guest that it makes unless there is a user of this id. */
export interface NewInvitation {
  readonly invitation: Omit<Invitation, 'invitationId'>;
  readonly guest: UserProperties;
}

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
  (name) => !['id', 'userPrincipalName', 'createdDateTime', 'externalUserState'].includes(name),
);

const address = /^[^\s@]+@[^\s@]+$/;

/** Throws 400 for a required property that is missing, an address or a URL that is none. `newId` gives the guest's id where the body has none. */
export function readInvitation(json: JsonObject, newId: () => string): NewInvitation {
  const body = readBody<typeof invitationProperties>(json);
  const mail = required(body.text('invitedUserEmailAddress', maxDirectoryText), 'invitedUserEmailAddress', 'Invitation');
  if (!address.test(mail)) throw badDirectoryRequest('Property invitedUserEmailAddress is invalid.');
  const redirect = required(body.text('inviteRedirectUrl', maxTextLength), 'inviteRedirectUrl', 'Invitation');
  if (!/^https?:$/.test(URL.parse(redirect)?.protocol ?? '')) throw badDirectoryRequest('Property inviteRedirectUrl is invalid.');

  const invited = body.object('invitedUser') ?? {};
  const { upn } = readUserChange(invited);
  for (const name of sentIn(invited, notOfInvited))
    if (readBody(invited).has(name)) throw badDirectoryRequest(`Property ${name} of invitedUser is not kept; change the user itself.`);
  const displayName = body.text('invitedUserDisplayName', maxDirectoryText);
  const userType = body.oneOfTexts('invitedUserType', ['Guest', 'Member']) ?? 'Guest';
  const userId = readObjectId(readBody(invited)) ?? newId();
  return {
    invitation: {
      userId,
      invitedUserEmailAddress: mail,
      inviteRedirectUrl: redirect,
      invitedUserDisplayName: displayName,
      invitedUserType: userType,
      sendInvitationMessage: body.boolean('sendInvitationMessage') ?? false,
      invitedUserMessageInfo: body.object('invitedUserMessageInfo'),
    },
    guest: { userId, upn, displayName, mail, userType, externalUserState: 'PendingAcceptance' },
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
