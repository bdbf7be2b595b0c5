// Reads a user out of a request's JSON: one to be made, or what is to change of one.
import { isMailAddress } from '../../directory/addresses/addresses.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { UserChange, UserProperties } from '../../directory/users/users.ts';
import { isUserPrincipalName } from '../../directory/users/userPrincipalName.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody, type BodyReader } from '../types/bodyReader.ts';
import { readRows } from '../types/entity.ts';
import { userRows, type userProperties } from './userSchema.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';

/** What users may change of themselves: nothing that tells others who they are. */
const own: ReadonlySet<string> = new Set<keyof UserChange>(['mobilePhone', 'officeLocation', 'preferredLanguage', 'businessPhones']);

/** What a body says of a user; other properties of Graph's, a password among them, are neither kept nor answered. */
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
 * `mail` and `proxyAddresses`. The one with `SMTP:` is `mail`, which is among them whether it is sent or not. Throws 400 for
 * what is no mail address, and where the two name another one each.
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

/** Addresses by their prefix: the one with `SMTP:`, those with `smtp:`. */
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

/** A new user; `newId` gives the id where the body has none. Throws 400 for a required property that is missing. */
export function readNewUser(json: JsonObject, newId: () => string): UserProperties {
  const change = readUserChange(json);
  required(change.displayName, 'displayName', 'User');
  required(change.upn, 'userPrincipalName', 'User');
  return { userType: 'Member', ...change, userId: readObjectId(readBody(json)) ?? newId() };
}

/** Whether users may change this of themselves. */
export const isOwnToChange = (change: UserChange): boolean => Object.keys(change).every((name) => own.has(name));
