// Declares Graph's user, property by property; everything else follows from this declaration.
import { isMailAddress, shownProxies } from '../../directory/addresses/addresses.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { User } from '../../directory/users/users.ts';
import { maxBusinessPhones, maxOtherMails } from '../../runtime/limits.ts';
import { eventsNavigation } from '../calendar/calendarSchema.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { entityType, typesOf, type Rows } from '../types/entity.ts';
import { maxDirectoryText } from './directoryBody.ts';
import {
  givenText,
  instant,
  madeAt,
  notOfDirectory,
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
  id: { type: 'Edm.String not null', show: ({ userId }) => userId, ...soughtId('userId') },
  businessPhones: {
    type: 'Collection(Edm.String) not null',
    show: ({ businessPhones }) => businessPhones ?? [],
    read: readPhones,
  },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ created }) => instant(created), ...madeAt },
  displayName: { ...text('displayName'), ...wordedText('displayName') },
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
  mail: { type: 'Edm.String', show: ({ mail }) => mail ?? null, ...orderedText('mail') },
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
  proxyAddresses: { type: 'Collection(Edm.String) not null', show: shownProxies, ...soughtTexts('proxyAddresses') },
  surname: { ...text('surname'), ...orderedText('surname') },
  userPrincipalName: { type: 'Edm.String', show: ({ upn }) => upn ?? null, ...orderedText('userPrincipalName') },
  userType: {
    type: 'Edm.String',
    show: ({ userType }) => userType ?? null,
    read: (body: BodyReader) => body.oneOfTexts('userType', ['Member', 'Guest']),
    ...soughtMember('userType'),
  },
} as const satisfies Rows<User>;

/** Properties of Graph's user that this service doesn't keep (resource type on v1.0 and beta). */
const notOfUser = [
  ...notOfDirectory,
  ...'aboutMe activities ageGroup agreementAcceptances assignedPlans authentication authorizationInfo birthday'.split(' '),
  ...'city cloudClipboard companyName consentProvidedForMinor contacts contactFolders country createdObjects creationType'.split(' '),
  ...'customSecurityAttributes department deviceEnrollmentLimit directReports employeeExperience employeeHireDate'.split(' '),
  ...'employeeId employeeLeaveDateTime employeeOrgData employeeType faxNumber'.split(' '),
  ...'followedSites hireDate identities identityParentId imAddresses inferenceClassification insights interests'.split(' '),
  ...'isLicenseReconciliationNeeded isResourceAccount joinedTeams lastPasswordChangeDateTime legalAgeGroupClassification'.split(' '),
  ...'licenseAssignmentStates managedAppRegistrations managedDevices manager mySite oauth2PermissionGrants'.split(' '),
  ...'onPremisesDistinguishedName onPremisesExtensionAttributes onPremisesImmutableId onPremisesUserPrincipalName'.split(' '),
  ...'onlineMeetings ownedDevices ownedObjects passwordPolicies passwordProfile pastProjects people'.split(' '),
  ...'postalCode preferredName presence print provisionedPlans refreshTokensValidFromDateTime registeredDevices'.split(' '),
  ...'responsibilities schools scopedRoleMemberOf showInAddressList signInActivity signInSessionsValidFromDateTime'.split(' '),
  ...'skills sponsors state streetAddress teamwork todo usageLocation'.split(' '),
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
  },
  apart: { mailboxSettings: 'graph.mailboxSettings' },
  notKept: { absent: notOfUser, fixed: { accountEnabled: true } },
});

export type UserProperty = keyof typeof userRows;

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
