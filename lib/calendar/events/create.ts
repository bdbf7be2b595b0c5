// Making an event together with what comes with it: bytes first, then one batch with all of it, or nothing.
import { Fault, isRefusedByLimit, ServiceError, unavailable } from '../../runtime/errors.ts';
import { maxBatchBytes } from '../../runtime/limits.ts';
import type { Write } from '../../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../../stores/races.ts';
import type { Author } from '../../stores/records.ts';
import { mailboxPartition, type Mailbox } from '../mailbox.ts';
import { invitations } from '../meetings/outbox.ts';
import { commitCounted } from '../quota.ts';
import { draftEvent, removeContent, type EventDependencies, type EventDraft, type NewEvent } from './draft.ts';
import { decodeEvent, etagOf, type EventRecord } from './record/eventRecord.ts';
import { claimedEvent, claimTransaction, reclaimTransaction } from './transaction.ts';

/** What comes with a new event: its attachments, on their way into the batch that makes it. */
export interface Accompanying {
  /** How many the event counts. */
  readonly count: number;
  /** Stores the bytes of all, or of none. */
  readonly draft: (event: Pick<EventRecord, 'id' | 'incarnation'>) => Promise<AccompanyingDrafts>;
}

/** Their bytes are stored, their documents aren't yet. */
export interface AccompanyingDrafts {
  /** What makes the documents. */
  readonly creates: readonly Write[];
  /** Bytes that they count in the quota. */
  readonly charged: number;
  /** Removes the bytes: the batch was refused for sure. */
  readonly discard: () => Promise<void>;
}

export interface CreateOptions {
  /** What comes with it; nothing without it. */
  readonly accompanying?: Accompanying;
  /** Whether the event that an earlier request with its `transactionId` has made may be shown again; it may without it. */
  readonly isInReach?: (first: EventRecord) => Promise<boolean>;
}

const nothing: Accompanying = {
  count: 0,
  draft: () => Promise.resolve({ creates: [], charged: 0, discard: () => Promise.resolve() }),
};

/** The event, and whether it was there already. */
export interface CreatedEvent {
  readonly event: EventRecord;
  readonly repeated: boolean;
}

/**
 * Makes the event under an id of the service, with all that comes with it: one put for each content, one batch. With a `transactionId`
 * that the same author has given before, it makes nothing and resolves to the first event (`repeated`), as long as that is within the
 * author's reach: one in a deleted calendar, or one that the author may not read any more, is there no more. Throws 413 when it doesn't
 * fit into a batch, 507 when the mailbox is full, 429 when more people would be told than may be in an hour.
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
  const draft: EventDraft = { ...drafted, attachmentCount: accompanying.count };
  const attached = await accompanying.draft(draft);
  const charged = attached.charged + (draft.charged ?? 0);
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

/** Only a full mailbox and a limit say for sure that nothing was written: then the bytes go. */
const isCertainlyRefused = (error: unknown): boolean =>
  isRefusedByLimit(error) || (error instanceof ServiceError && (error.status === 507 || error.status === 413));

const tooLarge = (): ServiceError =>
  new ServiceError(
    413,
    'RequestEntityTooLarge',
    `Maximum request length exceeded. An event and what describes its attachments have at most ${maxBatchBytes} bytes together.`,
  );

const isTooLarge = (writes: readonly Write[]): boolean => Buffer.byteLength(JSON.stringify(writes)) > maxBatchBytes;
