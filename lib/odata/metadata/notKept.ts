// What Graph's types have and this service doesn't keep: named here, so that a body which brings it is refused by name.
import type { Json } from '../../runtime/json.ts';

export interface NotKept {
  /** Properties that the service doesn't have at all. */
  readonly absent?: readonly string[];
  /** Properties that have one value here, whatever a body wishes for. */
  readonly fixed?: Readonly<Record<string, Json>>;
  /** Graph's own information, which its answers give and no body says; passed over as any read-only property is. */
  readonly informative?: readonly string[];
}

const extendedProperties = ['multiValueExtendedProperties', 'singleValueExtendedProperties'] as const;

/** What Graph's user and group have in common: about their licenses, their counterparts elsewhere, their places in the tenant. */
const ofDirectory = [
  'assignedLicenses',
  'infoCatalogs',
  'isManagementRestricted',
  'onPremisesDomainName',
  'onPremisesLastSyncDateTime',
  'onPremisesNetBiosName',
  'onPremisesProvisioningErrors',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesSyncEnabled',
  'preferredDataLocation',
  'securityIdentifier',
  'serviceProvisioningErrors',
  'uniqueName',
  'deletedDateTime',
  'extensions',
  'licenseDetails',
  'drive',
  'drives',
  'photo',
  'photos',
  'planner',
  'onenote',
  'settings',
  'sites',
  'appRoleAssignments',
  'transitiveMemberOf',
  'transitiveMembers',
] as const;

const ofUser = [
  ...'aboutMe activities ageGroup agreementAcceptances assignedPlans authentication authorizationInfo birthday'.split(' '),
  ...'city cloudClipboard companyName consentProvidedForMinor contacts contactFolders country createdObjects creationType'.split(' '),
  ...'customSecurityAttributes department deviceEnrollmentLimit directReports employeeExperience employeeHireDate'.split(' '),
  ...'employeeId employeeLeaveDateTime employeeOrgData employeeType faxNumber'.split(' '),
  ...'followedSites hireDate identities identityParentId imAddresses inferenceClassification insights interests'.split(' '),
  ...'isLicenseReconciliationNeeded isResourceAccount joinedTeams lastPasswordChangeDateTime legalAgeGroupClassification'.split(' '),
  ...'licenseAssignmentStates mailboxSettings managedAppRegistrations managedDevices manager mySite oauth2PermissionGrants'.split(' '),
  ...'onPremisesDistinguishedName onPremisesExtensionAttributes onPremisesImmutableId onPremisesUserPrincipalName'.split(' '),
  ...'onlineMeetings outlook ownedDevices ownedObjects passwordPolicies passwordProfile pastProjects people'.split(' '),
  ...'postalCode preferredName presence print provisionedPlans refreshTokensValidFromDateTime registeredDevices'.split(' '),
  ...'responsibilities schools scopedRoleMemberOf showInAddressList signInActivity signInSessionsValidFromDateTime'.split(' '),
  ...'skills sponsors state streetAddress teamwork todo usageLocation'.split(' '),
];

const ofGroup = [
  ...'acceptedSenders accessType allowExternalSenders assignedLabels autoSubscribeNewMembers classification'.split(' '),
  ...'conversations createdOnBehalfOf expirationDateTime groupLifecyclePolicies hasMembersWithLicenseErrors hideFromAddressLists'.split(
    ' ',
  ),
  ...'hideFromOutlookClients isArchived isAssignableToRole isSubscribedByMail licenseProcessingState memberOf'.split(' '),
  ...'membersWithLicenseErrors membershipRule membershipRuleProcessingState permissionGrants proxyAddresses rejectedSenders'.split(' '),
  ...'renewedDateTime resourceBehaviorOptions resourceProvisioningOptions team theme threads unseenCount writebackConfiguration'.split(' '),
];

/** By the type that declares it (Graph, resource types on v1.0 and beta); `test/unit/bodyNotKept.test.ts` holds it against Graph's schema. */
export const notKept: Readonly<Record<string, NotKept>> = {
  event: {
    absent: ['extensions', ...extendedProperties],
    // Nobody here would hold the meeting: a wish for one is not to be shown as if it were one.
    fixed: { isOnlineMeeting: false, onlineMeetingProvider: 'unknown', onlineMeeting: null, onlineMeetingUrl: null },
    informative: ['occurrenceId', 'uid'],
  },
  calendar: { absent: extendedProperties, informative: ['calendarGroupId', 'isShared', 'isSharedWithMe'] },
  physicalAddress: { absent: ['postOfficeBox'], fixed: { type: 'unknown' } },
  // As in Graph, which says not to use it.
  fileAttachment: { fixed: { contentLocation: null } },
  itemAttachment: { fixed: { contentType: null } },
  user: { absent: [...ofDirectory, ...ofUser], fixed: { accountEnabled: true } },
  group: { absent: [...ofDirectory, ...ofGroup] },
  invitation: { absent: ['invitedUserSponsors'], fixed: { resetRedemption: false } },
  onlineMeetingInfo: { absent: ['phones'] },
  accept: { absent: ['ProposedNewTime'] },
  decline: { absent: ['ProposedNewTime'] },
  tentativelyAccept: { absent: ['ProposedNewTime'] },
};
