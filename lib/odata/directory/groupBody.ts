// Reads a group out of a request's JSON: one to be made, or what is to change of one.
import type { GroupChange, GroupProperties } from '../../directory/groups/groups.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody } from '../types/bodyReader.ts';
import type { groupProperties } from './directorySchema.ts';
import { maxDirectoryText, readObjectId, required, sentIn } from './directoryBody.ts';

const clearable = ['mail', 'preferredLanguage'] as const;
/** Characters of a description (Graph, "group resource type"). */
const maxDescription = 1024;
/** Members and owners that one request may bring (Graph, "Create group": 20 relationships; "Add members": 20). */
const maxRelationships = 20;
/** ASCII without what Graph's "Create group" excludes. */
const nicknameForm = /^[!#$%&'*+\-/0-9=?A-Z^_`a-z{|}~]{1,64}$/;

/** What a body says of a group. */
export function readGroupChange(json: JsonObject): GroupChange {
  const body = readBody<typeof groupProperties>(json);
  const nickname = body.text('mailNickname', maxDirectoryText);
  if (nickname !== undefined && !nicknameForm.test(nickname)) throw badDirectoryRequest('Property mailNickname is invalid.');
  for (const name of sentIn(json, ['displayName', 'mailNickname']))
    if (!body.has(name)) throw badDirectoryRequest(`Property ${name} cannot be null.`);
  const displayName = body.text('displayName', maxDirectoryText);
  const groupTypes = body.texts('groupTypes', maxDirectoryText);
  const mailEnabled = body.boolean('mailEnabled');
  const securityEnabled = body.boolean('securityEnabled');
  const visibility = body.oneOfTexts('visibility', ['Private', 'Public', 'HiddenMembership']);
  return {
    ...Object.fromEntries(sentIn(json, clearable).map((name) => [name, body.text(name, maxDirectoryText)])),
    ...(sentIn(json, ['description']).length > 0 && { description: body.text('description', maxDescription) }),
    ...(displayName !== undefined && { displayName }),
    ...(nickname !== undefined && { mailNickname: nickname }),
    ...(groupTypes !== undefined && { groupTypes }),
    ...(mailEnabled !== undefined && { mailEnabled }),
    ...(securityEnabled !== undefined && { securityEnabled }),
    ...(visibility !== undefined && { visibility }),
  };
}

/** A new group; `newId` gives the id where the body has none. Throws 400 for a required property that is missing. */
export function readNewGroup(json: JsonObject, newId: () => string): GroupProperties {
  const change = readGroupChange(json);
  return {
    ...change,
    displayName: required(change.displayName, 'displayName', 'Group'),
    mailNickname: required(change.mailNickname, 'mailNickname', 'Group'),
    groupId: readObjectId(readBody(json)) ?? newId(),
  };
}

/** The references in `members@odata.bind` and `owners@odata.bind`. Throws 400 for more than 20 together. */
export function readBoundPeople(json: JsonObject): { readonly members: readonly string[]; readonly owners: readonly string[] } {
  const body = readBody(json);
  const references = (name: string): readonly string[] => body.texts(name, 2 * maxDescription) ?? [];
  const [members, owners] = [references('members@odata.bind'), references('owners@odata.bind')];
  if (members.length + owners.length > maxRelationships)
    throw badDirectoryRequest(`At most ${maxRelationships} members and owners can be added by one request.`);
  return { members, owners };
}
