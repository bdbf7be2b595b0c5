// A mailbox's quota: each document says what it counts, and the sum changes in the batch that writes, moves or removes that document.
import { z } from 'zod';
import { isRefusedByLimit, ServiceError, quotaExceeded } from '../runtime/errors.ts';
import type { Committed, Documents, PatchOperation, StoredDocument, Write } from '../stores/documents.ts';
import { decode, newRecord, recordShape } from '../stores/records.ts';

const usageDocument = 'usage';

export interface QuotaDependencies {
  readonly documents: Documents;
  readonly clock: () => number;
  /** Bytes that one mailbox may hold; nothing is counted without it. */
  readonly quotaBytes?: number | undefined;
}

/** How many bytes a document counts in its mailbox's quota. A document without it was written when no quota was set; it counts nothing. */
export const chargedShape = { charged: z.number().int().optional() };

export interface Charged {
  readonly charged?: number | undefined;
}

/** How many bytes a document counts from now on, and how many more (or fewer) than before. */
export interface Charge extends Charged {
  readonly more: number;
}

/** The bytes that are counted for a document: those of its properties as JSON, and those of its blob. */
export const bytesOf = (properties: object, contentBytes = 0): number => Buffer.byteLength(JSON.stringify(properties)) + contentBytes;

/** The charge of a new document. */
export const chargeNew = ({ quotaBytes }: Pick<QuotaDependencies, 'quotaBytes'>, bytes: () => number): Charge => {
  if (quotaBytes === undefined) return { more: 0 };
  const charged = bytes();
  return { charged, more: charged };
};

/**
 * The charge of a changed document. A document that isn't counted, because it is older than the quota, stays uncounted unless it grows; a
 * document that is counted isn't counted any more once there is no quota.
 */
export function chargeChanged(
  { quotaBytes }: Pick<QuotaDependencies, 'quotaBytes'>,
  { charged }: Charged,
  before: () => number,
  after: () => number,
): Charge {
  if (quotaBytes === undefined) return { more: -(charged ?? 0) };
  const bytes = after();
  return charged === undefined && bytes <= before() ? { more: 0 } : { charged: bytes, more: bytes - (charged ?? 0) };
}

/** The property `charged` for a new document; none if it isn't counted. */
export const chargedProperty = ({ charged }: Charged): Charged => (charged === undefined ? {} : { charged });

/** The operations that change a document's `charged` from the former value to the new one. */
export function chargeOperations(before: Charged, { charged }: Charged): PatchOperation[] {
  if (charged === before.charged) return [];
  return [charged === undefined ? { op: 'remove', path: '/charged' } : { op: 'set', path: '/charged', value: charged }];
}

const usageRecord = z.object({ ...recordShape, bytes: z.number() });

export const decodeUsage = (document: StoredDocument | undefined): z.infer<typeof usageRecord> | undefined =>
  decode('usage', usageRecord, document);

/**
 * Throws 507 unless the mailbox has room for so many bytes now: to be called before the service itself makes bytes, such as a copy. One
 * point read, none without a quota. The commit checks again.
 */
export async function requireQuota({ documents, quotaBytes }: QuotaDependencies, partition: string, bytes: number): Promise<void> {
  if (quotaBytes === undefined) return;
  const used = decodeUsage(await documents.read(partition, usageDocument))?.bytes ?? 0;
  if (used + bytes > quotaBytes) throw mailboxFull(quotaBytes);
}

/** How a charge is committed. */
interface Terms {
  /** Whether the charge is counted even if the mailbox is full: then what others write to the mailbox isn't refused. */
  readonly evenIfFull?: boolean;
}

/**
 * Commits the writes and adds `more` bytes to the mailbox's sum in the same batch: no extra call, except a mailbox's first. Throws 507 when
 * the mailbox would exceed its quota; then nothing is written. A negative `more` is never refused.
 */
export async function commitCounted(
  { documents, clock, quotaBytes }: QuotaDependencies,
  partition: string,
  writes: readonly [Write, ...Write[]],
  more: number,
  { evenIfFull = false }: Terms = {},
): Promise<Committed> {
  if (more === 0) return documents.commit(partition, writes);
  const isBound = more > 0 && quotaBytes !== undefined && !evenIfFull;
  const count: Write = {
    write: 'patch',
    id: usageDocument,
    operations: [{ op: 'increment', path: '/bytes', by: more }],
    ...(isBound && { when: { is: 'le', property: 'bytes', value: quotaBytes - more } }),
  };
  const counted: [Write, ...Write[]] = [...writes, count];
  const isRefusedByCount = (committed: Committed): committed is Extract<Committed, { outcome: 'refused' }> =>
    committed.outcome === 'refused' && committed.index === writes.length;

  let committed = await documents.commit(partition, counted);
  if (isRefusedByCount(committed) && committed.because === 'missing') {
    // While a whole mailbox is being removed, the sum may be gone before the documents that it counts.
    if (more < 0) return documents.commit(partition, writes);
    const document = { id: usageDocument, kind: 'usage' as const, ...newRecord(clock(), 'quota'), bytes: 0 };
    await documents.commit(partition, [{ write: 'create', document }]);
    committed = await documents.commit(partition, counted);
  }
  if (isRefusedByCount(committed)) throw mailboxFull(quotaBytes ?? 0);
  return committed;
}

/** For a rejected commit: removes its bytes if the error proves that nothing was written; only a full mailbox and a limit do. */
export const discardingWhenRefused =
  (discard: () => Promise<void>) =>
  async (error: unknown): Promise<never> => {
    if (isRefusedByLimit(error) || (error instanceof ServiceError && error.status === 507)) await discard();
    throw error;
  };

const mailboxFull = (quotaBytes: number): ServiceError =>
  quotaExceeded(
    `The mailbox is full: its events and attachments may have ${quotaBytes} bytes together, uploads that are under way included.`,
  );
