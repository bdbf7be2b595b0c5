// Creates an event together with its attachments: stores the bytes first, then writes all documents in one batch, or none.
import { Fault, isRefusedByLimit, ServiceError, unavailable } from '../../runtime/errors.ts';
import { maxBatchBytes } from '../../runtime/limits.ts';
import type { Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { invitations } from '../meetings/telling/due.ts';
import { commitCounted } from '../quota.ts';
import { draftEvent, removeContent, type EventDependencies, type EventDraft, type NewEvent } from './draft.ts';
import { decodeEvent, etagOf, type EventRecord } from './record/eventRecord.ts';
import { claimedEvent, claimTransaction, reclaimTransaction } from './transaction.ts';

/** The attachments of a new event, which are written in the batch that creates it. */
export interface NewEventAttachments {
  /** The number of attachments. */
  readonly count: number;
  /** Stores the bytes of all attachments, or of none. */
  readonly draft: (event: Pick<EventRecord, 'id' | 'incarnation'>) => Promise<AccompanyingDrafts>;
}

/** Attachments whose bytes are stored, but whose documents aren't yet. */
export interface AccompanyingDrafts {
  /** The writes that create the documents. */
  readonly creates: readonly Write[];
  /** The bytes that the attachments count in the quota. */
  readonly charged: number;
  /** Removes the bytes. Called only when the batch was certainly refused. */
  readonly discard: () => Promise<void>;
}

export interface CreateOptions {
  /** The event's attachments; none by default. */
  readonly accompanying?: NewEventAttachments;
  /** Whether the caller may still see the event that an earlier request with this `transactionId` made; always, by default. */
  readonly isInReach?: (first: EventRecord) => Promise<boolean>;
}

const nothing: NewEventAttachments = {
  count: 0,
  draft: () => Promise.resolve({ creates: [], charged: 0, discard: () => Promise.resolve() }),
};

/** The event, and whether an earlier request had made it. */
export interface CreatedEvent {
  readonly event: EventRecord;
  readonly repeated: boolean;
}

/**
 * Creates the event under an id of the service, with its attachments: one put for each content, one batch. With a `transactionId` that the
 * same author has given before, it creates nothing and resolves to the first event (`repeated`). A first event that lies in a deleted
 * calendar, or that the author may not read any more (`isInReach`), counts as deleted. Throws 413 when the event doesn't fit into a batch,
 * 507 when the mailbox is full, 429 when more people would be told than the hour's limit allows.
 */
export async function createEvent(
  deps: EventDependencies,
  mailbox: Mailbox,
  event: NewEvent,
  by: Author,
  { accompanying = nothing, isInReach = () => Promise.resolve(true) }: CreateOptions = {},
): Promise<CreatedEvent> {
  const { documents, contents, clock } = deps;
  const partition = mailboxPartition(mailbox);
  const drafted = await draftEvent(deps, { mailbox, event: deps.ids.next() }, event, by);
  const draft: EventDraft = { ...drafted.draft, attachmentCount: accompanying.count };
  const attached = await accompanying.draft(draft);
  const charged = attached.charged + drafted.more;
  const { transactionId } = event.properties;
  const discard = async (): Promise<void> => {
    await attached.discard();
    await removeContent(contents, draft.bodyContent);
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
      ...drafted.beside,
      ...claim,
      ...invitations(mailbox, draft, clock(), by, event.sender),
    ];
    if (isTooLarge(writes)) {
      await discard();
      throw tooLarge();
    }
    const committed = await commitCounted(deps, partition, writes, charged).catch(async (error: unknown) => {
      if (isCertainlyRefused(error)) await discard();
      throw error;
    });
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

/** Only a full mailbox or a limit proves that nothing was written, so that the bytes may be removed. */
const isCertainlyRefused = (error: unknown): boolean =>
  isRefusedByLimit(error) || (error instanceof ServiceError && (error.status === 507 || error.status === 413));

const tooLarge = (): ServiceError =>
  new ServiceError(
    413,
    'RequestEntityTooLarge',
    `Maximum request length exceeded. An event and what describes its attachments have at most ${maxBatchBytes} bytes together.`,
  );

const isTooLarge = (writes: readonly Write[]): boolean => Buffer.byteLength(JSON.stringify(writes)) > maxBatchBytes;
