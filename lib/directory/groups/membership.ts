// That a user is a member of a group, or owns it: one document.
import { z } from 'zod';
import { hashedId } from '../../runtime/ids.ts';
import type { Write } from '../../stores/documents.ts';
import { newRecord, type Author } from '../../stores/records.ts';

export const membership = z.object({ id: z.string(), groupId: z.string(), userId: z.string() });

/** What a user is to a group. A member uses its calendar, an owner changes the group and who is in it. */
export type Relation = 'member' | 'owner';

export const relationDocument = (relation: Relation, groupId: string, userId: string): string => hashedId(relation, groupId, userId);

/** Who is in a group from its beginning, or from a change on. */
export interface Joining {
  readonly members?: readonly string[];
  readonly owners?: readonly string[];
}

/** What makes the user a member or an owner; refused (`exists`) for one who is. */
export const joining = (relation: Relation, groupId: string, userId: string, now: number, by: Author): Write => ({
  write: 'create',
  document: { id: relationDocument(relation, groupId, userId), kind: relation, ...newRecord(now, by), groupId, userId },
});
