// Declares Graph's group, property by property; everything else follows from this declaration.
import type { Group } from '../../directory/groups/groups.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import { eventsNavigation } from '../calendar/calendarSchema.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { entityType, type Rows } from '../types/entity.ts';
import { maxDirectoryText } from './directoryBody.ts';
import { foundBy, givenText, instant, notOfDirectory, type TextOf } from './directorySchema.ts';

/** The most characters that a description may have (Graph, "group resource type"). */
const maxDescription = 1024;

const text = (name: TextOf<Group>, max?: number) => ({ ...givenText(name, max), show: (group: Group) => group[name] ?? null });

/** A group's properties in the order of Graph's answers (group resource type). */
export const groupRows = {
  id: { type: 'Edm.String not null', show: ({ groupId }) => groupId },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ created }) => instant(created) },
  description: text('description', maxDescription),
  displayName: {
    type: 'Edm.String',
    show: ({ displayName }) => displayName,
    read: (body: BodyReader) => body.text('displayName', maxDirectoryText),
  },
  groupTypes: {
    type: 'Collection(Edm.String) not null',
    show: ({ groupTypes }) => groupTypes ?? ['Unified'],
    read: (body: BodyReader) => body.texts('groupTypes', maxDirectoryText),
  },
  mail: text('mail'),
  mailEnabled: {
    type: 'Edm.Boolean',
    show: ({ mailEnabled }) => mailEnabled ?? true,
    read: (body: BodyReader) => body.boolean('mailEnabled'),
  },
  mailNickname: { type: 'Edm.String', show: ({ mailNickname }) => mailNickname, read: readNickname, filter: foundBy('mailNickname') },
  preferredLanguage: text('preferredLanguage'),
  securityEnabled: {
    type: 'Edm.Boolean',
    show: ({ securityEnabled }) => securityEnabled ?? false,
    read: (body: BodyReader) => body.boolean('securityEnabled'),
  },
  visibility: {
    type: 'Edm.String',
    show: ({ visibility }) => visibility ?? 'Private',
    read: (body: BodyReader) => body.oneOfTexts('visibility', ['Private', 'Public', 'HiddenMembership']),
  },
} as const satisfies Rows<Group>;

/** Properties of Graph's group that this service doesn't keep (resource type on v1.0 and beta). */
const notOfGroup = [
  ...notOfDirectory,
  ...'acceptedSenders accessType allowExternalSenders assignedLabels autoSubscribeNewMembers classification'.split(' '),
  ...'conversations createdOnBehalfOf expirationDateTime groupLifecyclePolicies hasMembersWithLicenseErrors hideFromAddressLists'.split(
    ' ',
  ),
  ...'hideFromOutlookClients isArchived isAssignableToRole isSubscribedByMail licenseProcessingState memberOf'.split(' '),
  ...'membersWithLicenseErrors membershipRule membershipRuleProcessingState permissionGrants proxyAddresses rejectedSenders'.split(' '),
  ...'renewedDateTime resourceBehaviorOptions resourceProvisioningOptions team theme threads unseenCount writebackConfiguration'.split(' '),
];

/** The entity type for `$metadata` and `checkBody`. */
export const groupType = entityType(groupRows, {
  base: 'directoryObject',
  navigation: {
    calendar: 'graph.calendar contained',
    ...eventsNavigation,
    members: 'Collection(graph.directoryObject)',
    owners: 'Collection(graph.directoryObject)',
  },
  binds: ['members', 'owners'],
  notKept: { absent: notOfGroup },
});

export type GroupProperty = keyof typeof groupRows;

/** ASCII characters, but for those that Graph's "Create group" excludes. */
const nicknameForm = /^[!#$%&'*+\-/0-9=?A-Z^_`a-z{|}~]{1,64}$/;

function readNickname(body: BodyReader): string | undefined {
  const nickname = body.text('mailNickname', maxDirectoryText);
  if (nickname !== undefined && !nicknameForm.test(nickname)) throw badDirectoryRequest('Property mailNickname is invalid.');
  return nickname;
}
