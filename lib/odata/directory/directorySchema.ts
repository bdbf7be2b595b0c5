// What the schemas of users and groups have in common.
import type { Filterable } from '../filter/condition.ts';
import type { BodyReader } from '../types/bodyReader.ts';
import { toUtcSeconds } from '../types/literals.ts';
import { maxDirectoryText } from './directoryBody.ts';

/** The directory shows times to the second. */
export const instant = (text: string): string => toUtcSeconds(new Date(text));

/** The names of properties that are texts. */
export type TextOf<E> = { [K in keyof E & string]-?: E[K] extends string | undefined ? K : never }[keyof E & string];

/** A text that a body gives and null clears. */
export const givenText = (name: string, max = maxDirectoryText) => ({
  type: 'Edm.String' as const,
  read: (body: BodyReader) => body.text(name, max),
  clearable: true as const,
});

/**
 * Lists of the directory can be filtered only by properties by which an object is found with a point read, and never by one that would need
 * a search.
 */
const byValue =
  (property: string): Filterable['compare'] =>
  (operator, literal) =>
    operator === 'eq' && literal.kind === 'text' ? { is: 'eq', property, value: literal.value } : undefined;

export const foundBy = (property: string): Filterable => ({ functions: false, property, compare: byValue(property) });
/** By any entry of a collection. */
export const foundByAny = (property: string): Filterable => ({
  functions: false,
  property,
  compare: () => undefined,
  any: byValue(property),
});

/** What Graph's user and group have in common and this service doesn't keep: about their licenses, their counterparts elsewhere, their places in the tenant. */
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
