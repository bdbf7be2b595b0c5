// Receives one range of an upload: stages it, then records it, or finishes the upload where nothing is missing any more.
import { crc32 } from 'node:zlib';
import {
  attachmentDocument,
  countedBytes,
  decodeAttachment,
  sortKeysOf,
  tooManyAttachments,
  type AttachmentRecord,
} from '../attachments/attachment.ts';
import { stillOpen } from '../attachments/endUpload.ts';
import type { Calendars } from '../calendar/calendars/calendars.ts';
import { pendingWritesFor, sameTelling } from '../calendar/meetings/telling/due.ts';
import { byOthers, countAttachments, hasRoomFor, type EventRecord } from '../calendar/events/record/eventRecord.ts';
import { seriesWrite } from '../calendar/occurrences/overlay.ts';
import { chargedProperty, chargeNew, chargeOperations, commitCounted, type QuotaDependencies } from '../calendar/quota.ts';
import { readEvent } from '../calendar/events/readEvent.ts';
import { secondsPerDay, type Clock } from '../runtime/clock.ts';
import { badRequest, itemNotFound, ServiceError } from '../runtime/errors.ts';
import { maxAttachmentsPerEvent, maxRanges, uploadRetentionDays } from '../runtime/limits.ts';
import type { Contents } from '../stores/contents.ts';
import type { PatchOperation, Write } from '../stores/documents.ts';
import { attemptsOf, lost, winRace } from '../stores/races.ts';
import { newRecord } from '../stores/records.ts';
import { openUpload } from './open.ts';
import { blockId, compare, expectedRanges, withBlock, type Block, type ByteRange } from './ranges.ts';
import { filePropertiesOf, sessionDocument, type UploadSession, type UploadToken } from './session.ts';

export interface UploadDependencies extends QuotaDependencies {
  readonly calendars: Calendars;
  readonly contents: Contents;
  readonly clock: Clock;
}

/** Where an upload stands after a range: more is expected, or the attachment is there. */
export type Received =
  | { readonly state: 'open'; readonly session: UploadSession }
  | { readonly state: 'completed'; readonly session: UploadSession; readonly attachment: Omit<AttachmentRecord, 'etag'> };

const retentionSeconds = uploadRetentionDays * secondsPerDay;

/** 416: the range doesn't fit; the message names what is still expected. */
export function invalidRange(session: UploadSession): ServiceError {
  const expected = expectedRanges(session.blocks, session.total).join(', ') || 'nothing more';
  return new ServiceError(416, 'InvalidRange', `The range does not fit. Still expected: ${expected} of ${session.total}.`);
}

/**
 * Takes the bytes of a range for the session that was opened. Safe to repeat: a range that has already arrived as a whole is answered as if
 * it were new, and the bytes that came first stay. Throws 404 for a session that isn't there (any more) or whose attachment was deleted,
 * 416 for a range that partly overlaps what has arrived, 400 above 2,000 ranges, 507 when the event or the mailbox has no room.
 */
export async function receiveRange(
  deps: UploadDependencies,
  opened: UploadSession,
  token: UploadToken,
  range: ByteRange,
  bytes: Uint8Array,
): Promise<Received> {
  const { documents, contents } = deps;
  const block: Block = [range.first, bytes.byteLength, crc32(bytes)];
  let staged = false;

  async function arrive(session: UploadSession): Promise<Received | undefined> {
    const met = compare(session.blocks, range);
    if (met === 'received') return { state: 'open', session };
    if (met === 'overlaps') throw invalidRange(session);
    if (session.blocks.length >= maxRanges) throw badRequest(`An upload takes at most ${maxRanges} ranges; send larger ones.`);
    if (!staged) await contents.putBlock(session.blob, blockId(block), bytes);
    staged = true;
    const blocks = withBlock(session.blocks, block);
    if (expectedRanges(blocks, session.total).length > 0) {
      const recorded = await record(deps, token, session, { blocks: blocks.map(toTuple) });
      return recorded && { state: 'open', session: recorded };
    }
    const recorded = await record(deps, token, session, { ending: toTuple(block) });
    return recorded && complete(deps, token, recorded, block);
  }

  /**
   * If the session was ended before this request staged its block, the block came too late to be removed with the session: removes it here.
   */
  async function discarding(error: unknown): Promise<never> {
    if (staged && (await documents.read(token.partition, sessionDocument(token.sessionId))) === undefined)
      await contents.remove(opened.blob);
    throw error;
  }

  return winRace(attemptsOf.range, 'Too many ranges of this upload arrive at once.', async (losses) => {
    const session = losses === 0 ? opened : await openUpload(deps, token).catch(discarding);
    if (session.state === 'completed') return standing(deps, token, session);
    // Once the last block has arrived, no range is new any more: the request that comes next completes the upload.
    const received = await (session.ending === undefined ? arrive(session) : complete(deps, token, session, session.ending));
    return received ?? lost;
  });
}

/** The answer to a range that comes after the upload has completed. Costs one point read more. Throws 404 when the attachment is gone. */
async function standing({ documents }: UploadDependencies, { partition }: UploadToken, session: UploadSession): Promise<Received> {
  const attachment = decodeAttachment(await documents.read(partition, attachmentDocument(session.attachmentId)));
  if (attachment === undefined) throw itemNotFound();
  return { state: 'completed', session, attachment };
}

