// The document that names the mailbox of a deleted user or group until everything in it is removed.
import { z } from 'zod';
import { hashedId } from '../runtime/ids.ts';
import type { Document, StoredDocument } from '../stores/documents.ts';
import { decode, newRecord, recordShape, type Author } from '../stores/records.ts';

const ownerPurge = z.object({
  ...recordShape,
  id: z.string(),
  ownerKind: z.enum(['users', 'groups']),
  ownerId: z.string(),
  /** The document of the user or group, by now a tombstone. */
  of: z.string(),
  /** Milliseconds since the epoch. */
  deletedAt: z.number(),
  due: z.number(),
});

/** The document that says that everything of a deleted user or group must be removed. */
export type OwnerPurge = z.infer<typeof ownerPurge>;

export const decodeOwnerPurge = (document: StoredDocument | undefined): OwnerPurge | undefined =>
  decode('ownerPurge', ownerPurge, document);

/** Makes this document for an owner; the batch that deletes the owner writes it. */
export const ownerPurgeDocument = (
  owner: { readonly kind: OwnerPurge['ownerKind']; readonly id: string; readonly document: string },
  now: number,
  by: Author,
): Document => ({
  id: hashedId('ownerPurge', owner.kind, owner.id),
  kind: 'ownerPurge',
  ...newRecord(now, by),
  ownerKind: owner.kind,
  ownerId: owner.id,
  of: owner.document,
  deletedAt: now,
  due: Math.floor(now / 1000),
});
