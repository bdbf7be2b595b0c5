// A mailbox's byte quota: counted in the same batch as what uses it, and only while the quota is set.
import { ServiceError } from '../errors.ts';
import type { Committed, Documents, Write } from '../stores/documents.ts';
import { newRecord } from '../stores/records.ts';

const usageDocument = 'usage';

export interface QuotaDependencies {
  readonly documents: Documents;
  readonly clock: () => number;
  /** Bytes that the contents of one mailbox may have together; none without it. */
  readonly quotaBytes?: number | undefined;
}

/** Whether contents that are stored now are counted. What was stored before a quota was set never is. */
export const isMetered = ({ quotaBytes }: QuotaDependencies): boolean => quotaBytes !== undefined;

/** What takes bytes that were counted off the mailbox's usage. */
export const refund = (bytes: number): Write[] =>
  bytes === 0 ? [] : [{ write: 'patch', id: usageDocument, operations: [{ op: 'increment', path: '/bytes', by: -bytes }] }];

/** Commits the writes and counts the bytes with them. Throws 507 when the mailbox would have more than its quota; then nothing is written. */
export async function commitWithin(
  deps: QuotaDependencies,
  partition: string,
  writes: readonly [Write, ...Write[]],
  bytes: number,
): Promise<Committed> {
  const { documents, quotaBytes } = deps;
  if (quotaBytes === undefined || bytes === 0) return documents.commit(partition, writes);
  const charged: [Write, ...Write[]] = [
    ...writes,
    {
      write: 'patch',
      id: usageDocument,
      operations: [{ op: 'increment', path: '/bytes', by: bytes }],
      when: { is: 'le', property: 'bytes', value: quotaBytes - bytes },
    },
  ];
  let committed = await documents.commit(partition, charged);
  if (isRefusedByUsage(committed, charged) && committed.because === 'missing') {
    const document = { id: usageDocument, kind: 'usage' as const, ...newRecord(deps.clock(), 'quota'), bytes: 0 };
    await documents.commit(partition, [{ write: 'create', document }]);
    committed = await documents.commit(partition, charged);
  }
  if (isRefusedByUsage(committed, charged))
    throw new ServiceError(507, 'ErrorQuotaExceeded', `The mailbox is full: its attachments may have ${quotaBytes} bytes.`);
  return committed;
}

const isRefusedByUsage = (committed: Committed, charged: readonly Write[]): committed is Extract<Committed, { outcome: 'refused' }> =>
  committed.outcome === 'refused' && committed.index === charged.length - 1;
