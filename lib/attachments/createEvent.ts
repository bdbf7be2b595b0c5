// Making an event together with its attachments: bytes first, then one batch with all of it, or nothing.
import { draftEvent, type EventDraft, type NewEvent } from '../calendar/events/draft.ts';
import { claimedEvent, claimTransaction, reclaimTransaction } from '../calendar/events/transaction.ts';
import { decodeEvent, etagOf, type EventRecord } from '../calendar/events/record/eventRecord.ts';
import { mailboxPartition, type Mailbox } from '../calendar/mailbox.ts';
import { invitations } from '../calendar/meetings/outbox.ts';
import { Fault, isRefusedByLimit, ServiceError, unavailable } from '../runtime/errors.ts';
import { maxBatchBytes } from '../runtime/limits.ts';
import type { Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import type { Author } from '../stores/records.ts';
import type { NewAttachment } from './attachment.ts';
import { newContentName } from './contentName.ts';
import { draftAttachments, type AddDependencies, type AttachmentDrafts } from './draft.ts';

/**
 * Makes the event under an id of the service, with all of its attachments: one put for each content, one batch. With a `transactionId`
 * that the same author has given before, it makes nothing and resolves to the first event (`repeated`), as long as that is within the
 * author's reach: one in a deleted calendar, or one that the author may not read any more, is there no more. Throws 413 when it doesn't
 * fit into a batch, 507 when the mailbox is full, 429 when more people would be told than may be in an hour.
 */
export async function createEvent(
  deps: AddDependencies,
  mailbox: Mailbox,
  event: NewEvent,
  attachments: readonly NewAttachment[],
  by: Author,
  isInReach: (first: EventRecord) => Promise<boolean>,
): Promise<{ readonly event: EventRecord; readonly repeated: boolean }> {
  const { documents, contents, clock, randomness } = deps;
  const partition = mailboxPartition(mailbox);
  const naming = { ...deps, newContentName: () => newContentName(clock, randomness) };
  const draft: EventDraft = { ...(await draftEvent(naming, mailbox, deps.ids.next(), event, by)), attachmentCount: attachments.length };
  const attached = await draftAttachments(deps, partition, draft, attachments, by);
  const { transactionId } = event.properties;
  // What can't be removed now is the sweep's.
  const discard = async (): Promise<void> => {
    await attached.discard();
    if (draft.bodyContent !== undefined) await contents.remove(draft.bodyContent.blob).catch(() => undefined);
  };

  let claim: Write[] = transactionId === null ? [] : [claimTransaction(transactionId, draft, clock(), by)];
  const busy = async (): Promise<ServiceError> => {
    await discard();
    return unavailable('Too many requests use this transactionId at once.', 1);
  };
  return winRace(attemptsOf.claim, busy, async () => {
    const writes: [Write, ...Write[]] = [
      { write: 'create', document: draft },
      ...attached.creates,
      ...claim,
      ...invitations(mailbox, draft, clock(), by, event.sender),
    ];
    if (isTooLarge(writes)) {
      await discard();
      throw tooLarge();
    }
    const committed = await commit(attached, writes, draft.charged, discard);
    if (committed.outcome === 'done') return { event: { ...draft, etag: etagOf(draft) }, repeated: false };
    const own = committed.repeated ? decodeEvent(await documents.read(partition, draft.id)) : undefined;
    if (own?.incarnation === draft.incarnation) return { event: own, repeated: false };
    if (transactionId === null) throw new Fault('A fresh event id was taken.');

    const claimed = await claimedEvent(documents, partition, transactionId, by);
    const first = claimed !== undefined && 'incarnation' in claimed && (await isInReach(claimed)) ? claimed : undefined;
    if (first !== undefined) {
      await discard();
      return { event: first, repeated: true };
    }
    claim = [
      claimed === undefined
        ? claimTransaction(transactionId, draft, clock(), by)
        : reclaimTransaction(transactionId, draft, claimed.id, by),
    ];
    return lost;
  });
}

/** Only a full mailbox and a limit say for sure that nothing was written: then a large body goes with the attachments' bytes. */
async function commit(
  { commit: write }: AttachmentDrafts,
  writes: readonly [Write, ...Write[]],
  ofEvent: number | undefined,
  discard: () => Promise<void>,
) {
  try {
    return await write(writes, ofEvent);
  } catch (error) {
    if (isRefusedByLimit(error) || (error instanceof ServiceError && (error.status === 507 || error.status === 413))) await discard();
    throw error;
  }
}

const tooLarge = (): ServiceError =>
  new ServiceError(
    413,
    'RequestEntityTooLarge',
    `Maximum request length exceeded. An event and what describes its attachments have at most ${maxBatchBytes} bytes together.`,
  );

const isTooLarge = (writes: readonly Write[]): boolean => Buffer.byteLength(JSON.stringify(writes)) > maxBatchBytes;
