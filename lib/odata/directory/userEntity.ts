// Shows a user as Graph does.
import { shownProxies } from '../../directory/addresses/addresses.ts';
import type { User } from '../../directory/users/users.ts';
import type { JsonObject } from '../../stores/documents.ts';
import { userProperties, type UserProperty } from './directoryQuery.ts';
import { namesOf } from '../types/edm.ts';
import { toUtcSeconds } from '../types/literals.ts';

/** The entity as JSON, without `@odata.context`; all properties unless some are selected. */
export function userEntity(user: User, select?: ReadonlySet<UserProperty>): JsonObject {
  const shown: Readonly<Record<UserProperty, string | readonly string[] | null>> = {
    id: user.userId,
    businessPhones: user.businessPhones ?? [],
    createdDateTime: toUtcSeconds(new Date(user.created)),
    displayName: user.displayName ?? null,
    externalUserState: user.externalUserState ?? null,
    externalUserStateChangeDateTime:
      user.externalUserStateChanged === undefined ? null : toUtcSeconds(new Date(user.externalUserStateChanged)),
    givenName: user.givenName ?? null,
    jobTitle: user.jobTitle ?? null,
    mail: user.mail ?? null,
    mailNickname: user.mailNickname ?? null,
    mobilePhone: user.mobilePhone ?? null,
    officeLocation: user.officeLocation ?? null,
    otherMails: user.otherMails ?? [],
    preferredLanguage: user.preferredLanguage ?? null,
    proxyAddresses: shownProxies(user),
    surname: user.surname ?? null,
    userPrincipalName: user.upn ?? null,
    userType: user.userType ?? null,
  };
  return Object.fromEntries(
    namesOf(userProperties)
      .filter((name) => select?.has(name) ?? true)
      .map((name) => [name, shown[name]]),
  );
}
