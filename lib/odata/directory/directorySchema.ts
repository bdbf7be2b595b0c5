// Holds what the schemas of users and groups have in common.
import type { Filterable } from '../filter/condition.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { toUtcSeconds } from '../types/literals.ts';
import { maxDirectoryText } from './directoryBody.ts';

/** A time as the directory shows it: in UTC to the second. */
export const instant = (text: string): string => toUtcSeconds(new Date(text));

/** The names of an entity's properties that are texts. */
export type TextOf<E> = { [K in keyof E & string]-?: E[K] extends string | undefined ? K : never }[keyof E & string];

/** A text property that bodies may set, and that null clears. */
export const givenText = (name: string, max = maxDirectoryText) => ({
  type: 'Edm.String' as const,
  read: (body: BodyReader) => body.text(name, max),
  clearable: true as const,
});

/**
 * Compares a property with one value. Lists of the directory have filters only for properties by which a point read finds the object, and
 * for none that would need a search.
 */
const byValue =
  (property: string): Filterable['compare'] =>
  (operator, literal) =>
    operator === 'eq' && literal.kind === 'text' ? { is: 'eq', property, value: literal.value } : undefined;

export const foundBy = (property: string): Filterable => ({ functions: false, property, compare: byValue(property) });
/** A collection that filters compare by `any`: one entry with the value is enough. */
export const foundByAny = (property: string): Filterable => ({
  functions: false,
  property,
  compare: () => undefined,
  any: byValue(property),
});

/** Properties of both Graph's user and Graph's group that this service doesn't keep: licenses, other directories, places in the tenant. */
export const notOfDirectory = [
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
