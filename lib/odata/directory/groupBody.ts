// Reads a new group, or a change of one, from a request's JSON.
import type { GroupChange, GroupProperties } from '../../directory/groups/groups.ts';
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { readBody } from '../types/bodyReader.ts';
import { readRows } from '../types/entity.ts';
import { groupRows } from './groupSchema.ts';
import { readObjectId, required, sentIn } from './directoryBody.ts';

/** Members and owners that one request may bring (Graph, "Create group": 20 relationships; "Add members": 20). */
const maxRelationships = 20;
/** The most characters that a reference to a member or an owner may have. */
const maxReference = 2048;

/** Reads the properties of a group that a body sets or clears. */
export function readGroupChange(json: JsonObject): GroupChange {
  const body = readBody(json);
  for (const name of sentIn(json, ['displayName', 'mailNickname']))
    if (!body.has(name)) throw badDirectoryRequest(`Property ${name} cannot be null.`);
  return readRows(groupRows, body);
}

/** Reads a new group; `newId` makes its id if the body has none. Throws 400 for a missing required property. */
export function readNewGroup(json: JsonObject, newId: () => string): GroupProperties {
  const change = readGroupChange(json);
  return {
    ...change,
    displayName: required(change.displayName, 'displayName', 'Group'),
    mailNickname: required(change.mailNickname, 'mailNickname', 'Group'),
    groupId: readObjectId(readBody(json)) ?? newId(),
  };
}

/** Reads the references in `members@odata.bind` and `owners@odata.bind`. Throws 400 for more than 20 together. */
export function readBoundPeople(json: JsonObject): { readonly members: readonly string[]; readonly owners: readonly string[] } {
  const body = readBody(json);
  const references = (name: string): readonly string[] => body.texts(name, maxReference) ?? [];
  const [members, owners] = [references('members@odata.bind'), references('owners@odata.bind')];
  if (members.length + owners.length > maxRelationships)
    throw badDirectoryRequest(`At most ${maxRelationships} members and owners can be added by one request.`);
  return { members, owners };
}
