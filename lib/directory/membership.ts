// That a user is in a group: one document.
import { z } from 'zod';
import { hashedId } from '../ids.ts';
import type { Write } from '../stores/documents.ts';
import { newRecord, type Author } from '../stores/records.ts';

export const membership = z.object({ id: z.string(), groupId: z.string(), userId: z.string() });

export const memberDocument = (groupId: string, userId: string): string => hashedId('member', groupId, userId);

/** What makes the user a member; refused (`exists`) for one who is. */
export const joining = (groupId: string, userId: string, now: number, by: Author): Write => ({
  write: 'create',
  document: { id: memberDocument(groupId, userId), kind: 'member', ...newRecord(now, by), groupId, userId },
});
