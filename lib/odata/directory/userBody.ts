// Reads a user out of a request's JSON: one to be made, or what is to change of one.
import { isMailAddress } from '../../directory/addresses/addresses.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { UserChange, UserProperties } from '../../directory/users/users.ts';
import { isUserPrincipalName } from '../../directory/users/userPrincipalName.ts';
import { maxOtherMails } from '../../runtime/limits.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody, type BodyReader } from '../types/bodyReader.ts';
import type { userProperties } from './directorySchema.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';

const texts = [
  'displayName',
  'givenName',
  'surname',
  'jobTitle',
  'mailNickname',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
] as const;

/** What users may change of themselves: nothing that tells others who they are. */
const own: ReadonlySet<string> = new Set(['mobilePhone', 'officeLocation', 'preferredLanguage', 'businessPhones']);

/** What a body says of a user; other properties of Graph's, a password among them, are neither kept nor answered. */
export function readUserChange(json: JsonObject): UserChange {
  const body = readBody<typeof userProperties>(json);
  const change = Object.fromEntries(sentIn(json, texts).map((name) => [name, body.text(name, maxDirectoryText)]));
  const upn = body.text('userPrincipalName', maxDirectoryText);
  if (upn !== undefined && !isUserPrincipalName(upn)) throw badDirectoryRequest('Property userPrincipalName is invalid.');
  for (const name of sentIn(json, ['displayName', 'userPrincipalName', 'userType']))
    if (!body.has(name)) throw badDirectoryRequest(`Property ${name} cannot be null.`);
  const userType = body.oneOfTexts('userType', ['Member', 'Guest']);
  return {
    ...change,
    ...readAddresses(json, body),
    ...(sentIn(json, ['businessPhones']).length > 0 && { businessPhones: body.texts('businessPhones', maxDirectoryText) ?? [] }),
    ...(upn !== undefined && { upn }),
    ...(userType !== undefined && { userType }),
  };
}

/**
 * `mail`, `otherMails` and `proxyAddresses`. The one with `SMTP:` is `mail`, which is among them whether it is sent or not. Throws 400 for
 * what is no mail address, and where the two name another one each.
 */
function readAddresses(
  json: JsonObject,
  body: BodyReader<typeof userProperties>,
): Pick<UserChange, 'mail' | 'otherMails' | 'proxyAddresses'> {
  const mail = body.text('mail', maxDirectoryText);
  const otherMails = body.texts('otherMails', maxDirectoryText) ?? [];
  const proxies = (body.texts('proxyAddresses', maxDirectoryText) ?? []).map((text) => /^(smtp):(.*)$/is.exec(text) ?? [text, '', '']);
  const primary = proxies.filter(([, prefix]) => prefix === 'SMTP').map(([, , address = '']) => address);
  const invalid = (property: string) => badDirectoryRequest(`Property ${property} is invalid.`);
  if (mail !== undefined && !isMailAddress(mail)) throw invalid('mail');
  if (otherMails.length > maxOtherMails || !otherMails.every(isMailAddress)) throw invalid('otherMails');
  if (primary.length > 1 || !proxies.every(([, , address = '']) => isMailAddress(address))) throw invalid('proxyAddresses');
  const [named = mail] = primary;
  const sendsMail = sentIn(json, ['mail']).length > 0;
  if (sendsMail && named?.toLowerCase() !== mail?.toLowerCase())
    throw badDirectoryRequest("The 'SMTP:' address of proxyAddresses is another one than mail.");
  return {
    ...((sendsMail || named !== undefined) && { mail: mail ?? named }),
    ...(sentIn(json, ['otherMails']).length > 0 && { otherMails: distinct(otherMails) }),
    ...(sentIn(json, ['proxyAddresses']).length > 0 && {
      proxyAddresses: proxies.filter(([, prefix]) => prefix !== 'SMTP').map(([, , address = '']) => address),
    }),
  };
}

/** Each once, in any case of letters. */
const distinct = (texts: readonly string[]): string[] => [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];

/** A new user; `newId` gives the id where the body has none. Throws 400 for a required property that is missing. */
export function readNewUser(json: JsonObject, newId: () => string): UserProperties {
  const change = readUserChange(json);
  required(change.displayName, 'displayName', 'User');
  required(change.upn, 'userPrincipalName', 'User');
  return { userType: 'Member', ...change, userId: readObjectId(readBody(json)) ?? newId() };
}

/** Whether users may change this of themselves. */
export const isOwnToChange = (change: UserChange): boolean => Object.keys(change).every((name) => own.has(name));
