// Reads a new user, or a change of one, from a request's JSON.
import { isMailAddress } from '../../directory/addresses/addresses.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { UserChange, UserProperties } from '../../directory/users/users.ts';
import { isUserPrincipalName } from '../../directory/users/userPrincipalName.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody, type BodyReader } from '../types/bodyReader.ts';
import { readRows } from '../types/entity.ts';
import { userRows, type userProperties } from './userSchema.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';

/** The properties that users may change of themselves: none that tells others who they are. */
const own: ReadonlySet<string> = new Set<keyof UserChange>(['mobilePhone', 'officeLocation', 'preferredLanguage', 'businessPhones']);

/** Reads the properties of a user that a body sets or clears. The service doesn't keep a password. */
export function readUserChange(json: JsonObject): UserChange {
  const body = readBody<typeof userProperties>(json);
  const upn = body.text('userPrincipalName', maxDirectoryText);
  if (upn !== undefined && !isUserPrincipalName(upn)) throw badDirectoryRequest('Property userPrincipalName is invalid.');
  for (const name of sentIn(json, ['displayName', 'userPrincipalName', 'userType']))
    if (!body.has(name)) throw badDirectoryRequest(`Property ${name} cannot be null.`);
  return {
    ...readRows(userRows, readBody(json)),
    ...readAddresses(json, body),
    ...(upn !== undefined && { upn }),
  };
}

/**
 * Reads `mail` and `proxyAddresses`. The proxy address with `SMTP:` is the same as `mail`; either of them sets both. Throws 400 for an
 * invalid address, and if the two differ.
 */
function readAddresses(json: JsonObject, body: BodyReader<typeof userProperties>): Pick<UserChange, 'mail' | 'proxyAddresses'> {
  const sends = (name: keyof typeof userProperties): boolean => sentIn(json, [name]).length > 0;
  const mail = body.text('mail', maxDirectoryText);
  if (mail !== undefined && !isMailAddress(mail)) throw invalid('mail');
  const { primary = mail, others } = readProxies(body);
  if (sends('mail') && primary?.toLowerCase() !== mail?.toLowerCase())
    throw badDirectoryRequest("The 'SMTP:' address of proxyAddresses is another one than mail.");
  return {
    ...((sends('mail') || primary !== undefined) && { mail: mail ?? primary }),
    ...(sends('proxyAddresses') && { proxyAddresses: others }),
  };
}

/** Reads the proxy addresses: the primary one has the prefix `SMTP:`, the others have `smtp:`. */
function readProxies(body: BodyReader<typeof userProperties>): { readonly primary?: string; readonly others: string[] } {
  const proxies = (body.texts('proxyAddresses', maxDirectoryText) ?? []).map((text) => {
    const [, prefix, address = ''] = /^(smtp):(.*)$/is.exec(text) ?? [];
    if (!isMailAddress(address)) throw invalid('proxyAddresses');
    return { isPrimary: prefix === 'SMTP', address };
  });
  const [primary, ...more] = proxies.filter(({ isPrimary }) => isPrimary);
  if (more.length > 0) throw invalid('proxyAddresses');
  const others = proxies.filter(({ isPrimary }) => !isPrimary).map(({ address }) => address);
  return { ...(primary && { primary: primary.address }), others };
}

const invalid = (property: string) => badDirectoryRequest(`Property ${property} is invalid.`);

/** Reads a new user; `newId` makes the id if the body has none. Throws 400 for a missing required property. */
export function readNewUser(json: JsonObject, newId: () => string): UserProperties {
  const change = readUserChange(json);
  required(change.displayName, 'displayName', 'User');
  required(change.upn, 'userPrincipalName', 'User');
  return { userType: 'Member', ...change, userId: readObjectId(readBody(json)) ?? newId() };
}

/** Whether users may make this change to themselves. */
export const isOwnToChange = (change: UserChange): boolean => Object.keys(change).every((name) => own.has(name));
