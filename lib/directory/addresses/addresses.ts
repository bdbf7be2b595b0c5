// The addresses by which a user is found: userPrincipalName, mail and proxyAddresses; and the guest name that an invited address makes.
import { maxAddresses } from '../../runtime/limits.ts';
import { namesOf, type Names } from './names.ts';
import { badDirectoryRequest } from '../refusals.ts';

/** What of a user is an address, or makes one. */
export interface Addressed {
  readonly upn?: string | undefined;
  readonly mail?: string | undefined;
  /** Beside `mail`, and without `smtp:`. */
  readonly proxyAddresses?: readonly string[] | undefined;
  readonly guestName?: string | undefined;
}

/** Whether the text may be a mail address: one `@` with something around it, and no space. */
export const isMailAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

const mark = '#EXT#@';

/** What Entra ID makes of the address of a guest: the address with `_` for `@`, in lower case. */
export const guestNameOf = (address: string): string => address.toLowerCase().replace('@', '_');

/** The guest name in a userPrincipalName: what stands before `#EXT#@`. Nothing in a member's. */
export function guestNameIn(upn: string | undefined): string | undefined {
  const end = upn?.toUpperCase().indexOf(mark) ?? -1;
  return end > 0 ? upn?.slice(0, end).toLowerCase() : undefined;
}

/** The userPrincipalName of a guest; what stands behind the mark is for show. */
export const guestPrincipalName = (guestName: string, domain: string): string => `${guestName}${mark}${domain}`;

/** Behind the last `@`, in lower case. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** All that no two users may have, in one namespace. */
export const claimedBy = ({ upn, mail, proxyAddresses = [], guestName }: Addressed): Names =>
  namesOf({ userPrincipalName: [upn], mail: [mail], proxyAddresses, guestName: [guestName] });

/** Whether a claim is of an address: a guest name is none. */
export const isAddressUse = (use: string): boolean => use !== 'guestName';

const isSame = (one: string | undefined, other: string | undefined): boolean => one?.toLowerCase() === other?.toLowerCase();

/** The user without this address, whatever it was used as. */
export function withoutAddress<T extends Addressed>(user: T, address: string): T {
  return {
    ...user,
    ...(isSame(user.upn, address) && { upn: undefined }),
    ...(isSame(user.mail, address) && { mail: undefined }),
    ...(user.proxyAddresses && { proxyAddresses: user.proxyAddresses.filter((each) => !isSame(each, address)) }),
  };
}

/** The user with this address beside those that it has: as `mail` where it has none. */
export function withAddress<T extends Addressed>(user: T, address: string): T {
  if (user.mail === undefined) return tidied({ ...user, mail: address });
  return tidied({ ...user, proxyAddresses: [...(user.proxyAddresses ?? []), address] });
}

/** Each address once. Throws 400 `Request_BadRequest` for more than 40. */
export function tidied<T extends Addressed>(user: T): T {
  const proxies = new Map((user.proxyAddresses ?? []).map((each) => [each.toLowerCase(), each]));
  if (user.mail !== undefined) proxies.delete(user.mail.toLowerCase());
  const { upn, mail } = user;
  const proxyAddresses = [...proxies.values()];
  if (claimedBy({ upn, mail, proxyAddresses }).size > maxAddresses)
    throw badDirectoryRequest(`A user can have at most ${maxAddresses} addresses.`);
  return { ...user, ...(user.proxyAddresses !== undefined && { proxyAddresses }) };
}

/** As Graph shows them: `SMTP:` in front of `mail`, which is the first, `smtp:` in front of the others. */
export const shownProxies = ({ mail, proxyAddresses = [] }: Addressed): string[] => [
  ...(mail === undefined ? [] : [`SMTP:${mail}`]),
  ...proxyAddresses.map((each) => `smtp:${each}`),
];