/** Records a block that has arrived; undefined when another one was recorded meanwhile. */
async function record(
  { documents, clock }: UploadDependencies,
  { partition }: UploadToken,
  session: UploadSession,
  arrived: Partial<Pick<UploadSession, 'blocks' | 'ending'>>,
): Promise<UploadSession | undefined> {
  const { etag, ...document } = session;
  const changed = { ...document, ...arrived, modified: new Date(clock()).toISOString() };
  const replaced = await documents.replaceIf(partition, { kind: 'upload', ...changed }, etag);
  return replaced === undefined ? undefined : { ...changed, etag: replaced };
}

/**
 * Makes the blob of all blocks. Then one batch creates the attachment, counts it in its event and ends the session. If the process dies at
 * any step and a range is sent again, there is still exactly one attachment. Returns undefined when another request has changed the session
 * meanwhile.
 */
async function complete(
  deps: UploadDependencies,
  token: UploadToken,
  session: UploadSession,
  ending: Block,
  { tells }: Pick<UploadSession, 'tells'> = session,
): Promise<Received | undefined> {
  const { documents, contents, clock } = deps;
  const { partition } = token;
  const document = attachmentDocument(session.attachmentId);
  const blocks = withBlock(session.blocks, ending).map(toTuple);
  const etag = await contents.commitBlocks(session.blob, blocks.map(blockId), { partition, document });
  if (etag === undefined) return undefined;
  const now = clock();
  const { charged, due, ...lasting } = session;
  const completed: UploadSession = { ...lasting, state: 'completed', blocks, modified: new Date(now).toISOString() };
  const made = attachmentOf(completed, { blob: session.blob, etag, blocks });
  // The attachment takes over what the session was charged. If the quota would charge it the same, the quota isn't changed.
  const charge = chargeNew(deps, () => countedBytes(made));
  const attachment = { ...made, ...chargedProperty(charge) };
  const counting = countingWrites(session, tells, now);
  const writes: [Write, ...Write[]] = [
    {
      write: 'patch',
      id: session.id,
      operations: [
        { op: 'set', path: '/state', value: 'completed' },
        { op: 'set', path: '/blocks', value: blocks },
        { op: 'set', path: '/modified', value: completed.modified },
        { op: 'set', path: '/ttl', value: ttlOf(session, now) },
        ...(due === undefined ? [] : ([{ op: 'remove', path: '/due' }] satisfies PatchOperation[])),
        ...chargeOperations({ charged }, {}),
      ],
      when: stillOpen,
    },
    ...counting,
    { write: 'create', document: { kind: 'attachment', ...attachment, sortKeys: sortKeysOf(attachment.properties, attachment.modified) } },
  ];
  const committed = await commitCounted(deps, partition, writes, charge.more - (charged ?? 0));
  if (committed.outcome === 'done') return { state: 'completed', session: completed, attachment };
  // The session's write is the first of the batch. If it was refused, another request has ended the session: that counts before a lack of
  // room, and the caller reads the session again.
  if (committed.index === 0) return undefined;
  const event = await readEvent(documents, session.eventKey);
  if (event?.incarnation !== session.incarnation) throw itemNotFound();
  // The first attendee has come since the session was made.
  const beside = event.occurrence?.series ?? event;
  if (beside.tells && !tells) return complete(deps, token, session, ending, beside);
  if (hasRoom(event)) return undefined;
  throw tooManyAttachments();
}

const hasRoom = (event: EventRecord): boolean => (event.occurrence?.stored ?? event).attachmentCount < maxAttachmentsPerEvent;

/** The writes that count the attachment in its event, and in the series of an occurrence, and leave it to be told. */
function countingWrites(session: UploadSession, tells: boolean, now: number): readonly Write[] {
  const { uploadOf, incarnation, series, createdBy } = session;
  const maker = { createdBy: session.maker };
  const own = series === undefined ? byOthers(maker, createdBy, true) : [];
  const condition = series === undefined ? sameTelling({ tells }) : [];
  return [
    {
      write: 'patch',
      id: uploadOf,
      operations: [...countAttachments(1, now), ...own],
      when: { is: 'and', conditions: [hasRoomFor(incarnation, 1), ...condition] },
    },
    ...(series === undefined ? [] : [seriesWrite({ ...series, tells, ...maker }, 'version', createdBy)]),
    ...pendingWritesFor({ tells, incarnation: (series ?? session).incarnation }, now),
  ];
}

/** The attachment that a session makes. */
function attachmentOf(session: UploadSession, content: NonNullable<AttachmentRecord['content']>): Omit<AttachmentRecord, 'etag'> {
  const { attachmentId, uploadOf, incarnation, createdBy, modified } = session;
  return {
    id: attachmentDocument(attachmentId),
    ...newRecord(Date.parse(modified), createdBy),
    attachmentId,
    event: uploadOf,
    incarnation,
    scan: 'none',
    revision: 0,
    properties: filePropertiesOf(session),
    content,
  };
}

const toTuple = ([first, length, crc]: Block): [number, number, number] => [first, length, crc];

/**
 * Seconds from now for which the document of a completed session is kept. Until the session expires, repeated ranges need it for their
 * answers; the TTL only cleans it up, `uploadRetentionDays` days after that.
 */
const ttlOf = (session: UploadSession, now: number): number => Math.max(1, Math.ceil((session.expires - now) / 1000)) + retentionSeconds;
