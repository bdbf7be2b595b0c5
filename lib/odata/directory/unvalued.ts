// Properties of Graph's user and group that have no value here: `$select` may name them all, and bodies give them none.
import type { Condition } from '../../stores/documents.ts';
import type { Filterable } from '../filter/condition.ts';
import type { Json } from '../../runtime/json.ts';
import type { PropertyType } from '../types/edm.ts';
import type { Row } from '../types/entity.ts';

const everything: Condition = { is: 'ge', property: 'id', value: '' };
const nothing: Condition = { is: 'lt', property: 'id', value: '' };

/** Compares a text that nobody has. */
export const absentText: Filterable = {
  property: 'id',
  functions: false,
  compare: (operator, literal) => {
    if ((literal.kind !== 'null' && literal.kind !== 'text') || (operator !== 'eq' && operator !== 'ne')) return undefined;
    return (literal.kind === 'null') === (operator === 'eq') ? everything : nothing;
  },
};

/**
 * Rows of properties that are null, or empty where they are collections; answers have them where they are selected, and filters find nobody
 * by one.
 */
function without<const N extends string>(type: PropertyType, names: readonly N[]) {
  const only: Json = type.startsWith('Collection') ? [] : null;
  const row = {
    type,
    only,
    show: () => only,
    selected: true,
    ...(type === 'Edm.String' && { filter: absentText }),
  } satisfies Row<unknown>;
  const rows: Partial<Record<N, typeof row>> = {};
  for (const name of names) rows[name] = row;
  return rows as Readonly<Record<N, typeof row>>;
}

export const unvaluedOfUser = {
  ...without('Edm.String', [
    'aboutMe',
    'ageGroup',
    'city',
    'companyName',
    'consentProvidedForMinor',
    'country',
    'creationType',
    'department',
    'employeeId',
    'employeeType',
    'faxNumber',
    'identityParentId',
    'legalAgeGroupClassification',
    'mySite',
    'onPremisesDistinguishedName',
    'onPremisesDomainName',
    'onPremisesImmutableId',
    'onPremisesSamAccountName',
    'onPremisesSecurityIdentifier',
    'onPremisesUserPrincipalName',
    'passwordPolicies',
    'postalCode',
    'preferredDataLocation',
    'preferredName',
    'securityIdentifier',
    'state',
    'streetAddress',
    'usageLocation',
  ]),
  ...without('Edm.DateTimeOffset', [
    'employeeHireDate',
    'employeeLeaveDateTime',
    'lastPasswordChangeDateTime',
    'onPremisesLastSyncDateTime',
    'signInSessionsValidFromDateTime',
  ]),
  ...without('Collection(Edm.String)', ['imAddresses', 'interests', 'pastProjects', 'responsibilities', 'schools', 'skills']),
  ...without('Edm.Boolean', ['isManagementRestricted', 'isResourceAccount', 'onPremisesSyncEnabled', 'showInAddressList']),
} as const;

/** Properties of types that this service doesn't have, and those that can't be null: answers leave them out. */
export const leftOutOfUser = [
  'assignedLicenses',
  'assignedPlans',
  'authorizationInfo',
  'birthday',
  'customSecurityAttributes',
  'deviceEnrollmentLimit',
  'employeeOrgData',
  'hireDate',
  'identities',
  'licenseAssignmentStates',
  'onPremisesExtensionAttributes',
  'onPremisesProvisioningErrors',
  'passwordProfile',
  'print',
  'provisionedPlans',
  'serviceProvisioningErrors',
  'signInActivity',
] as const;

export const unvaluedOfGroup = {
  ...without('Edm.Boolean', [
    'allowExternalSenders',
    'autoSubscribeNewMembers',
    'hasMembersWithLicenseErrors',
    'hideFromAddressLists',
    'hideFromOutlookClients',
    'isArchived',
    'isAssignableToRole',
    'isFavorite',
    'isManagementRestricted',
    'isSubscribedByMail',
    'onPremisesSyncEnabled',
    'welcomeMessageEnabled',
  ]),
  ...without('Edm.String', [
    'classification',
    'membershipRule',
    'membershipRuleProcessingState',
    'onPremisesDomainName',
    'onPremisesNetBiosName',
    'onPremisesSamAccountName',
    'onPremisesSecurityIdentifier',
    'organizationId',
    'preferredDataLocation',
    'securityIdentifier',
    'theme',
    'uniqueName',
  ]),
  ...without('Edm.DateTimeOffset', ['expirationDateTime', 'onPremisesLastSyncDateTime', 'renewedDateTime']),
  ...without('Collection(Edm.String) not null', ['infoCatalogs', 'resourceBehaviorOptions', 'resourceProvisioningOptions']),
  ...without('Edm.Int32', ['unseenConversationsCount', 'unseenCount', 'unseenMessagesCount']),
} as const;

/** Properties of types that this service doesn't have, and those that can't be null: answers leave them out. */
export const leftOutOfGroup = [
  'accessType',
  'assignedLabels',
  'assignedLicenses',
  'licenseProcessingState',
  'onPremisesExtensionAttributes',
  'onPremisesProvisioningErrors',
  'serviceProvisioningErrors',
] as const;
