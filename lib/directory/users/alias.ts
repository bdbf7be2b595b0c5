// A second object id of a user: the one by which a guest's tokens name somebody whose id was made here.
import { z } from 'zod';
import type { Condition, Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';

const alias = z.object({ ...recordShape, userId: z.string() });

/** The user whom the alias means; undefined for any other document. */
export const aliasedUser = (document: StoredDocument | undefined): string | undefined => decode('alias', alias, document)?.userId;

/** It takes the place (`id`) where a user of this object id would have its document, so that an object id is never both. */
export const aliasDocument = (id: string, userId: string, now: number, by: Author): Document => ({
  id,
  kind: 'alias',
  ...newRecord(now, by),
  userId,
});

/** All aliases of a user. */
export const aliasesOf = (userId: string): Condition => ({
  is: 'and',
  conditions: [
    { is: 'eq', property: 'userId', value: userId },
    { is: 'eq', property: 'kind', value: 'alias' },
  ],
});
