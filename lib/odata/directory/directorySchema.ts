// Graph's user and group, property by property: the one declaration of each.
import { shownProxies } from '../../directory/addresses/addresses.ts';
import type { Group } from '../../directory/groups/groups.ts';
import type { User } from '../../directory/users/users.ts';
import { typesOf, type Rows } from '../types/entity.ts';
import { toUtcSeconds } from '../types/literals.ts';

const instant = (text: string): string => toUtcSeconds(new Date(text));

/** In the order of Graph's answers (user resource type). */
export const userRows = {
  id: { type: 'Edm.String not null', show: ({ userId }) => userId },
  businessPhones: { type: 'Collection(Edm.String) not null', show: ({ businessPhones }) => businessPhones ?? [] },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ created }) => instant(created) },
  displayName: { type: 'Edm.String', show: ({ displayName }) => displayName ?? null },
  externalUserState: { type: 'Edm.String', show: ({ externalUserState }) => externalUserState ?? null },
  externalUserStateChangeDateTime: {
    type: 'Edm.DateTimeOffset',
    show: ({ externalUserStateChanged: changed }) => (changed === undefined ? null : instant(changed)),
  },
  givenName: { type: 'Edm.String', show: ({ givenName }) => givenName ?? null },
  jobTitle: { type: 'Edm.String', show: ({ jobTitle }) => jobTitle ?? null },
  mail: { type: 'Edm.String', show: ({ mail }) => mail ?? null },
  mailNickname: { type: 'Edm.String', show: ({ mailNickname }) => mailNickname ?? null },
  mobilePhone: { type: 'Edm.String', show: ({ mobilePhone }) => mobilePhone ?? null },
  officeLocation: { type: 'Edm.String', show: ({ officeLocation }) => officeLocation ?? null },
  otherMails: { type: 'Collection(Edm.String) not null', show: ({ otherMails }) => otherMails ?? [] },
  preferredLanguage: { type: 'Edm.String', show: ({ preferredLanguage }) => preferredLanguage ?? null },
  proxyAddresses: { type: 'Collection(Edm.String) not null', show: shownProxies },
  surname: { type: 'Edm.String', show: ({ surname }) => surname ?? null },
  userPrincipalName: { type: 'Edm.String', show: ({ upn }) => upn ?? null },
  userType: { type: 'Edm.String', show: ({ userType }) => userType ?? null },
} as const satisfies Rows<User>;

/** Likewise (group resource type). */
export const groupRows = {
  id: { type: 'Edm.String not null', show: ({ groupId }) => groupId },
  createdDateTime: { type: 'Edm.DateTimeOffset', show: ({ created }) => instant(created) },
  description: { type: 'Edm.String', show: ({ description }) => description ?? null },
  displayName: { type: 'Edm.String', show: ({ displayName }) => displayName },
  groupTypes: { type: 'Collection(Edm.String) not null', show: ({ groupTypes }) => groupTypes ?? ['Unified'] },
  mail: { type: 'Edm.String', show: ({ mail }) => mail ?? null },
  mailEnabled: { type: 'Edm.Boolean', show: ({ mailEnabled }) => mailEnabled ?? true },
  mailNickname: { type: 'Edm.String', show: ({ mailNickname }) => mailNickname },
  preferredLanguage: { type: 'Edm.String', show: ({ preferredLanguage }) => preferredLanguage ?? null },
  securityEnabled: { type: 'Edm.Boolean', show: ({ securityEnabled }) => securityEnabled ?? false },
  visibility: { type: 'Edm.String', show: ({ visibility }) => visibility ?? 'Private' },
} as const satisfies Rows<Group>;

export const userProperties = typesOf(userRows);
export const groupProperties = typesOf(groupRows);

export type UserProperty = keyof typeof userRows;
export type GroupProperty = keyof typeof groupRows;
