// Declares Graph's invitation, property by property; reads one from a request's JSON, and shows one.
import type { Invitation } from '../../directory/invitations/invitations.ts';
import type { Invited } from '../../directory/invitations/inviting.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { User } from '../../directory/users/users.ts';
import { badRequest } from '../../runtime/errors.ts';
import { maxTextLength } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody, type BodyReader } from '../types/bodyReader.ts';
import { userProperties } from './userSchema.ts';
import { namesOf } from '../types/edm.ts';
import { entityType, fixed, readRows, showRows, type Rows, type TypesOf } from '../types/entity.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';
import { readUserChange } from './userBody.ts';

/** An invitation with all that its answer needs. */
interface ShownInvitation {
  readonly invitation: Invitation;
  /** The guest; undefined once the guest was deleted. */
  readonly invited: User | undefined;
}

/**
 * An invitation's properties in the order of Graph's answers (invitation resource type). Guests of this service have nothing to redeem, so
 * the redeem URL is the redirect URL that the inviter gave.
 */
const invitationRows = {
  id: { type: 'Edm.String not null', show: ({ invitation }) => invitation.invitationId },
  inviteRedeemUrl: { type: 'Edm.String', show: ({ invitation }) => invitation.inviteRedirectUrl ?? null },
  invitedUserDisplayName: {
    type: 'Edm.String',
    show: ({ invitation }) => invitation.invitedUserDisplayName ?? null,
    read: (body: BodyReader) => body.text('invitedUserDisplayName', maxDirectoryText),
  },
  invitedUserType: {
    type: 'Edm.String',
    show: ({ invitation }) => invitation.invitedUserType ?? 'Guest',
    read: (body: BodyReader) => body.oneOfTexts('invitedUserType', ['Guest', 'Member']),
  },
  invitedUserEmailAddress: {
    type: 'Edm.String not null',
    show: ({ invitation }) => invitation.invitedUserEmailAddress ?? null,
    body: 'new',
    needed: true,
  },
  sendInvitationMessage: {
    type: 'Edm.Boolean',
    show: ({ invitation }) => invitation.sendInvitationMessage ?? false,
    read: (body: BodyReader) => body.boolean('sendInvitationMessage'),
  },
  resetRedemption: fixed('Edm.Boolean', false),
  inviteRedirectUrl: {
    type: 'Edm.String not null',
    show: ({ invitation }) => invitation.inviteRedirectUrl ?? null,
    body: 'new',
    needed: true,
  },
  status: {
    type: 'Edm.String',
    show: ({ invited }) => (invited?.externalUserState === 'PendingAcceptance' ? 'PendingAcceptance' : 'Completed'),
  },
  invitedUserMessageInfo: {
    type: 'graph.invitedUserMessageInfo',
    show: ({ invitation }) => invitation.invitedUserMessageInfo ?? { messageLanguage: null, ccRecipients: [], customizedMessageBody: null },
    read: (body: BodyReader) => body.object('invitedUserMessageInfo'),
  },
} as const satisfies Rows<ShownInvitation>;

/** The entity type for `$metadata` and `checkBody`. */
export const invitationType = entityType(invitationRows, {
  base: 'entity',
  navigation: { invitedUser: 'graph.user' },
  inline: ['invitedUser'],
  notKept: { absent: ['invitedUserSponsors'] },
  writable: { new: ['invitedUser'] },
});

/** Properties of the user that an invitation can't set: the new user has their defaults. */
const notOfInvited = namesOf(userProperties).filter(
  (name) => !['id', 'userPrincipalName', 'createdDateTime', 'externalUserState', 'externalUserStateChangeDateTime'].includes(name),
);

/**
 * An address that may be invited. Before the `@` it has none of the characters that Graph excludes ("invitation resource type"), except
 * that we allow `+`; no period or hyphen stands at either end. The domain has no `_`, so that two addresses never give one guest name.
 */
const invitable = /^(?![.-])[^\s\p{Cc}@~!#$%^&*()=[\]{}\\/|;:"<>?,]{1,64}(?<![.-])@[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{N}])?$/u;

/** Reads an invitation. Throws 400 for a missing required property, and for an address or a URL that isn't valid. */
export function readInvitation(json: JsonObject): Invited {
  const body = readBody<TypesOf<typeof invitationRows>>(json);
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
      invitedUserType: 'Guest',
      sendInvitationMessage: false,
      ...readRows(invitationRows, readBody(json)),
    },
    userId: readObjectId(readBody(invited)),
    upn,
  };
}

/** The entity as JSON, without `@odata.context`. */
export const invitationEntity = (invitation: Invitation, invited: User | undefined): JsonObject => ({
  ...showRows(invitationRows, { invitation, invited }),
  invitedUser: { id: invitation.userId },
});
