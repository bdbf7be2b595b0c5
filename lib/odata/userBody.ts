// Reads a user out of a request's JSON: one to be made, or what is to change of one.
import { badDirectoryRequest } from '../directory/refusals.ts';
import type { UserChange, UserProperties } from '../directory/users.ts';
import { isUserPrincipalName } from '../directory/userPrincipalName.ts';
import type { JsonObject } from '../stores/documents.ts';
import { readBody } from './bodyReader.ts';
import type { userProperties } from './directoryQuery.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';

const texts = [
  'displayName',
  'givenName',
  'surname',
  'jobTitle',
  'mail',
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
    ...(sentIn(json, ['businessPhones']).length > 0 && { businessPhones: body.texts('businessPhones', maxDirectoryText) ?? [] }),
    ...(upn !== undefined && { upn }),
    ...(userType !== undefined && { userType }),
  };
}

/** A new user; `newId` gives the id where the body has none. Throws 400 for a required property that is missing. */
export function readNewUser(json: JsonObject, newId: () => string): UserProperties {
  const change = readUserChange(json);
  required(change.displayName, 'displayName', 'User');
  required(change.upn, 'userPrincipalName', 'User');
  return { userType: 'Member', ...change, userId: readObjectId(readBody(json)) ?? newId() };
}

/** Whether users may change this of themselves. */
export const isOwnToChange = (change: UserChange): boolean => Object.keys(change).every((name) => own.has(name));
