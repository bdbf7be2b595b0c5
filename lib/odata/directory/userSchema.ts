// Declares Graph's user, property by property; everything else follows from this declaration.
import { isMailAddress, shownProxies } from '../../directory/addresses/addresses.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { User } from '../../directory/users/users.ts';
import { maxBusinessPhones, maxOtherMails } from '../../runtime/limits.ts';
import { eventsNavigation } from '../calendar/calendarSchema.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { constantProperty } from '../filter/filterable.ts';
import { entityType, fixed, typesOf, type Rows } from '../types/entity.ts';
import { photoNavigation } from './photo.ts';
import { leftOutOfUser, unvaluedOfUser } from './unvalued.ts';
import { maxDirectoryText } from './directoryBody.ts';
import {
  givenText,
  instant,
  madeAt,
  orderedText,
  soughtId,
  soughtMember,
  soughtText,
  soughtTexts,
  wordedText,
  type TextOf,
} from './directorySchema.ts';

const text = (name: TextOf<User>) => ({ ...givenText(name), show: (user: User) => user[name] ?? null });

/** A user's properties in the order of Graph's answers (user resource type). */
export const userRows = {
  id: { type: 'Edm.String not null', show: ({ userId }) => userId, body: 'new', ...soughtId('userId') },
  accountEnabled: { ...fixed('Edm.Boolean', true), filter: constantProperty(true), selected: true },
  businessPhones: {
    type: 'Collection(Edm.String) not null',
    show: ({ businessPhones }) => businessPhones ?? [],
    read: readPhones,
  },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ created }) => instant(created), ...madeAt },
  displayName: { ...text('displayName'), needed: true, ...wordedText('displayName') },
  externalUserState: {
    type: 'Edm.String',
    show: ({ externalUserState }) => externalUserState ?? null,
    ...soughtMember('externalUserState'),
  },
  externalUserStateChangeDateTime: {
    type: 'Edm.DateTimeOffset',
    show: ({ externalUserStateChanged: changed }) => (changed === undefined ? null : instant(changed)),
  },
  givenName: { ...text('givenName'), ...orderedText('givenName') },
  jobTitle: { ...text('jobTitle'), ...soughtText('jobTitle') },
  mail: { type: 'Edm.String', show: ({ mail }) => mail ?? null, body: 'any', ...orderedText('mail') },
  mailNickname: { ...text('mailNickname'), ...orderedText('mailNickname') },
  mobilePhone: { ...text('mobilePhone'), ...soughtText('mobilePhone') },
  officeLocation: { ...text('officeLocation'), ...soughtText('officeLocation') },
  otherMails: {
    type: 'Collection(Edm.String) not null',
    show: ({ otherMails }) => otherMails ?? [],
    ...soughtTexts('otherMails'),
    read: readOtherMails,
  },
  preferredLanguage: { ...text('preferredLanguage'), ...soughtText('preferredLanguage') },
  proxyAddresses: { type: 'Collection(Edm.String) not null', show: shownProxies, body: 'any', ...soughtTexts('proxyAddresses') },
  surname: { ...text('surname'), ...orderedText('surname') },
  userPrincipalName: { type: 'Edm.String', show: ({ upn }) => upn ?? null, body: 'any', needed: true, ...orderedText('userPrincipalName') },
  userType: {
    type: 'Edm.String',
    show: ({ userType }) => userType ?? null,
    read: (body: BodyReader) => body.oneOfTexts('userType', ['Member', 'Guest']),
    ...soughtMember('userType'),
  },
  ...unvaluedOfUser,
} as const satisfies Rows<User>;

/** Navigation of Graph's user that leads nowhere here, and properties of beta alone. */
const notOfUser = [
  ...leftOutOfUser,
  ...'activities adhocCalls agreementAcceptances appRoleAssignments authentication chats cloudClipboard cloudPCs'.split(' '),
  ...'contactFolders contacts createdObjects dataSecurityAndGovernance deletedDateTime'.split(' '),
  ...'deviceManagementTroubleshootingEvents directReports drive drives employeeExperience extensions followedSites'.split(' '),
  ...'inferenceClassification infoCatalogs insights isLicenseReconciliationNeeded joinedTeams licenseDetails'.split(' '),
  ...'managedAppRegistrations managedDevices manager oauth2PermissionGrants onPremisesNetBiosName'.split(' '),
  ...'onPremisesSyncBehavior onenote onlineMeetings ownedDevices ownedObjects permissionGrants planner presence'.split(' '),
  ...'refreshTokensValidFromDateTime registeredDevices scopedRoleMemberOf settings sites solutions sponsorOf'.split(' '),
  ...'sponsors teamwork todo uniqueName'.split(' '),
];

export const userProperties = typesOf(userRows);

/** The entity type for `$metadata` and `checkBody`. */
export const userType = entityType(userRows, {
  base: 'directoryObject',
  navigation: {
    calendar: 'graph.calendar contained',
    calendarGroups: 'Collection(graph.calendarGroup) contained',
    calendars: 'Collection(graph.calendar) contained',
    ...eventsNavigation,
    joinedGroups: 'Collection(graph.group)',
    mailFolders: 'Collection(graph.mailFolder) contained',
    memberOf: 'Collection(graph.directoryObject)',
    messages: 'Collection(graph.message) contained',
    outlook: 'graph.outlookUser contained',
    people: 'Collection(graph.person) contained',
    ...photoNavigation,
    transitiveMemberOf: 'Collection(graph.directoryObject)',
  },
  apart: { mailboxSettings: 'graph.mailboxSettings' },
  notKept: { absent: notOfUser },
});

/** What options may name: the rows, and what answers leave out. */
export type UserProperty = keyof typeof userRows | (typeof leftOutOfUser)[number];

function readPhones(body: BodyReader): string[] | undefined {
  if (body.isNull('businessPhones')) return [];
  const phones = body.texts('businessPhones', maxDirectoryText);
  if (phones !== undefined && phones.length > maxBusinessPhones) throw badDirectoryRequest('Property businessPhones is invalid.');
  return phones;
}

function readOtherMails(body: BodyReader): string[] | undefined {
  if (body.isNull('otherMails')) return [];
  const addresses = body.texts('otherMails', maxDirectoryText);
  if (addresses === undefined) return undefined;
  if (addresses.length > maxOtherMails || !addresses.every(isMailAddress)) throw badDirectoryRequest('Property otherMails is invalid.');
  return distinct(addresses);
}

/** The texts, each once; texts that differ only in case are the same. */
const distinct = (texts: readonly string[]): string[] => [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];
