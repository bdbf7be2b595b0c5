// Removes what a deleted user or group had: the mailbox, page by page and bytes before documents, then memberships and invitations.
import { z } from 'zod';
import { claimsShape, releaseClaims } from '../attachments/claims.ts';
import { aliasesOf } from '../directory/users/alias.ts';
import { remainingRecords } from '../directory/groups/members.ts';
import type { OwnerPurge } from '../directory/ownerPurge.ts';
import { endSubscriptionsIn } from '../changes/notifications/purging.ts';
import { mailboxPartition } from '../calendar/mailbox.ts';
import type { Clock } from '../runtime/clock.ts';
import { longestPresenceAge, maxBatchOperations, maxRequestSeconds } from '../runtime/limits.ts';
import type { Contents } from '../stores/contents.ts';
import type { Condition, Documents, StoredDocument, Write } from '../stores/documents.ts';
import { tombstoneTtl } from '../stores/tombstone.ts';

export interface PurgeOwnerDependencies {
  readonly mailboxes: Documents;
  readonly directory: Documents;
  readonly notifications: Documents;
  readonly contents: Contents;
  readonly clock: Clock;
}

/**
 * Milliseconds after a deletion during which another process may still believe that the owner exists, and write. The purge looks once more
 * after that.
 */
const lateWritesMs = longestPresenceAge + maxRequestSeconds * 1000;

/** Matches every document, since every document has a kind. */
const anything: Condition = { is: 'gt', property: 'kind', value: '' };

/**
 * Removes one page. Returns `more` when it has found documents; `waits` when it has found none, but a request may still add one: the purge
 * is then due again once that is impossible; `done` when nothing is left and the id is free for somebody new. Any number of calls may run
 * at once, and each may die at any step.
 */
export async function purgeOwnerPage(
  { mailboxes, directory, notifications, contents, clock }: PurgeOwnerDependencies,
  tenant: string,
  purge: OwnerPurge,
): Promise<'more' | 'waits' | 'done'> {
  const owner = { tenant, kind: purge.ownerKind, id: purge.ownerId };
  const mailbox = mailboxPartition(owner);
  const inMailbox = await mailboxes.query(mailbox, { where: anything, orderBy: [], limit: maxBatchOperations });
  await endSubscriptionsIn({ directory, notifications, clock }, mailbox, inMailbox);
  await Promise.all(inMailbox.flatMap(blobsOf).map((blob) => contents.remove(blob)));
  for (const { body } of inMailbox) {
    const { claims, incarnation } = claiming.parse(body);
    if (claims !== undefined && incarnation !== undefined) await releaseClaims(mailboxes, claims, incarnation);
  }
  if (await removeAll(mailboxes, mailbox, inMailbox)) return 'more';
  const inDirectory = await directory.query(tenant, { where: remainingRecords(owner), orderBy: [], limit: maxBatchOperations });
  if (await removeAll(directory, tenant, inDirectory)) return 'more';

  if (clock() < purge.deletedAt + lateWritesMs) {
    const due = Math.ceil((purge.deletedAt + lateWritesMs) / 1000);
    await directory.commit(tenant, [{ write: 'patch', id: purge.id, operations: [{ op: 'set', path: '/due', value: due }] }]);
    return 'waits';
  }
  // Aliases go last: as long as a process may believe that the owner exists, it may also use an alias.
  const aliases = await directory.query(tenant, { where: aliasesOf(owner.id), orderBy: [], limit: maxBatchOperations });
  if (owner.kind === 'users' && (await removeAll(directory, tenant, aliases))) return 'more';
  await directory.commit(tenant, endOfPurge(purge));
  return 'done';
}

/** The writes that end a purge. After them somebody new may have the id, and the tombstone is removed 30 days later. */
const endOfPurge = ({ id, of }: OwnerPurge): [Write, Write] => [
  { write: 'remove', id },
  {
    write: 'patch',
    id: of,
    operations: [
      { op: 'set', path: '/purged', value: true },
      { op: 'set', path: '/ttl', value: tombstoneTtl },
    ],
  },
];

/**
 * Removes the documents; returns whether there were any. The batch is refused if another purge has removed one of them meanwhile; the next
 * page then finds what is left.
 */
async function removeAll(documents: Documents, partition: string, found: readonly StoredDocument[]): Promise<boolean> {
  const [first, ...rest] = found.map(({ id }): Write => ({ write: 'remove', id }));
  if (first === undefined) return false;
  await documents.commit(partition, [first, ...rest]);
  return true;
}

/**
 * Where a document names blobs of its own: the content of an attachment, an upload or a body, and the blobs that another purge had to
 * remove.
 */
const owning = z.object({
  blob: z.string().optional().catch(undefined),
  blobs: z.array(z.string()).optional().catch(undefined),
  content: z.object({ blob: z.string() }).optional().catch(undefined),
  bodyContent: z.object({ blob: z.string() }).optional().catch(undefined),
});

/** What the record of a signed webhook has claimed. */
const claiming = z.object({ claims: claimsShape.optional().catch(undefined), incarnation: z.string().optional().catch(undefined) });

function blobsOf({ body }: StoredDocument): readonly string[] {
  const { blob, blobs = [], content, bodyContent } = owning.parse(body);
  return [blob, content?.blob, bodyContent?.blob, ...blobs].filter((name) => name !== undefined);
}
