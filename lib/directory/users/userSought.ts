// What lists of users find and order them by.
import { shownProxies } from '../addresses/addresses.ts';
import { foldedKey, wordsOf, type Sought } from '../sought.ts';
import type { UserProperties } from './users.ts';

/** Names in Graph's spelling, as the rows of the schema have them. */
export const userSought = (user: UserProperties) =>
  ({
    displayName: foldedKey(user.displayName),
    givenName: foldedKey(user.givenName),
    jobTitle: foldedKey(user.jobTitle),
    mail: foldedKey(user.mail),
    mailNickname: foldedKey(user.mailNickname),
    mobilePhone: foldedKey(user.mobilePhone),
    officeLocation: foldedKey(user.officeLocation),
    preferredLanguage: foldedKey(user.preferredLanguage),
    surname: foldedKey(user.surname),
    userPrincipalName: foldedKey(user.upn),
    externalUserState: foldedKey(user.externalUserState),
    userType: foldedKey(user.userType),
    otherMails: (user.otherMails ?? []).map(foldedKey),
    proxyAddresses: shownProxies(user).map(foldedKey),
    words: wordsOf(user.displayName),
  }) satisfies Sought;

export type SoughtOfUser = ReturnType<typeof userSought>;
