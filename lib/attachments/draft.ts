// Prepares attachments for their batch: stores their bytes, and makes their documents.
import type { Clock, Randomness } from '../runtime/clock.ts';
import { unavailable } from '../runtime/errors.ts';
import type { Ids } from '../runtime/ids.ts';
import { inSteps, ownTurn, turnFor } from '../runtime/inSteps.ts';
import { maxBytesAgeMinutes } from '../runtime/limits.ts';
import type { Contents } from '../stores/contents.ts';
import type { Committed, Write } from '../stores/documents.ts';
import { newRecord, type Author } from '../stores/records.ts';
import type { AccompanyingDrafts } from '../calendar/events/create.ts';
import { chargedProperty, chargeNew, commitCounted, discardingWhenRefused, type QuotaDependencies } from '../calendar/quota.ts';
import {
  attachmentDocument,
  countedBytes,
  sortKeysOf,
  type AttachmentProperties,
  type AttachmentRecord,
  type NewAttachment,
} from './attachment.ts';
import { contentHash, newContentName } from './content.ts';

export interface AddDependencies extends QuotaDependencies {
  readonly contents: Contents;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

export type AttachmentDraft = Omit<AttachmentRecord, 'etag'>;

/** The attachments of one request, whose bytes are stored. */
export interface AttachmentDrafts extends AccompanyingDrafts {
  readonly drafts: readonly AttachmentDraft[];
  /**
   * Commits the writes, and counts the attachments in the quota. Throws 507 if the mailbox would exceed its quota, 429 if the writes tell
   * more people of something than the hour's limit allows. Then it removes the bytes, since nothing was written.
   */
  readonly commit: (writes: readonly [Write, ...Write[]]) => Promise<Committed>;
}

/**
 * Stores the bytes of all attachments, or of none: one put for each that has bytes, with the id of its future document. All attachments get
 * the same time of creation.
 */
export async function draftAttachments(
  deps: AddDependencies,
  partition: string,
  event: { readonly id: string; readonly incarnation: string },
  attachments: readonly NewAttachment[],
  by: Author,
): Promise<AttachmentDrafts> {
  const { contents, clock } = deps;
  const began = clock();
  const stored = await Promise.allSettled(attachments.map((attachment) => store(deps, partition, event, attachment, newRecord(began, by))));
  const drafts = stored.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const discard = async (): Promise<void> => {
    await Promise.allSettled(drafts.flatMap(({ content }) => content?.blob ?? []).map((blob) => contents.remove(blob)));
  };

  const failed = stored.find((result) => result.status === 'rejected');
  // A document must never name bytes that the sweep may already have removed as lost.
  const isLate = clock() - began > maxBytesAgeMinutes * 60_000;
  if (failed !== undefined || isLate) {
    await discard();
    throw failed === undefined ? unavailable('Storing the bytes took too long.', 1) : failed.reason;
  }

  const charged = drafts.reduce((sum, draft) => sum + (draft.charged ?? 0), 0);
  return {
    drafts,
    creates: drafts.map((draft) => ({
      write: 'create',
      document: { kind: 'attachment', ...draft, sortKeys: sortKeysOf(draft.properties, draft.modified) },
    })),
    charged,
    // If the batch may have succeeded, a document may name the bytes: the sweep decides later.
    commit: (writes) => commitCounted(deps, partition, writes, charged).catch(discardingWhenRefused(discard)),
    discard,
  };
}

async function store(
  deps: AddDependencies,
  partition: string,
  event: { readonly id: string; readonly incarnation: string },
  attachment: NewAttachment,
  record: ReturnType<typeof newRecord>,
): Promise<AttachmentDraft> {
  const attachmentId = deps.ids.next();
  const id = attachmentDocument(attachmentId);
  // To write an item as JSON takes as long as it took to read it.
  if ('item' in attachment) await ownTurn();
  const bytes = bytesOf(attachment);
  const draft: AttachmentDraft = {
    id,
    ...record,
    attachmentId,
    event: event.id,
    incarnation: event.incarnation,
    scan: 'none',
    revision: 0,
    properties: withActualSize(attachment, bytes),
  };
  if (bytes === undefined) return counting(deps, draft);
  const blob = newContentName(deps.clock, deps.randomness);
  // The bytes are hashed while they are on their way.
  const [etag, sha256] = await Promise.all([
    deps.contents.put(blob, bytes, { partition, document: id }),
    turnFor(bytes.byteLength).then(() => inSteps(contentHash(bytes))),
  ]);
  return counting(deps, { ...draft, content: { blob, etag, sha256 } });
}

const counting = (deps: AddDependencies, draft: AttachmentDraft): AttachmentDraft => ({
  ...draft,
  ...chargedProperty(chargeNew(deps, () => countedBytes(draft))),
});

/** The properties to store: their size is the number of bytes, whatever the caller says. */
export const withActualSize = ({ properties }: NewAttachment, bytes: Uint8Array | undefined): AttachmentProperties =>
  bytes === undefined ? properties : { ...properties, size: bytes.byteLength };

/** The bytes for the blob; undefined if the document holds everything. */
export function bytesOf(attachment: NewAttachment): Uint8Array | undefined {
  if ('bytes' in attachment) return attachment.bytes;
  return 'item' in attachment ? Buffer.from(JSON.stringify(attachment.item)) : undefined;
}
