// A second object id of a user: the one in the tokens of a guest whose own id was made by this service.
import { z } from 'zod';
import type { Condition, Document, StoredDocument } from '../../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../../stores/records.ts';

const alias = z.object({ ...recordShape, userId: z.string() });

/** The id of the user whom the alias names; undefined for any other document. */
export const aliasedUser = (document: StoredDocument | undefined): string | undefined => decode('alias', alias, document)?.userId;

/** The alias has the document id that a user with this object id would have, so that an object id is never both. */
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
