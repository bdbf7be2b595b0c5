// The addresses by which a user is found: userPrincipalName, mail and proxyAddresses; and the guest name that an invited address makes.
import { maxAddresses } from '../../runtime/limits.ts';
import { namesOf, type Names } from './names.ts';
import { badDirectoryRequest } from '../refusals.ts';

/** The properties of a user that are addresses or are made of one. */
export interface Addressed {
  readonly upn?: string | undefined;
  readonly mail?: string | undefined;
  /** The addresses other than `mail`, without `smtp:`. */
  readonly proxyAddresses?: readonly string[] | undefined;
  readonly guestName?: string | undefined;
}

/** Whether the text may be a mail address: one `@` with something around it, and no space. */
export const isMailAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

const mark = '#EXT#@';

/** The guest name that Entra ID makes of a guest's address: the address with `_` for `@`, in lower case. */
export const guestNameOf = (address: string): string => address.toLowerCase().replace('@', '_');

/** The guest name in a userPrincipalName: the part before `#EXT#@`. Undefined for a member's. */
export function guestNameIn(upn: string | undefined): string | undefined {
  const end = upn?.toUpperCase().indexOf(mark) ?? -1;
  return end > 0 ? upn?.slice(0, end).toLowerCase() : undefined;
}

/** The userPrincipalName of a guest; the part behind the mark is only for show. */
export const guestPrincipalName = (guestName: string, domain: string): string => `${guestName}${mark}${domain}`;

/** The part of an address behind the last `@`, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** All names of a user that no other user may have, in one namespace. */
export const claimedBy = ({ upn, mail, proxyAddresses = [], guestName }: Addressed): Names =>
  namesOf({ userPrincipalName: [upn], mail: [mail], proxyAddresses, guestName: [guestName] });

/** Whether a claim with this use is for an address; a guest name isn't one. */
export const isAddressUse = (use: string): boolean => use !== 'guestName';

const isSame = (one: string | undefined, other: string | undefined): boolean => one?.toLowerCase() === other?.toLowerCase();

/** The user without this address in any of its properties. */
export function withoutAddress<T extends Addressed>(user: T, address: string): T {
  return {
    ...user,
    ...(isSame(user.upn, address) && { upn: undefined }),
    ...(isSame(user.mail, address) && { mail: undefined }),
    ...(user.proxyAddresses && { proxyAddresses: user.proxyAddresses.filter((each) => !isSame(each, address)) }),
  };
}

/** The user with this address added: as `mail` if the user has none, else as a proxy address. */
export function withAddress<T extends Addressed>(user: T, address: string): T {
  if (user.mail === undefined) return withDistinctAddresses({ ...user, mail: address });
  return withDistinctAddresses({ ...user, proxyAddresses: [...(user.proxyAddresses ?? []), address] });
}

/** The user with each address only once. Throws 400 `Request_BadRequest` for more than 40. */
export function withDistinctAddresses<T extends Addressed>(user: T): T {
  const proxies = new Map((user.proxyAddresses ?? []).map((each) => [each.toLowerCase(), each]));
  if (user.mail !== undefined) proxies.delete(user.mail.toLowerCase());
  const { upn, mail } = user;
  const proxyAddresses = [...proxies.values()];
  if (claimedBy({ upn, mail, proxyAddresses }).size > maxAddresses)
    throw badDirectoryRequest(`A user can have at most ${maxAddresses} addresses.`);
  return { ...user, ...(user.proxyAddresses !== undefined && { proxyAddresses }) };
}

/** The addresses as Graph shows them: first `mail` with `SMTP:` before it, then the others with `smtp:`. */
export const shownProxies = ({ mail, proxyAddresses = [] }: Addressed): string[] => [
  ...(mail === undefined ? [] : [`SMTP:${mail}`]),
  ...proxyAddresses.map((each) => `smtp:${each}`),
];
