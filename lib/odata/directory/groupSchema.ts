// Declares Graph's group, property by property; everything else follows from this declaration.
import { groupDefaults, type Group } from '../../directory/groups/groups.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import { eventsNavigation } from '../calendar/calendarSchema.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { entityType, type Rows } from '../types/entity.ts';
import { photoNavigation } from './photo.ts';
import { leftOutOfGroup, unvaluedOfGroup } from './unvalued.ts';
import { maxDirectoryText } from './directoryBody.ts';
import {
  givenText,
  instant,
  inWords,
  madeAt,
  orderedText,
  soughtBoolean,
  soughtId,
  soughtMember,
  soughtText,
  soughtTexts,
  wordedText,
  type TextOf,
} from './directorySchema.ts';

/** The most characters that a description may have (Graph, "group resource type"). */
const maxDescription = 1024;

const text = (name: TextOf<Group>, max?: number) => ({ ...givenText(name, max), show: (group: Group) => group[name] ?? null });

/** A group's properties in the order of Graph's answers (group resource type). */
export const groupRows = {
  id: { type: 'Edm.String not null', show: ({ groupId }) => groupId, body: 'new', ...soughtId('groupId') },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ created }) => instant(created), ...madeAt },
  description: { ...text('description', maxDescription), search: inWords('descriptionWords') },
  displayName: {
    type: 'Edm.String',
    show: ({ displayName }) => displayName,
    read: (body: BodyReader) => body.text('displayName', maxDirectoryText),
    needed: true,
    ...wordedText('displayName'),
  },
  groupTypes: {
    type: 'Collection(Edm.String) not null',
    show: ({ groupTypes }) => groupTypes ?? groupDefaults.groupTypes,
    read: (body: BodyReader) => body.texts('groupTypes', maxDirectoryText),
    ...soughtTexts('groupTypes'),
  },
  mail: { ...text('mail'), ...orderedText('mail') },
  mailEnabled: {
    type: 'Edm.Boolean',
    show: ({ mailEnabled }) => mailEnabled ?? groupDefaults.mailEnabled,
    read: (body: BodyReader) => body.boolean('mailEnabled'),
    ...soughtBoolean('mailEnabled'),
  },
  mailNickname: {
    type: 'Edm.String',
    show: ({ mailNickname }) => mailNickname,
    read: readNickname,
    needed: true,
    ...orderedText('mailNickname'),
  },
  preferredLanguage: { ...text('preferredLanguage'), ...soughtText('preferredLanguage') },
  securityEnabled: {
    type: 'Edm.Boolean',
    show: ({ securityEnabled }) => securityEnabled ?? groupDefaults.securityEnabled,
    read: (body: BodyReader) => body.boolean('securityEnabled'),
    ...soughtBoolean('securityEnabled'),
  },
  visibility: {
    type: 'Edm.String',
    show: ({ visibility }) => visibility ?? groupDefaults.visibility,
    read: (body: BodyReader) => body.oneOfTexts('visibility', ['Private', 'Public', 'HiddenMembership']),
    ...soughtMember('visibility'),
  },
  proxyAddresses: {
    type: 'Collection(Edm.String) not null',
    show: ({ mail }) => (mail === undefined ? [] : [`SMTP:${mail}`]),
    selected: true,
  },
  ...unvaluedOfGroup,
} as const satisfies Rows<Group>;

/** Navigation of Graph's group that leads nowhere here, and properties of beta alone. */
const notOfGroup = [
  ...leftOutOfGroup,
  ...'acceptedSenders appRoleAssignments conversations createdOnBehalfOf deletedDateTime drive drives extensions'.split(' '),
  ...'groupLifecyclePolicies licenseDetails membersWithLicenseErrors onPremisesSyncBehavior onenote'.split(' '),
  ...'permissionGrants planner rejectedSenders settings sites team threads writebackConfiguration'.split(' '),
];

/** The entity type for `$metadata` and `checkBody`. */
export const groupType = entityType(groupRows, {
  base: 'directoryObject',
  navigation: {
    calendar: 'graph.calendar contained',
    ...eventsNavigation,
    memberOf: 'Collection(graph.directoryObject)',
    members: 'Collection(graph.directoryObject)',
    owners: 'Collection(graph.directoryObject)',
    ...photoNavigation,
    transitiveMemberOf: 'Collection(graph.directoryObject)',
    transitiveMembers: 'Collection(graph.directoryObject)',
  },
  binds: ['members', 'owners'],
  notKept: { absent: notOfGroup },
});

/** What options may name: the rows, and what answers leave out. */
export type GroupProperty = keyof typeof groupRows | (typeof leftOutOfGroup)[number];

/** ASCII characters, but for those that Graph's "Create group" excludes. */
const nicknameForm = /^[!#$%&'*+\-/0-9=?A-Z^_`a-z{|}~]{1,64}$/;

function readNickname(body: BodyReader): string | undefined {
  const nickname = body.text('mailNickname', maxDirectoryText);
  if (nickname !== undefined && !nicknameForm.test(nickname)) throw badDirectoryRequest('Property mailNickname is invalid.');
  return nickname;
}
