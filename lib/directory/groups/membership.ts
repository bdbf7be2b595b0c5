// The document that says that a user is a member or an owner of a group.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';

export const membership = z.object({ id: z.string(), groupId: z.string(), userId: z.string() });

/** What a user is to a group. A member uses its calendar, an owner changes the group and who is in it. */
export type Relation = 'member' | 'owner';

export const relationDocument = (relation: Relation, groupId: string, userId: string): string => hashedId(relation, groupId, userId);

/** The users who become members or owners when a group is made or changed. */
export interface Joining {
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
}

/** The write that makes the user a member or an owner; refused (`exists`) if the user is one already. */
export const membershipWrite = (relation: Relation, groupId: string, userId: string, now: number, by: Author): Write => ({
  write: 'create',
  document: { id: relationDocument(relation, groupId, userId), kind: relation, ...newRecord(now, by), groupId, userId },
});
