// Adds attachments to an event: stores the bytes first, then creates and counts the attachments in one batch.
import { itemNotFound, type ServiceError } from '../runtime/errors.ts';
import { byOthers, countAttachments, hasRoomFor, type EventRecord } from '../calendar/events/record/eventRecord.ts';
import { attachmentsDue, sameTelling } from '../calendar/meetings/telling/due.ts';
import { isOccurrence, overlayWrites } from '../calendar/occurrences/overlay.ts';
import { readEvent } from '../calendar/events/readEvent.ts';
import { maxAttachmentsPerEvent } from '../runtime/limits.ts';
import type { Documents, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import type { Author } from '../stores/records.ts';
import {
  decodeAttachment,
  partitionOf,
  tooManyAttachments,
  type AttachedTo,
  type AttachmentRecord,
  type NewAttachment,
} from './attachment.ts';
import { draftAttachments, type AddDependencies, type AttachmentDraft } from './draft.ts';
import { repeatable, type Repeatable, type RequestName } from './idempotency.ts';

export type { AddDependencies } from './draft.ts';
export type { RequestName } from './idempotency.ts';

/**
 * Adds all attachments, or none, to the event that was read: one put for each with bytes, one batch. `name` recognizes a repeated request:
 * within 24 hours, or in the event's life if the request is signed, it adds nothing and resolves to the attachments of the first request.
 * This costs one point read first, one create for each signature, and one put and one refused batch for a request at the same time as the
 * first. Throws 404 if the event was deleted (or deleted and put again) in the meantime, 507 if it has no room, 409 for another content
 * under the same key, and for a signature that came with another content or to another event.
 */
export async function addAttachments(
  deps: AddDependencies,
  { key, event }: AttachedTo,
  attachments: readonly NewAttachment[],
  by: Author,
  name?: RequestName,
): Promise<AttachmentRecord[]> {
  const { documents, clock } = deps;
  const partition = partitionOf(key);
  const once = name && (await repeatable(deps, { key, event }, attachments, by, name));
  const earlier = await once?.first();
  if (earlier !== undefined) return earlier;
  await once?.claim();
  const { drafts, creates, commit, discard } = await draftAttachments(deps, partition, event, attachments, by);
  const refusedFor = async (found: EventRecord | undefined): Promise<ServiceError> => {
    await discard();
    return found?.incarnation === event.incarnation ? tooManyAttachments() : itemNotFound();
  };
  let current = event;
  return winRace(
    attemptsOf.change,
    async () => refusedFor(await readEvent(documents, key)),
    async () => {
      const counting = countingWrites(current, drafts.length, clock(), by);
      const committed = await commit([...counting, ...creates, ...(once?.remember(drafts) ?? []), ...attachmentsDue(current, clock())]);
      if (committed.outcome === 'done') return drafts.map((draft, i) => ({ ...draft, etag: committed.etags[i + counting.length] ?? '' }));
      const own = committed.repeated ? await readBack(documents, partition, drafts) : undefined;
      if (own !== undefined) return own;
      const first = await firstOf(once, discard);
      if (first !== undefined) return first;
      // The record of the first request has expired, or TTL has removed it, since it was read.
      if (committed.index >= counting.length + creates.length) return lost;
      const found = await readEvent(documents, key);
      // Another request has written to this occurrence for the first time, or has invited the first attendee: count on from there.
      if (found?.incarnation !== event.incarnation || hasNoRoom(found, drafts.length)) throw await refusedFor(found);
      current = found;
      return lost;
    },
  );
}

/** The attachments that another request with the same key has just made. Then, and if it throws, it removes this request's bytes. */
async function firstOf(once: Repeatable | undefined, discard: () => Promise<void>): Promise<AttachmentRecord[] | undefined> {
  try {
    const first = await once?.first();
    if (first !== undefined) await discard();
    return first;
  } catch (error) {
    await discard();
    throw error;
  }
}

/** The writes that raise the event's number of attachments, unless it has no room. For an occurrence they also write its series. */
const countingWrites = (event: EventRecord, more: number, now: number, by: Author): [Write, ...Write[]] =>
  isOccurrence(event)
    ? overlayWrites(event, { counter: 'version', attachments: more }, now, by)
    : [
        {
          write: 'patch',
          id: event.id,
          operations: [...countAttachments(more, now), ...byOthers(event, by, true)],
          when: { is: 'and', conditions: [hasRoomFor(event.incarnation, more), ...sameTelling(event)] },
        },
      ];

const hasNoRoom = (event: EventRecord, more: number): boolean => ownCount(event) + more > maxAttachmentsPerEvent;

const ownCount = ({ occurrence, attachmentCount }: EventRecord): number =>
  occurrence === undefined ? attachmentCount : (occurrence.stored?.attachmentCount ?? 0);

/** Reads the attachments, to find out whether an attempt that got no answer has succeeded; undefined if one of them is missing. */
async function readBack(
  documents: Documents,
  partition: string,
  drafts: readonly AttachmentDraft[],
): Promise<AttachmentRecord[] | undefined> {
  const found = await Promise.all(drafts.map(async ({ id }) => decodeAttachment(await documents.read(partition, id))));
  const own = found.filter((record) => record !== undefined);
  return own.length === drafts.length ? own : undefined;
}
