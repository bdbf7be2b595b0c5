// Reads the bodies of checkMemberGroups, getMemberGroups and their likes, and declares their parameters.
import { badDirectoryRequest } from '../../directory/refusals.ts';
import type { MembershipAction } from '../../paths/reference.ts';
import type { JsonObject } from '../../runtime/json.ts';
import { maxDirectoryText, required } from './directoryBody.ts';
import { readBody } from '../types/bodyReader.ts';
import type { PropertyTable } from '../types/edm.ts';

/** The ids that one request may ask about (Graph, "directoryObject: checkMemberGroups"). */
const maxGroups = 20;

const among = { checkMemberGroups: 'groupIds', checkMemberObjects: 'ids' } as const;

/** The actions' parameters, for `$metadata` and `checkBody`. */
export const membershipParameters = {
  checkMemberGroups: { groupIds: 'Collection(Edm.String) not null' },
  checkMemberObjects: { ids: 'Collection(Edm.String) not null' },
  getMemberGroups: { securityEnabledOnly: 'Edm.Boolean' },
  getMemberObjects: { securityEnabledOnly: 'Edm.Boolean' },
} as const satisfies Record<MembershipAction, PropertyTable>;

/** Which groups are asked for. */
export interface MembershipQuestion {
  /** Ids of groups, each once; undefined for all groups. */
  readonly among?: readonly string[];
  readonly securityEnabledOnly: boolean;
}

/** Throws 400 for a check without ids, or of more than 20. */
export function readMembershipQuestion(action: MembershipAction, json: JsonObject): MembershipQuestion {
  const body = readBody(json);
  if (action === 'getMemberGroups' || action === 'getMemberObjects')
    return { securityEnabledOnly: body.boolean('securityEnabledOnly') ?? false };
  const name = among[action];
  const ids = required(body.texts(name, maxDirectoryText), name, action);
  if (ids.length > maxGroups) throw badDirectoryRequest(`At most ${maxGroups} ids can be checked by one request.`);
  return { among: [...new Set(ids)], securityEnabledOnly: false };
}
