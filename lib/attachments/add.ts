// Attaching to an event: bytes first, then one batch that makes the attachments and counts them.
import { createHash } from 'node:crypto';
import type { Clock, Randomness } from '../clock.ts';
import { itemNotFound, ServiceError, unavailable } from '../errors.ts';
import { countAttachments, decodeEvent, hasRoomFor, type EventRecord } from '../calendar/eventRecord.ts';
import type { EventKey } from '../calendar/mailbox.ts';
import type { Ids } from '../ids.ts';
import { maxAttachmentsPerEvent, maxBytesAgeMinutes } from '../limits.ts';
import type { Contents } from '../stores/contents.ts';
import type { Committed, Documents, Write } from '../stores/documents.ts';
import { newRecord, type Author } from '../stores/records.ts';
import { attachmentDocument, decodeAttachment, partitionOf, sortKeysOf, type AttachmentRecord, type NewAttachment } from './attachment.ts';
import { newContentName } from './contentName.ts';
import { commitWithin, isMetered, type QuotaDependencies } from './quota.ts';

export interface AddDependencies extends QuotaDependencies {
  readonly contents: Contents;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

type Draft = Omit<AttachmentRecord, 'etag'>;

/**
 * Attaches all or none to the event that was read: one put for each that has bytes, one batch. Throws 404 when the event was deleted
 * (or deleted and put again) meanwhile, 507 when it has no room.
 */
export async function addAttachments(
  deps: AddDependencies,
  key: EventKey,
  event: EventRecord,
  attachments: readonly NewAttachment[],
  by: Author,
): Promise<AttachmentRecord[]> {
  const { documents, contents, clock } = deps;
  const partition = partitionOf(key);
  const began = clock();
  const stored = await Promise.allSettled(attachments.map((attachment) => store(deps, partition, event, attachment, by)));
  const drafts = stored.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const giveUp = async (error: unknown): Promise<never> => {
    const blobs = drafts.flatMap(({ content }) => content?.blob ?? []);
    await Promise.allSettled(blobs.map((blob) => contents.remove(blob)));
    throw error;
  };

  const failed = stored.find((result) => result.status === 'rejected');
  if (failed !== undefined) return giveUp(failed.reason);
  // A document must not name bytes that the sweep may already look at as lost.
  if (clock() - began > maxBytesAgeMinutes * 60_000) return giveUp(unavailable('Storing the bytes took too long.', 1));

  const now = clock();
  const creates = drafts.map(
    (draft): Write => ({
      write: 'create',
      document: { kind: 'attachment', ...draft, sortKeys: sortKeysOf(draft.properties, draft.modified) },
    }),
  );
  const bytes = drafts.reduce((sum, { content, properties }) => sum + (content === undefined ? 0 : (properties.size ?? 0)), 0);
  const writes: [Write, ...Write[]] = [
    { write: 'patch', id: event.id, operations: countAttachments(drafts.length, now), when: hasRoomFor(event.incarnation, drafts.length) },
    ...creates,
  ];
  let committed: Committed;
  try {
    committed = await commitWithin(deps, partition, writes, bytes);
  } catch (error) {
    // Only a full mailbox says for sure that nothing was written; bytes that a document may name stay for the sweep to judge.
    if (error instanceof ServiceError && error.status === 507) return giveUp(error);
    throw error;
  }
  if (committed.outcome === 'done') return drafts.map((draft, i) => ({ ...draft, etag: committed.etags[i + 1] ?? '' }));
  const own = committed.repeated ? await readBack(documents, partition, drafts) : undefined;
  return own ?? giveUp(await whyRefused(documents, partition, event));
}

/** Puts the bytes, if there are any, under the id that their document will have. */
async function store(deps: AddDependencies, partition: string, event: EventRecord, attachment: NewAttachment, by: Author): Promise<Draft> {
  const attachmentId = deps.ids.next();
  const id = attachmentDocument(attachmentId);
  const draft: Draft = {
    id,
    ...newRecord(deps.clock(), by),
    attachmentId,
    event: event.id,
    incarnation: event.incarnation,
    scan: 'none',
    properties: attachment.properties,
  };
  const bytes = bytesOf(attachment);
  if (bytes === undefined) return draft;
  const blob = newContentName(deps.clock, deps.randomness);
  const etag = await deps.contents.put(blob, bytes, { partition, document: id });
  const sha256 = createHash('sha256').update(bytes).digest('base64');
  return { ...draft, properties: { ...attachment.properties, size: bytes.byteLength }, content: { blob, etag, sha256, metered: isMetered(deps) } };
}

function bytesOf(attachment: NewAttachment): Uint8Array | undefined {
  if ('bytes' in attachment) return attachment.bytes;
  return 'item' in attachment ? Buffer.from(JSON.stringify(attachment.item)) : undefined;
}

/** The attachments as they are stored, all of them or none: what an attempt without an answer has done. */
async function readBack(documents: Documents, partition: string, drafts: readonly Draft[]): Promise<AttachmentRecord[] | undefined> {
  const found = await Promise.all(drafts.map(async ({ id }) => decodeAttachment(await documents.read(partition, id))));
  const own = found.filter((record) => record !== undefined);
  return own.length === drafts.length ? own : undefined;
}

async function whyRefused(documents: Documents, partition: string, event: EventRecord): Promise<ServiceError> {
  const now = decodeEvent(await documents.read(partition, event.id));
  return now?.incarnation === event.incarnation
    ? new ServiceError(507, 'ErrorQuotaExceeded', `An event holds at most ${maxAttachmentsPerEvent} attachments.`)
    : itemNotFound();
}
